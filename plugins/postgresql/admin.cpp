// tenantry.admin/1: identity, and making and dropping databases.
#include "connection.hpp"
#include "identity.hpp"

namespace tenantry::postgresql {
namespace {

struct create_option {
  std::string_view name, sql;
  bool is_name;  // quoted as a name, else as a string
};
constexpr create_option create_options[] = {
    {"owner", "OWNER", true},           {"template", "TEMPLATE", true},      {"encoding", "ENCODING", false},
    {"locale", "LOCALE", false},        {"lc_collate", "LC_COLLATE", false}, {"lc_ctype", "LC_CTYPE", false},
    {"tablespace", "TABLESPACE", true},
};

std::string quote_string(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

std::string option_clause(const tnt_field &field) {
  const std::string_view key = sdk::view(field.key), value = sdk::view(field.value);
  for (const create_option &one : create_options) {
    if (one.name != key) continue;
    return " " + std::string(one.sql) + " " + (one.is_name ? quote_name(value) : quote_string(value));
  }
  throw sdk::failure(TNT_BAD_ARGUMENT,
                     "a database has no option \"" + std::string(key) +
                         "\"; known are owner, template, encoding, locale, lc_collate, lc_ctype and "
                         "tablespace");
}

}  // namespace

sdk::identity connection::identify(const sdk::call &call) {
  text_rows rows;
  const bool may_fail = line_.state() == sdk::transaction_state::idle;
  try {
    rows = ask(call, identity_sql(may_fail ? identity_query::quick : identity_query::careful));
  } catch (const sdk::failure &why) {
    if (!may_fail || !needs_careful_identity(why.sqlstate())) throw;
    rows = ask(call, identity_sql(identity_query::careful));
  }
  return read_identity(rows.at(0), line_.raw());
}

bool connection::exists(const sdk::call &call, std::string_view database) {
  return !ask(call, "SELECT 1 FROM pg_catalog.pg_database WHERE datname = ?", {database}).empty();
}

void connection::create(const sdk::call &call, std::string_view database, const sdk::config &options) {
  std::string sql = "CREATE DATABASE " + quote_name(database);
  for (const tnt_field &field : options.fields()) sql += option_clause(field);
  try {
    ask(call, sql);
  } catch (sdk::failure &why) {
    if (why.sqlstate() == "42P04") {
      throw sdk::failure(TNT_CONFLICT, why.message())
          .sqlstate("42P04")
          .retry(sdk::retry::never)
          .effect(sdk::effect::none);
    }
    if (why.sqlstate() == "55006") {  // somebody is connected to the template: a moment later it is free
      throw sdk::failure(TNT_LOCKED, why.message())
          .sqlstate("55006")
          .retry(sdk::retry::same_connection)
          .effect(sdk::effect::none);
    }
    throw;
  }
}

void connection::drop(const sdk::call &call, std::string_view database, bool end_sessions) {
  const std::string sql = "DROP DATABASE " + quote_name(database);
  if (!end_sessions) {
    ask(call, sql);
  } else if (PQserverVersion(line_.raw()) >= 130000) {
    ask(call, sql + " WITH (FORCE)");
  } else {
    ask(call,
        "SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = ? AND pid <> "
        "pg_backend_pid()",
        {database});
    ask(call, sql);
  }
}

}  // namespace tenantry::postgresql
