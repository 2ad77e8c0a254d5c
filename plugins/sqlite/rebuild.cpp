#include "rebuild.hpp"

#include <algorithm>
#include <cctype>

namespace tenantry::sqlite {
namespace {

std::string quoted(std::string_view name) {
  std::string made = "\"";
  for (const char c : name) made.append(c == '"' ? 2 : 1, c);
  return made + '"';
}

// Runs a query of our own; answers SQLite's words where it fails, "" else.
template <class Row>
std::string query(sqlite3 *db, const std::string &sql, Row &&row) {
  sqlite3_stmt *raw = nullptr;
  int code = sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr);
  const statement prepared(raw);
  if (code != SQLITE_OK) return sqlite3_errmsg(db);
  while ((code = sqlite3_step(raw)) == SQLITE_ROW) row(raw);
  return code == SQLITE_DONE ? "" : sqlite3_errmsg(db);
}

[[noreturn]] void refuse(const std::string &message, std::string_view sqlstate) {
  throw sdk::failure(TNT_SQL, message).sqlstate(sqlstate).retry(sdk::retry::never).effect(sdk::effect::none);
}

}  // namespace

rebuild_guard::child rebuild_guard::measure_table(const std::string &name) const {
  child measured;
  const std::string trouble = query(db_, "SELECT count(*) FROM main." + quoted(name),
                                    [&](sqlite3_stmt *row) { measured.rows = sqlite3_column_int64(row, 0); });
  if (!trouble.empty()) refuse("counting the rows of " + quoted(name) + " failed: " + trouble, "HY000");
  measured.mismatch = query(db_, "PRAGMA main.foreign_key_check(" + quoted(name) + ")",
                            [&](sqlite3_stmt *) { ++measured.violations; });
  // Out of time is not a property of the table.
  if (sqlite3_errcode(db_) == SQLITE_INTERRUPT)
    throw sdk::failure(TNT_TIMEOUT,
                       "checking the foreign keys of " + quoted(name) + " took longer than allowed")
        .sqlstate("57014")
        .effect(sdk::effect::none);
  return measured;
}

rebuild_guard::children rebuild_guard::measure() const {
  std::vector<std::string> names;
  const std::string trouble = query(db_,
                                    "SELECT name FROM main.sqlite_master WHERE type = 'table' AND EXISTS"
                                    " (SELECT 1 FROM pragma_foreign_key_list(name, 'main'))",
                                    [&](sqlite3_stmt *row) { names.emplace_back(column_text(row, 0)); });
  if (!trouble.empty()) refuse("reading the foreign keys failed: " + trouble, "HY000");
  children all;
  for (const std::string &name : names) all.emplace(name, measure_table(name));
  return all;
}

rebuild_guard::trigger_tables rebuild_guard::triggers() const {
  trigger_tables all;
  const std::string trouble =
      query(db_, "SELECT name, tbl_name FROM main.sqlite_master WHERE type = 'trigger'",
            [&](sqlite3_stmt *row) { all.emplace(column_text(row, 0), column_text(row, 1)); });
  if (!trouble.empty()) refuse("reading the triggers failed: " + trouble, "HY000");
  return all;
}

bool rebuild_guard::has_table(const std::string &name) const {
  bool found = false;
  (void)query(db_, "PRAGMA main.table_info(" + quoted(name) + ")", [&](sqlite3_stmt *) { found = true; });
  return found;
}

void rebuild_guard::check_before_commit() const {
  for (const auto &[name, now] : measure()) check_table(name, now);
  check_triggers();
}

void rebuild_guard::check_triggers() const {
  const trigger_tables now = triggers();
  for (const auto &[name, table] : triggers_)
    if (!now.contains(name) && !was_named(name) && has_table(table))
      refuse("the rebuild of " + quoted(table) + " removed its trigger " + quoted(name) +
                 ", which no statement names; nothing was committed. Drop the trigger here and create it "
                 "again after the migration, or let the migration do both where every tenant has it",
             "2BP01");
}

void rebuild_guard::check_table(const std::string &name, const child &now) const {
  const auto found = before_.find(name);
  const child before = found == before_.end() ? child{} : found->second;
  if (!now.mismatch.empty() && before.mismatch.empty())
    refuse("after the rebuild the foreign keys of " + quoted(name) + " cannot be checked: " + now.mismatch,
           "23503");
  if (now.violations > before.violations)
    refuse("the rebuild leaves " + std::to_string(now.violations - before.violations) + " rows of " +
               quoted(name) + " that reference nothing; nothing was committed",
           "23503");
  if (found != before_.end() && now.rows < before.rows && !was_named(name))
    refuse("the rebuild removed " + std::to_string(before.rows - now.rows) + " rows of " + quoted(name) +
               ", which no statement names; nothing was committed",
           "23503");
}

bool rebuild_guard::was_named(std::string_view object) const {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  return std::search(statements_.begin(), statements_.end(), object.begin(), object.end(), same) !=
         statements_.end();
}

}  // namespace tenantry::sqlite
