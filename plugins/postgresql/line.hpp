// One libpq connection in non-blocking mode: sends, and waits for results no longer than the call allows.
// Once a wait was given up the protocol is in the middle of something: the line is broken for good and its
// owner closes it.
#pragma once

#include <tenantry/sdk/connection.hpp>

#include <string>
#include <string_view>

#include "handles.hpp"
#include "server_error.hpp"

namespace tenantry::postgresql {

class line {
 public:
  explicit line(conn_handle conn);
  line(const line &) = delete;
  line &operator=(const line &) = delete;

  [[nodiscard]] PGconn *raw() const { return conn_.get(); }
  [[nodiscard]] sdk::transaction_state state() const noexcept;
  [[nodiscard]] bool broken() const { return broken_; }
  void mark_broken() { broken_ = true; }

  // Throws where the line is broken already: nothing was sent then.
  void check_usable() const;

  // Several statements without parameters; nothing of their rows is kept but the last result.
  result_handle simple(const sdk::call &call, const std::string &sql);

  // One result, or none when the statement (or the pipeline's item) is over.
  [[nodiscard]] result_handle next_result(const sdk::call &call);

  // Throws the failure of an error result; marks the line broken where the session is over.
  [[noreturn]] void raise(const PGresult *result, const sent_statement &sent, const sdk::call &call);
  [[nodiscard]] sdk::failure failure_from(const PGresult *result, const sent_statement &sent,
                                          const sdk::call &call);
  // After a send that failed.
  [[noreturn]] void raise_lost();
  // Throws where the call is stopped or out of time: the line is given up, for its answer is not read to the
  // end.
  void check_patience(const sdk::call &call);

  void cancel() noexcept;

 private:
  friend class call_scope;
  static void receive_notice(void *self, const PGresult *notice);
  [[noreturn]] void give_up(bool stopped);

  conn_handle conn_;
  const sdk::call *call_ = nullptr;  // the call that runs now: notices go to it
  bool broken_ = false;
};

// Notices belong to the call that is under way.
class call_scope {
 public:
  call_scope(line &of, const sdk::call &call) : line_(of) { line_.call_ = &call; }
  ~call_scope() { line_.call_ = nullptr; }
  call_scope(const call_scope &) = delete;
  call_scope &operator=(const call_scope &) = delete;

 private:
  line &line_;
};

[[nodiscard]] inline bool is_error(const PGresult *result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_PIPELINE_ABORTED;
}

}  // namespace tenantry::postgresql
