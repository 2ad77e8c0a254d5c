#include "line.hpp"

#include <poll.h>

#include <array>
#include <chrono>
#include <exception>
#include <future>
#include <thread>

#include "wait.hpp"

namespace tenantry::postgresql {

namespace {
constexpr std::chrono::milliseconds cancel_limit{1000};  // what the contract allows
}

line::line(conn_handle conn) : conn_(std::move(conn)) {
  PQsetnonblocking(conn_.get(), 1);
  PQsetNoticeReceiver(conn_.get(), receive_notice, this);
}

void line::receive_notice(void *self, const PGresult *notice) {
  const sdk::call *call = static_cast<line *>(self)->call_;
  if (call != nullptr) call->detail("notice", notice_text(notice));
}

sdk::transaction_state line::state() const noexcept {
  if (broken_) return sdk::transaction_state::unknown;
  switch (PQtransactionStatus(conn_.get())) {
    case PQTRANS_IDLE:
      return sdk::transaction_state::idle;
    case PQTRANS_INTRANS:
      return sdk::transaction_state::active;
    case PQTRANS_INERROR:
      return sdk::transaction_state::failed;
    default:
      return sdk::transaction_state::unknown;
  }
}

void line::check_usable() const {
  if (!broken_) return;
  throw sdk::failure(TNT_CONNECTION_LOST, "the connection was given up by an earlier call; open a new one")
      .retry(sdk::retry::new_connection)
      .effect(sdk::effect::none);
}

void line::give_up(bool stopped) {
  broken_ = true;
  if (stopped) throw sdk::failure(TNT_CANCELLED, "the statement was stopped while it ran");
  throw sdk::failure(TNT_TIMEOUT, "the server did not answer before the deadline");
}

void line::check_patience(const sdk::call &call) {
  const bool stopped = call.stop_requested();
  if (stopped || call.expired()) give_up(stopped);
}

void line::raise_lost() {
  sdk::failure lost = connection_lost(conn_.get());
  broken_ = true;
  throw lost;
}

sdk::failure line::failure_from(const PGresult *result, const sent_statement &sent, const sdk::call &call) {
  sdk::failure why = failure_of(result, conn_.get(), sent, call);
  if (why.status() == TNT_CONNECTION_LOST) broken_ = true;
  return why;
}

void line::raise(const PGresult *result, const sent_statement &sent, const sdk::call &call) {
  throw failure_from(result, sent, call);
}

result_handle line::next_result(const sdk::call &call) {
  for (;;) {
    const int unsent = PQflush(conn_.get());
    // A line that broke while writing may still hold the server's last words: those are read first.
    if (PQisBusy(conn_.get()) == 0) return result_handle(PQgetResult(conn_.get()));
    if (PQstatus(conn_.get()) == CONNECTION_BAD) raise_lost();
    const short events = static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN);
    const wake woken = wait_for_socket(PQsocket(conn_.get()), events, call);
    if (woken != wake::ready) give_up(woken == wake::stopped);
    // When it fails PQisBusy is false next, and the error comes out as a result.
    if (PQconsumeInput(conn_.get()) == 0 && PQisBusy(conn_.get()) != 0) raise_lost();
  }
}

result_handle line::simple(const sdk::call &call, const std::string &sql) {
  check_usable();
  const call_scope scope(*this, call);
  if (PQsendQuery(conn_.get(), sql.c_str()) == 0) raise_lost();
  result_handle last, failed;
  while (result_handle result = next_result(call)) {
    if (is_error(result.get()) && !failed)
      failed = std::move(result);
    else
      last = std::move(result);
    if (PQstatus(conn_.get()) == CONNECTION_BAD) break;
  }
  if (failed) raise(failed.get(), {sql, nullptr, false}, call);
  if (!last) raise_lost();
  return last;
}

// PQcancel opens a connection of its own and has no time limit: a host that has vanished would hold the
// caller for minutes.  A thread that owns the handle asks; who waits longer than a second leaves it to
// itself.
void line::cancel() noexcept {
  cancel_handle handle(PQgetCancel(conn_.get()));
  if (!handle) return;
  try {
    std::promise<void> asked;
    const std::future<void> done = asked.get_future();
    std::thread([handle = std::move(handle), asked = std::move(asked)]() mutable {
      std::array<char, 256> why{};
      PQcancel(handle.get(), why.data(), static_cast<int>(why.size()));
      asked.set_value();
    }).detach();
    done.wait_for(cancel_limit);
  } catch (const std::exception &) {
    // No thread to be had: closing the connection, which comes next, ends the session as well, only later.
  }
}

}  // namespace tenantry::postgresql
