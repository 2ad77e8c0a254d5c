#pragma once
// What came of one test, and how it travels from the child that ran it to the parent that tells.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tenantry::conformance {

enum class verdict { ok, skipped, warning, failed, crashed, timed_out };
[[nodiscard]] std::string_view name_of(verdict which);  // "timed_out"

struct outcome_of_test {
  verdict is = verdict::ok;
  std::string seen{};        // why it was skipped, what was seen instead of what is demanded
  bool forgiven = false;     // skipped because the adapter or its quirks say so: the level can be reached
  std::string out{}, err{};  // what the child wrote
  std::chrono::milliseconds took{0};

  [[nodiscard]] bool bad() const { return is > verdict::warning; }
};

// A test ends early by throwing this; only subject's functions do.
struct finding {
  verdict is;
  std::string seen;
  bool forgiven = false;
};

[[nodiscard]] std::string to_wire(const outcome_of_test &one);
// Nothing where the text is no verdict: the child ended in the middle, or the adapter wrote into the pipe.
[[nodiscard]] std::optional<outcome_of_test> from_wire(std::string_view text);

}  // namespace tenantry::conformance
