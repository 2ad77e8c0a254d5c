#include "server_error.hpp"

#include <charconv>

#include "cursor.hpp"

namespace tenantry::postgresql {
namespace {

std::string_view field(const PGresult *result, int code) {
  const char *value = PQresultErrorField(result, code);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

bool one_of(std::string_view state, std::initializer_list<std::string_view> states) {
  for (const std::string_view one : states) {
    if (state == one) return true;
  }
  return false;
}

std::string_view without_line_end(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::size_t offset_of(const PGresult *result, const sent_statement &sent) {
  const std::string_view position = field(result, PG_DIAG_STATEMENT_POSITION);
  std::size_t character = 0;
  std::from_chars(position.data(), position.data() + position.size(), character);
  if (character == 0) return 0;
  if (sent.numbered == nullptr) return byte_of_character(sent.sql, character);
  return sent.numbered->original(byte_of_character(sent.numbered->text, character) - 1) + 1;
}

void give_details(const PGresult *result, std::string_view state, const sdk::call &call) {
  call.detail("detail", field(result, PG_DIAG_MESSAGE_DETAIL));
  call.detail("hint", field(result, PG_DIAG_MESSAGE_HINT));
  call.detail("where", field(result, PG_DIAG_CONTEXT));
  call.detail("constraint", field(result, PG_DIAG_CONSTRAINT_NAME));
  call.detail("schema", field(result, PG_DIAG_SCHEMA_NAME));
  call.detail("table", field(result, PG_DIAG_TABLE_NAME));
  call.detail("column", field(result, PG_DIAG_COLUMN_NAME));
  if (state == "25006") {
    call.detail(
        "hint",
        "the server is read-only: a standby, or default_transaction_read_only is on; connect to the primary, "
        "or let libpq find it with target_session_attrs=read-write");
  }
}

// 57014 is one code for two things; its text tells them apart where the server speaks English.
tnt_status cancelled_or_timed_out(std::string_view message) {
  return message.find("statement timeout") != std::string_view::npos ? TNT_TIMEOUT : TNT_CANCELLED;
}

tnt_status status_of(std::string_view state, std::string_view message) {
  if (one_of(state, {"55P03", "40P01", "40001"})) return TNT_LOCKED;
  if (state == "57014") return cancelled_or_timed_out(message);
  return TNT_SQL;
}

sdk::retry retry_of(tnt_status status) {
  if (status == TNT_LOCKED) return sdk::retry::same_connection;
  return status == TNT_SQL ? sdk::retry::never : sdk::retry::unknown;
}

// The session is gone, or goes with this very message.
bool ends_session(const PGresult *result, std::string_view state, PGconn *conn) {
  if (one_of(state, {"57P01", "57P02", "57P03", "57P04", "57P05", "25P03"})) return true;
  if (PQstatus(conn) == CONNECTION_BAD) return true;
  return one_of(field(result, PG_DIAG_SEVERITY_NONLOCALIZED), {"FATAL", "PANIC"});
}

}  // namespace

std::string_view sqlstate_of(const PGresult *result) {
  return field(result, PG_DIAG_SQLSTATE);
}

sdk::failure connection_lost(PGconn *conn) {
  std::string message = "the connection to the server was lost";
  if (const std::string_view why = without_line_end(PQerrorMessage(conn)); !why.empty()) {
    message.append(": ").append(why);
  }
  return sdk::failure(TNT_CONNECTION_LOST, std::move(message)).retry(sdk::retry::new_connection);
}

sdk::failure failure_of(const PGresult *result, PGconn *conn, const sent_statement &sent,
                        const sdk::call &call) {
  const std::string_view state = sqlstate_of(result);
  std::string_view message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (message.empty()) message = without_line_end(PQresultErrorMessage(result));
  if (ends_session(result, state, conn)) {
    if (state.empty()) return connection_lost(conn);
    give_details(result, state, call);
    return sdk::failure(TNT_CONNECTION_LOST, "the server ended the session: " + std::string(message))
        .sqlstate(state)
        .retry(sdk::retry::new_connection);
  }
  give_details(result, state, call);
  const tnt_status status = status_of(state, message);
  return sdk::failure(status, std::string(message))
      .sqlstate(state)
      .offset(offset_of(result, sent))
      .retry(retry_of(status))
      .effect(sent.may_commit_inside ? sdk::effect::unknown : sdk::effect::none);
}

bool may_commit_inside(std::string_view sql) {
  cursor at(sql);
  if (at.take("call")) return true;
  return at.take("do") && folded(sql).find("commit") != std::string::npos;
}

std::string notice_text(const PGresult *notice) {
  std::string text(field(notice, PG_DIAG_SEVERITY));
  if (!text.empty()) text += ": ";
  return text.append(field(notice, PG_DIAG_MESSAGE_PRIMARY));
}

}  // namespace tenantry::postgresql
