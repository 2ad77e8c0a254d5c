#pragma once
// Was an answer in time?  A machine that has other work is late by itself: how late is measured, and one
// answer of three in time is enough.
#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {

// How long after its deadline, or after a stop, a call may still take.
constexpr std::chrono::milliseconds slack{250};

// attempt: answers by how much the call came too late; what else is wrong with it, it says by itself.
void ends_in_time(subject &it, std::string_view what,
                  const std::function<std::chrono::milliseconds()> &attempt);

// Calls code from another thread when the time has passed; the destructor waits for it.
class later {
 public:
  later(std::chrono::milliseconds after, std::function<void()> code);
  ~later();
  later(const later &) = delete;
  later &operator=(const later &) = delete;
  // Milliseconds since code was called.
  std::chrono::milliseconds since();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

// Two calls at once: skips the test where the adapter takes one at a time.
void needs_two_at_once(subject &it);

}  // namespace tenantry::conformance
