#include "errors.hpp"

namespace tenantry::sqlite {
namespace {

std::string quoted(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

// SQLite has one code for whatever is wrong in the text of a statement; only its words tell more.
std::string_view sqlstate_of_words(std::string_view words) {
  const auto holds = [&](std::string_view part) { return words.find(part) != std::string_view::npos; };
  if (holds("syntax error") || holds("incomplete input") || holds("unrecognized token")) return "42601";
  if (holds("no such table") || holds("no such view")) return "42P01";
  if (holds("no such column") || holds("has no column named")) return "42703";
  if (holds("no such function")) return "42883";
  if (holds("no such ")) return "42704";
  if (holds("duplicate column name")) return "42701";
  if (holds("already exists") || holds("already another table")) return "42P07";
  return "HY000";
}

std::string_view sqlstate_of_constraint(int extended) {
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return "23505";
    case SQLITE_CONSTRAINT_NOTNULL:
      return "23502";
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return "23503";
    case SQLITE_CONSTRAINT_CHECK:
      return "23514";
    default:
      return "23000";
  }
}

std::string_view sqlstate_of(int code, std::string_view words) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return sqlstate_of_constraint(code);
    case SQLITE_CORRUPT:
      return "XX001";
    case SQLITE_IOERR:
      return "58030";
    case SQLITE_NOMEM:
      return "53200";
    case SQLITE_TOOBIG:
      return "54000";
    case SQLITE_MISMATCH:
      return "22000";
    case SQLITE_AUTH:
      return "42501";
    case SQLITE_ERROR:
    case SQLITE_SCHEMA:  // the schema changed while the statement began: what it met in the new one
      return sqlstate_of_words(words);
    default:
      return "HY000";
  }
}

// "UNIQUE constraint failed: wells.org_id, wells.name" names its table and columns.
void tell_constraint(const sdk::call &call, int code, std::string_view words) {
  const std::size_t colon = words.find(": ");
  if ((code & 0xff) != SQLITE_CONSTRAINT || colon == std::string_view::npos) return;
  const std::string_view named = words.substr(colon + 2);
  const std::size_t dot = named.find('.');
  if (dot == std::string_view::npos) {
    call.detail("constraint", named);
    return;
  }
  const std::size_t end = named.find(',');
  call.detail("table", named.substr(0, dot));
  call.detail("column", named.substr(dot + 1, end == std::string_view::npos ? end : end - dot - 1));
}

[[noreturn]] void throw_impatience(int code, const circumstances &around) {
  const std::string where = " on " + quoted(around.file);
  if (around.reason == gave_up::stopped)
    throw sdk::failure(TNT_CANCELLED, "the statement" + where + " was stopped")
        .sqlstate("57014")
        .native_code(code)
        .effect(sdk::effect::none);
  throw sdk::failure(TNT_TIMEOUT, "the statement" + where + " took longer than allowed")
      .sqlstate("57014")
      .native_code(code)
      .effect(sdk::effect::none);
}

[[noreturn]] void throw_locked(int code, std::string_view words, const circumstances &around) {
  throw sdk::failure(TNT_LOCKED, quoted(around.file) + " is in use by another connection (" +
                                     std::string(words) +
                                     "); end its transaction or allow a longer lock timeout")
      .sqlstate("55P03")
      .native_code(code)
      .retry(sdk::retry::same_connection)
      .effect(sdk::effect::none);
}

// What is wrong with the file rather than with the statement.
void throw_if_file_trouble(int code, std::string_view words, const circumstances &around) {
  const std::string file = quoted(around.file);
  const auto refuse = [&](tnt_status status, std::string_view sqlstate, const std::string &message) {
    throw sdk::failure(status, message)
        .sqlstate(sqlstate)
        .native_code(code)
        .retry(sdk::retry::never)
        .effect(sdk::effect::none);
  };
  switch (code & 0xff) {
    case SQLITE_NOTADB:
      refuse(TNT_BAD_CONFIG, "", file + " is not an SQLite database; check the tenant's URL");
      break;
    case SQLITE_READONLY:
      throw_read_only(around.file, code);
    case SQLITE_FULL:
      refuse(TNT_SQL, "53100", file + ": " + std::string(words) + "; free space on its disk");
      break;
    case SQLITE_CANTOPEN:
      refuse(TNT_SQL, "58030",
             file + ": " + std::string(words) +
                 "; SQLite writes its journal beside the file, so the folder must be writable");
      break;
    default:
      break;
  }
}

}  // namespace

void throw_read_only(std::string_view file, int code) {
  throw sdk::failure(TNT_SQL,
                     quoted(file) + " is read-only; make the file and its folder writable for this user")
      .sqlstate("25006")
      .native_code(code)
      .retry(sdk::retry::never)
      .effect(sdk::effect::none);
}

void throw_failure(sqlite3 *db, int code, const circumstances &around) {
  const std::string words = sqlite3_errmsg(db);
  const int offset = sqlite3_error_offset(db);
  const int primary = code & 0xff;
  const bool ended_early = around.reason != gave_up::no && around.reason != gave_up::lock_timeout;
  if (ended_early && (primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY)) throw_impatience(code, around);
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) throw_locked(code, words, around);
  if (primary == SQLITE_INTERRUPT)
    throw sdk::failure(TNT_CANCELLED, words).sqlstate("57014").native_code(code).effect(sdk::effect::none);
  throw_if_file_trouble(code, words, around);

  tell_constraint(around.call, code, words);
  const bool unsure = around.rows_changed || primary == SQLITE_IOERR || primary == SQLITE_CORRUPT;
  throw sdk::failure(TNT_SQL, words)
      .sqlstate(sqlstate_of(code, words))
      .native_code(code)
      .offset(offset < 0 ? 0 : static_cast<std::size_t>(offset) + 1)
      .retry(sdk::retry::never)
      .effect(unsure ? sdk::effect::unknown : sdk::effect::none);
}

}  // namespace tenantry::sqlite
