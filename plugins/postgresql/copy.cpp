#include "copy.hpp"

#include <poll.h>

#include "cursor.hpp"
#include "wait.hpp"

namespace tenantry::postgresql {
namespace {

void wait_to(line &on, short events, const sdk::call &call) {
  if (wait_for_socket(PQsocket(on.raw()), events, call) == wake::ready) return;
  on.mark_broken();
  throw sdk::failure(TNT_TIMEOUT, "a COPY was given up while its rows were dropped");
}

void drop_rows(line &on, const sdk::call &call) {
  for (;;) {
    char *row = nullptr;
    const int size = PQgetCopyData(on.raw(), &row, 1);
    const text_handle freed(row);
    if (size < 0) return;
    if (size > 0) continue;
    wait_to(on, POLLIN, call);
    if (PQconsumeInput(on.raw()) == 0) on.raise_lost();
  }
}

}  // namespace

bool speaks_copy(std::string_view sql) {
  cursor at(sql);
  if (!at.take("copy")) return false;
  std::size_t depth = 0;
  while (!at.at_end()) {
    if (at.take_kind(token_kind::open)) {
      ++depth;
    } else if (at.take_kind(token_kind::close)) {
      depth -= depth == 0 ? 0 : 1;
    } else if (depth == 0 && (at.take("from") || at.take("to"))) {
      return at.at_word("stdin") || at.at_word("stdout");
    } else {
      at.advance();
    }
  }
  return false;
}

bool is_copy(const PGresult *result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

void leave_copy(line &on, const PGresult *began, const sdk::call &call) {
  if (PQresultStatus(began) == PGRES_COPY_OUT) return drop_rows(on, call);
  for (;;) {
    const int sent = PQputCopyEnd(on.raw(), "tenantry sends no rows");
    if (sent < 0) on.raise_lost();
    if (sent > 0) return;
    wait_to(on, POLLOUT, call);
  }
}

sdk::failure copy_refused() {
  return sdk::failure(
      TNT_UNSUPPORTED,
      "COPY from STDIN or to STDOUT cannot run here; write INSERT, or COPY a file of the server");
}

}  // namespace tenantry::postgresql
