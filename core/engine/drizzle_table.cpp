#include "core/engine/drizzle_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tenantry {
namespace {

std::string quote_literal(const std::string &text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out.push_back('\'');
    out.push_back(c);
  }
  return out + "'";
}

}  // namespace

result<std::optional<drizzle_table>> drizzle_table::make(const adapter &a, const std::string &dialect,
                                                         const engine_options &options) {
  const bool postgresql = dialect == "postgresql";
  if (!postgresql && dialect != "sqlite" && dialect != "mysql") return std::optional<drizzle_table>();
  drizzle_table made;
  TENANTRY_TRY(made.qualified_, a.quote(options.drizzle_table));
  std::string schema;
  if (postgresql) {
    TENANTRY_TRY(schema, a.quote(options.drizzle_schema));
    made.qualified_ = schema + "." + made.qualified_;
  }
  const std::string &table = made.qualified_;
  made.select_ = fmt::format("SELECT * FROM {}", table);
  made.insert_ = fmt::format("INSERT INTO {} (hash, created_at) VALUES (?, ?)", table);
  made.insert_v1_ = fmt::format("INSERT INTO {} (hash, created_at, name) VALUES (?, ?, ?)", table);
  made.delete_ = fmt::format("DELETE FROM {} WHERE created_at = ? AND hash = ?", table);
  if (postgresql) {
    made.create_ = {
        "CREATE SCHEMA IF NOT EXISTS " + schema,
        fmt::format("CREATE TABLE IF NOT EXISTS {} (\n\tid SERIAL PRIMARY KEY,\n\thash text NOT NULL,\n"
                    "\tcreated_at bigint\n)",
                    table)};
    made.lock_ = fmt::format("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", table);
    made.nobody_waits_ = fmt::format(
        "SELECT 1 / (CASE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_locks WHERE relation = "
        "CAST({} AS regclass) AND NOT granted) THEN 0 ELSE 1 END)",
        quote_literal(table));
  } else if (dialect == "sqlite") {
    // Drizzle declares id SERIAL, which SQLite does not fill: every id is NULL.
    made.create_ = {
        fmt::format("CREATE TABLE IF NOT EXISTS {} (\n\tid SERIAL PRIMARY KEY,\n\thash text NOT "
                    "NULL,\n\tcreated_at numeric\n)",
                    table)};
  } else {
    made.create_ = {
        fmt::format("CREATE TABLE IF NOT EXISTS {} (\n\tid SERIAL PRIMARY KEY,\n\thash text NOT "
                    "NULL,\n\tcreated_at bigint\n)",
                    table)};
  }
  return std::optional<drizzle_table>(std::move(made));
}

result<drizzle_history> drizzle_table::to_history(const rows &r) {
  drizzle_history history;
  history.exists = true;
  const auto id = r.column("id"), hash = r.column("hash"), created = r.column("created_at"),
             name = r.column("name");
  if (!hash || !created)
    return fail(category::history, "Drizzle's history table lacks the column \"hash\" or \"created_at\"",
                "is it Drizzle's table? Name the right one in [history] drizzle_schema and drizzle_table, or "
                "set drizzle = \"off\"");
  history.v1 = name.has_value();
  for (const row &one : r.data) {
    drizzle_row made;
    made.id = id ? as_int64(one[*id]).value_or(0) : 0;
    made.hash = as_text(one[*hash]).value_or("");
    made.created_at = as_int64(one[*created]);
    if (name) made.name = as_text(one[*name]);
    history.rows.push_back(std::move(made));
  }
  std::stable_sort(history.rows.begin(), history.rows.end(),
                   [](const drizzle_row &a, const drizzle_row &b) { return a.id < b.id; });
  return history;
}

std::string drizzle_table::unchanged_sql(const drizzle_history &seen) const {
  std::int64_t newest = 0;
  for (const drizzle_row &one : seen.rows) newest = std::max(newest, one.created_at.value_or(0));
  return fmt::format(
      "SELECT 1 / (CASE WHEN (SELECT COUNT(*) FROM {0}) = {1} AND (SELECT COALESCE(MAX(created_at), 0) FROM "
      "{0}) = {2} "
      "THEN 1 ELSE 0 END)",
      qualified_, seen.rows.size(), newest);
}

std::vector<cell> drizzle_table::insert_parameters(bool v1, const std::string &hash, std::int64_t when,
                                                   const std::string &tag) {
  std::vector<cell> values{hash, when};
  if (v1) values.emplace_back(tag);
  return values;
}

}  // namespace tenantry
