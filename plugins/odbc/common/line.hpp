// One ODBC connection on a thread of its own.  ODBC blocks; the caller waits beside it and obeys its call's
// deadline and stop whatever the driver does.  A line that was given up is broken for good: its thread ends
// when the driver comes back, and takes the handles with it.
#pragma once
#include <tenantry/sdk/call.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "bound_row.hpp"
#include "diagnostics.hpp"

namespace tenantry::odbc {

// The statement that a line's thread is in, for whoever wants to end it from outside.
class running_statement {
 public:
  // SQL_NULL_HANDLE: none.  Waits for a cancel that is under way, so that a handle outlives it.
  void set(SQLHANDLE raw) {
    const std::lock_guard lock(mutex_);
    raw_ = raw;
    ++number_;
  }
  // Which statement it is now: what cancel takes, so that a late one ends no other.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  // SQLCancel, which ODBC lets another thread call.  Some drivers open a connection for it: it may block.
  void cancel(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    if (raw_ != SQL_NULL_HANDLE && number == number_) SQLCancel(raw_);
  }

 private:
  std::mutex mutex_;
  SQLHANDLE raw_ = SQL_NULL_HANDLE;
  std::atomic<std::uint64_t> number_ = 0;  // written under the mutex
};

// Lives on the line's thread and is touched by nothing else, but for what `running` lets through.
struct session {
  connection_handle connection;
  bool connected = false;
  std::shared_ptr<running_statement> running = std::make_shared<running_statement>();
  bool binds = false;          // whether its driver suits bound_row
  bound_row bound;             // where the driver writes
  statement_handle statement;  // declared last: freed first

  session() = default;
  session(const session &) = delete;
  session &operator=(const session &) = delete;
  ~session();
};

// Something to do once while the driver still works: how a statement is ended that runs too long.
struct reminder {
  std::int64_t at_ns = INT64_MAX;  // CLOCK_MONOTONIC
  std::function<void()> what;
};

class line {
 public:
  line();
  ~line();  // waits at most two seconds for the driver's goodbye
  line(const line &) = delete;
  line &operator=(const line &) = delete;

  // Answers the records of a refusal; empty: connected.  Throws where the call ran out.
  diagnostics connect(const sdk::call &, const std::string &connection_string,
                      std::chrono::seconds login_timeout);

  // Runs the task on the line's thread.  The task must own what it uses: it may outlive this call.
  template <class Result>
  Result run(const sdk::call &call, std::function<Result(session &)> task, const reminder &once = {}) {
    const auto place = std::make_shared<std::optional<Result>>();
    submit(
        call, [task = std::move(task), place](session &on) { place->emplace(task(on)); }, once);
    return std::move(**place);
  }

  [[nodiscard]] bool broken() const noexcept { return broken_; }
  void mark_broken() noexcept { broken_ = true; }
  // Asks the driver to end the statement that runs, from any thread, without waiting for the driver; nothing
  // where none runs.
  void interrupt() noexcept;
  // After an interrupt of a line that was given up: has its thread come back from the driver?
  [[nodiscard]] bool idle_within(std::chrono::milliseconds) noexcept;
  // Throws where the line is broken already: nothing was sent then.
  void check_usable() const;

 private:
  struct shared;
  void submit(const sdk::call &, std::function<void(session &)> task, reminder once);
  void wait(const sdk::call &, reminder &once);

  std::shared_ptr<shared> shared_;
  std::thread thread_;
  bool broken_ = false;
};

}  // namespace tenantry::odbc
