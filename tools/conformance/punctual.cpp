#include "tools/conformance/punctual.hpp"

#include <fmt/format.h>

#include <atomic>
#include <thread>

namespace tenantry::conformance {
namespace {

using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

// The worst that a short sleep was late while the object lived.
class machine_lateness {
 public:
  machine_lateness() : watcher_([this](const std::stop_token &stop) { watch(stop); }) {}
  [[nodiscard]] milliseconds worst() const { return milliseconds(worst_ms_); }

 private:
  void watch(const std::stop_token &stop) {
    constexpr milliseconds nap{5};
    while (!stop.stop_requested()) {
      const auto begun = clock::now();
      std::this_thread::sleep_for(nap);
      const auto late = std::chrono::duration_cast<milliseconds>(clock::now() - begun - nap).count();
      if (late > worst_ms_) worst_ms_ = late;
    }
  }

  std::atomic<std::int64_t> worst_ms_{0};
  std::jthread watcher_;
};

}  // namespace

void ends_in_time(subject &it, std::string_view what, const std::function<milliseconds()> &attempt) {
  milliseconds late{0};
  for (int tries = 0; tries < 3; ++tries) {
    const machine_lateness machine;
    late = attempt();
    if (late <= slack + machine.worst()) return;
  }
  it.fail(fmt::format("{} came {} ms too late, {} are allowed", what, late.count(), slack.count()));
}

struct later::state {
  std::atomic<std::int64_t> called_ns{0};
  std::jthread thread;
};

later::later(milliseconds after, std::function<void()> code) : state_(std::make_unique<state>()) {
  state_->thread = std::jthread([own = state_.get(), after, code = std::move(code)] {
    std::this_thread::sleep_for(after);
    own->called_ns = monotonic_ns();
    code();
  });
}

later::~later() = default;

milliseconds later::since() {
  const std::int64_t called = state_->called_ns;
  return called == 0 ? milliseconds(-1) : milliseconds((monotonic_ns() - called) / 1'000'000);
}

void needs_two_at_once(subject &it) {
  if (it.has_trait(TNT_TRAIT_PROCESS_SERIAL)) it.skip("its trait process_serial allows one call at a time");
}

}  // namespace tenantry::conformance
