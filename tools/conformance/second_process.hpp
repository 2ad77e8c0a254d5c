#pragma once
// A copy of this process beside a test: somebody else who holds a lock, or runs at the same time, and who can
// be killed.  Made by fork, so it begins while the test has no threads, and it opens connections of its own.
#include <sys/types.h>
#include <chrono>
#include <functional>

namespace tenantry::conformance {

class second_process {
 public:
  // What the copy can do: say one word to the test, and wait for one from it.
  class side {
   public:
    side(int from, int to) : from_(from), to_(to) {}
    void say_ready() const;
    void wait_for_go() const;

   private:
    int from_, to_;
  };

  // The copy ends when code does: with 0, or with 1 where code threw.
  explicit second_process(const std::function<void(const side &)> &code);
  ~second_process();  // kills it
  second_process(const second_process &) = delete;
  second_process &operator=(const second_process &) = delete;

  // False where it ended, or did not say so in time.
  [[nodiscard]] bool wait_until_ready(std::chrono::milliseconds limit) const;
  void go() const;
  void kill();              // as kill -9 does
  [[nodiscard]] int end();  // waits for it; its exit code, -1 where a signal ended it

 private:
  pid_t process_ = -1;
  int from_ = -1, to_ = -1;
};

}  // namespace tenantry::conformance
