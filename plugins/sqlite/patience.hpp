// How long SQLite may wait for a lock or run a statement.  SQLite asks us through two callbacks: the busy
// handler while somebody else holds the file, the progress handler every few thousand steps of its virtual
// machine.
#pragma once
#include <sqlite3.h>
#include <tenantry/sdk/connection.hpp>

namespace tenantry::sqlite {

enum class gave_up { no, stopped, deadline, statement_timeout, lock_timeout };

class patience {
 public:
  explicit patience(std::chrono::milliseconds own_lock_timeout) : own_lock_timeout_(own_lock_timeout) {}

  void attach(sqlite3 *db) noexcept;  // this object must not move afterwards
  void use(const sdk::limits &limits) noexcept { limits_ = limits; }
  [[nodiscard]] const sdk::limits &limits() const noexcept { return limits_; }
  // After a call: why SQLite was told to stop.
  [[nodiscard]] gave_up reason() const noexcept { return reason_; }

  // One blocking call of the host; between two turns nothing is limited.
  class turn {
   public:
    turn(patience &of, const sdk::call &call, bool wait_for_locks = true) noexcept;
    ~turn();
    turn(const turn &) = delete;
    turn &operator=(const turn &) = delete;

   private:
    patience &of_;
  };

 private:
  static int on_busy(void *self, int times) noexcept;
  static int on_progress(void *self) noexcept;
  bool out_of_time() noexcept;
  bool wait_for_lock(int times) noexcept;

  std::chrono::milliseconds own_lock_timeout_;
  sdk::limits limits_;
  const sdk::call *call_ = nullptr;  // set during a turn
  bool wait_for_locks_ = true;
  std::int64_t statement_deadline_ns_ = INT64_MAX;
  std::int64_t waiting_since_ns_ = 0;
  gave_up reason_ = gave_up::no;
};

}  // namespace tenantry::sqlite
