// tenantry.admin/1: identity, and making and dropping databases.
#include "connection.hpp"
#include "script.hpp"
#include "server_error.hpp"

namespace tenantry::mysql {
namespace {

std::string bare_version(std::string_view text) {
  if (text.starts_with("5.5.5-")) text.remove_prefix(6);
  return std::string(text.substr(0, text.find('-')));
}

bool is_word(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
             std::string::npos;
}

std::string option_clause(const tnt_field &field) {
  const std::string_view key = sdk::view(field.key), value = sdk::view(field.value);
  if (key != "charset" && key != "collation")
    throw sdk::failure(TNT_BAD_ARGUMENT, "a database has no option \"" + std::string(key) +
                                             "\"; known are charset and collation");
  if (!is_word(value)) throw sdk::failure(TNT_BAD_ARGUMENT, "the " + std::string(key) + " is no name");
  return (key == "charset" ? " CHARACTER SET " : " COLLATE ") + std::string(value);
}

}  // namespace

// MySQL has a UUID; MariaDB is told by where it lives, which the first question asked already.
sdk::identity connection::identify(const sdk::call &call) {
  client_.check_usable();
  call.check("the question who the server is", sdk::effect::none);
  if (fresh_identity_) return *std::exchange(fresh_identity_, std::nullopt);
  return to_identity(ask(call, server_.mariadb
                                   ? std::string("SELECT ").append(mariadb_identity)
                                   : "SELECT @@server_uuid, COALESCE(DATABASE(), ''), CONNECTION_ID(), "
                                     "@@GLOBAL.read_only OR @@GLOBAL.super_read_only")
                         .at(0));
}

sdk::identity connection::to_identity(std::span<const std::string> row) const {
  if (row.size() < 4) throw sdk::failure(TNT_INTERNAL, "the server did not say who it is");
  sdk::identity who;
  who.server = row[0];
  who.database = row[1];
  who.session = row[2];
  who.version = bare_version(version_);
  who.flavour = server_.mariadb ? "mariadb" : comment_.find("Percona") != std::string::npos ? "percona" : "";
  who.writable = row[3] == "0" || row[3] == "OFF";
  who.pooled = who.session != session_;
  return who;
}

bool connection::exists(const sdk::call &call, std::string_view database) {
  return !ask(call, "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?", {database}).empty();
}

void connection::create(const sdk::call &call, std::string_view database, const sdk::config &options) {
  std::string clauses;
  for (const tnt_field &field : options.fields()) clauses += option_clause(field);
  if (clauses.find("CHARACTER SET") == std::string::npos) clauses = " CHARACTER SET utf8mb4" + clauses;
  ask(call, "CREATE DATABASE " + quote_name(database) + clauses);
}

void connection::drop(const sdk::call &call, std::string_view database, bool end_sessions) {
  if (end_sessions) {
    const text_rows others =
        ask(call, "SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()",
            {database});
    for (const auto &one : others) {
      try {
        ask(call, "KILL " + one.at(0));
      } catch (const sdk::failure &why) {
        if (why.native_code() != 1094) throw;  // it has gone by itself
      }
    }
  }
  ask(call, "DROP DATABASE " + quote_name(database));
}

}  // namespace tenantry::mysql
