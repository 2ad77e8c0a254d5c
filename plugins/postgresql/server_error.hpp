// What the server or libpq says went wrong, in the words of the contract.
#pragma once

#include <tenantry/sdk/call.hpp>

#include <string_view>

#include "handles.hpp"
#include "placeholders.hpp"

namespace tenantry::postgresql {

// What was sent, to find the place of an error in the text that the host knows.  Borrows.
struct sent_statement {
  std::string_view sql;                    // as the host gave it
  const numbered_sql *numbered = nullptr;  // as the server saw it, where that differs
  bool may_commit_inside = false;          // a procedure: its error does not undo all of it
};

// SQLSTATE of a result, "" where libpq itself made it.
[[nodiscard]] std::string_view sqlstate_of(const PGresult *result);

// Also hands detail, hint, constraint … to the call.
[[nodiscard]] sdk::failure failure_of(const PGresult *result, PGconn *conn, const sent_statement &sent,
                                      const sdk::call &call);

[[nodiscard]] sdk::failure connection_lost(PGconn *conn);

// Could commit in the middle when it runs outside a transaction: CALL, and DO with a COMMIT in it.
[[nodiscard]] bool may_commit_inside(std::string_view sql);

// "WARNING: there is no transaction in progress"
[[nodiscard]] std::string notice_text(const PGresult *notice);

}  // namespace tenantry::postgresql
