// open, ping and execute: one statement by the extended protocol, its rows streamed one by one.
#include "connect.hpp"
#include "connection.hpp"
#include "copy.hpp"
#include "prepared_text.hpp"

namespace tenantry::postgresql {
namespace {

void check_settings(PGconn *conn) {
  const char *strings = PQparameterStatus(conn, "standard_conforming_strings");
  if (strings == nullptr || std::string_view(strings) != "off") return;
  throw sdk::failure(
      TNT_BAD_CONFIG,
      "standard_conforming_strings is off for this user or database, so that a backslash would change "
      "where a string ends; switch it on, as it is by default");
}

// An administrator's session needs a database that is always there.
conn_handle connect_as_administrator(connect_parameters parameters, const sdk::call &call) {
  parameters.set("dbname", "postgres");
  try {
    return connect(parameters, call);
  } catch (const sdk::failure &why) {
    if (why.sqlstate() != "3D000" && why.sqlstate() != "42501") throw;
  }
  parameters.set("dbname", "template1");
  return connect(parameters, call);
}

}  // namespace

std::string quote_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

std::unique_ptr<connection> connection::open(const sdk::call &call, const sdk::config &config) {
  const connect_parameters parameters = read_parameters(config);
  const bool admin = config.get_or("purpose", "work") == "admin";
  conn_handle conn = admin ? connect_as_administrator(parameters, call) : connect(parameters, call);
  check_settings(conn.get());
  return std::make_unique<connection>(std::move(conn));
}

void connection::ping(const sdk::call &call) {
  line_.simple(call, "SELECT 1");
}

void connection::execute(const sdk::call &call, std::string_view sql, std::span<const tnt_cell> parameters,
                         sdk::row_writer &rows) {
  line_.check_usable();
  call.check("the statement", sdk::effect::none);
  const prepared_text statement(sql, parameters);
  const call_scope scope(line_, call);
  const bool in_transaction = line_.state() != sdk::transaction_state::idle;
  const sent_statement sent{sql, statement.numbered(), !in_transaction && may_commit_inside(sql)};
  if (!statement.send(line_.raw())) line_.raise_lost();
  PQsetSingleRowMode(line_.raw());
  finish_statement(call, sent, rows);
}

void connection::finish_statement(const sdk::call &call, const sent_statement &sent, sdk::row_writer &rows) {
  result_reader reader(rows);
  result_handle failed;
  bool copies = false;
  while (result_handle result = line_.next_result(call)) {
    if (is_error(result.get())) {
      if (!failed) failed = std::move(result);
    } else if (is_copy(result.get())) {
      copies = true;
      leave_copy(line_, result.get(), call);
    } else {
      reader.read(result.get());
      // Rows that have come already are read without a wait, which would look at the clock.
      if (PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE) line_.check_patience(call);
    }
    if (PQstatus(line_.raw()) == CONNECTION_BAD) break;
  }
  if (failed && !copies) line_.raise(failed.get(), sent, call);
  if (PQstatus(line_.raw()) == CONNECTION_BAD) line_.raise_lost();
  if (copies) throw copy_refused();
}

connection::text_rows connection::ask(const sdk::call &call, std::string_view sql,
                                      std::initializer_list<std::string_view> parameters) {
  std::vector<tnt_cell> cells;
  for (const std::string_view one : parameters) cells.push_back(sdk::cell::text(one));
  text_rows all;
  tnt_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &all;
  sink.row = [](void *data, const tnt_cell *row, std::size_t n) -> tnt_status {
    auto &into = static_cast<text_rows *>(data)->emplace_back();
    for (std::size_t i = 0; i < n; ++i) into.emplace_back(sdk::view(row[i].raw));
    return TNT_OK;
  };
  sdk::row_writer rows(&sink);
  execute(call, sql, cells, rows);
  return all;
}

}  // namespace tenantry::postgresql
