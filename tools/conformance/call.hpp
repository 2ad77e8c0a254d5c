#pragma once
// A tnt_call of a test: deadline, stop, and what the adapter tells through `detail`.
#include <tenantry/sdk/adapter.h>
#include <atomic>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace tenantry::conformance {

// Raised from any thread; both the function and the descriptor tell it.
class stop_flag {
 public:
  stop_flag();
  ~stop_flag();
  stop_flag(const stop_flag &) = delete;
  stop_flag &operator=(const stop_flag &) = delete;
  void raise();
  [[nodiscard]] bool raised() const { return raised_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  std::atomic<bool> raised_{false};
  int descriptor_;
};

struct limits {
  std::chrono::milliseconds deadline{20'000};  // from now; negative: none
  stop_flag *stop = nullptr;
};

class call {
 public:
  explicit call(const limits &within = {});
  call(const call &) = delete;
  call &operator=(const call &) = delete;

  [[nodiscard]] const tnt_call *raw() const { return &raw_; }
  std::vector<std::pair<std::string, std::string>> details;

 private:
  stop_flag *stop_;
  tnt_call raw_{};
};

[[nodiscard]] std::int64_t monotonic_ns();

}  // namespace tenantry::conformance
