#include "tests/support/postgres_database.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <stdexcept>

namespace tenantry::testing {
namespace {

struct finish_connection {
  void operator()(PGconn *connection) const { PQfinish(connection); }
};
struct clear_result {
  void operator()(PGresult *result) const { PQclear(result); }
};

const char *const schema_query = R"sql(
SELECT text FROM (
  SELECT 'column ' || c.table_schema || '.' || c.table_name || '.' || c.column_name || ' ' || c.udt_name || ' ' ||
         format('%s %s %s', c.is_nullable, coalesce(c.column_default, '-'), coalesce(c.character_maximum_length::text,
         c.numeric_precision || ',' || c.numeric_scale, '-')) AS text, c.table_schema AS place
    FROM information_schema.columns c
  UNION ALL
  SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(k.oid) || ' ' || convalidated,
         n.nspname FROM pg_constraint k JOIN pg_namespace n ON n.oid = connamespace
  UNION ALL
  SELECT 'index ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid, n.nspname
    FROM pg_index i JOIN pg_class t ON t.oid = indexrelid JOIN pg_namespace n ON n.oid = relnamespace
  UNION ALL
  SELECT 'enum ' || t.typname || ' ' || string_agg(enumlabel, ',' ORDER BY enumsortorder), n.nspname
    FROM pg_enum e JOIN pg_type t ON t.oid = enumtypid JOIN pg_namespace n ON n.oid = typnamespace GROUP BY t.typname, n.nspname
  UNION ALL
  SELECT 'function ' || p.oid::regprocedure || ' ' || md5(prosrc), n.nspname
    FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
) everything
WHERE place !~ '^pg_' AND place NOT IN ('information_schema', 'tenantry', 'drizzle') ORDER BY text COLLATE "C"
)sql";

}  // namespace

struct postgres_connection::handle {
  std::unique_ptr<PGconn, finish_connection> connection;
};

postgres_connection::postgres_connection(const std::string &url) : handle_(std::make_unique<handle>()) {
  handle_->connection.reset(PQconnectdb(url.c_str()));
  PGconn *connection = handle_->connection.get();
  if (PQstatus(connection) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection));
  PQsetNoticeProcessor(
      connection, [](void *, const char *) {}, nullptr);
}

postgres_connection::~postgres_connection() = default;

text_rows postgres_connection::rows(const std::string &sql) {
  PGconn *connection = handle_->connection.get();
  const std::unique_ptr<PGresult, clear_result> result(PQexec(connection, sql.c_str()));
  const auto state = PQresultStatus(result.get());
  if (state != PGRES_TUPLES_OK && state != PGRES_COMMAND_OK && state != PGRES_EMPTY_QUERY)
    throw std::runtime_error(std::string(PQerrorMessage(connection)) + "in: " + sql);
  text_rows all;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    auto &cells = all.emplace_back();
    for (int column = 0; column < PQnfields(result.get()); ++column)
      cells.emplace_back(PQgetisnull(result.get(), row, column) ? "NULL"
                                                                : PQgetvalue(result.get(), row, column));
  }
  return all;
}

std::string postgres_connection::value(const std::string &sql) {
  const auto all = rows(sql);
  if (all.size() != 1 || all[0].size() != 1) throw std::runtime_error("not one value: " + sql);
  return all[0][0];
}

postgres_database::postgres_database(std::string server_url, const std::string &hint)
    : server_url_(std::move(server_url)) {
  static std::atomic<unsigned> next{0};
  name_ = "tenantry_" + hint + "_" + std::to_string(getpid()) + "_" + std::to_string(next++);
  postgres_connection(server_url_).run("CREATE DATABASE " + name_);
}

postgres_database::~postgres_database() {
  try {
    postgres_connection(server_url_).run("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
  } catch (const std::exception &error) {
    std::fprintf(stderr, "cannot drop %s: %s\n", name_.c_str(), error.what());
  }
}

std::string postgres_database::url() const {
  return url_with_database(server_url_, name_);
}

std::string postgres_database::schema() const {
  std::string all;
  for (const auto &row : rows(schema_query)) all += row.at(0) + "\n";
  return all;
}

std::string url_with_database(const std::string &url, const std::string &database) {
  const auto path = url.find('/', url.find("://") + 3);
  const auto query = url.find('?');
  return url.substr(0, std::min(path, query)) + "/" + database +
         (query == std::string::npos ? "" : url.substr(query));
}

std::string url_with_parameter(const std::string &url, const std::string &parameter) {
  return url + (url.find('?') == std::string::npos ? "?" : "&") + parameter;
}

namespace {

// Where the port's digits stand: after the last colon of host:port.
std::pair<std::size_t, std::size_t> port_place(const std::string &url) {
  const auto end = std::min(url.find('/', url.find("://") + 3), url.size());
  const auto begin = url.rfind(':', end) + 1;
  return {begin, end};
}

}  // namespace

std::string url_with_port(const std::string &url, unsigned port) {
  const auto [begin, end] = port_place(url);
  return url.substr(0, begin) + std::to_string(port) + url.substr(end);
}

unsigned port_of(const std::string &url) {
  const auto [begin, end] = port_place(url);
  return static_cast<unsigned>(std::stoul(url.substr(begin, end - begin)));
}

}  // namespace tenantry::testing
