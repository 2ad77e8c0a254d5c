#include "core/engine/backoff.hpp"

#include <algorithm>
#include <random>

namespace tenantry {
namespace {

// One source for a thread: to ask the system for a seed costs more than a whole unit of work on a small
// database.
std::minstd_rand &random_source() {
  thread_local std::minstd_rand source{std::random_device{}()};
  return source;
}

}  // namespace

milliseconds backoff::spent() const {
  return std::chrono::duration_cast<milliseconds>(clock_.now() - began_);
}

bool backoff::wait(const std::stop_token &stop) {
  const milliseconds left = limits_.total - spent();
  if (left.count() <= 0 || stop.stop_requested() || (limits_.tries != 0 && tries_ >= limits_.tries))
    return false;
  const std::int64_t ceiling =
      std::min(limits_.most.count(), limits_.first.count() << std::min(tries_ - 1, 20U));
  std::uniform_int_distribution<std::int64_t> jitter(ceiling / 2, ceiling);
  clock_.sleep_for(std::min(milliseconds(jitter(random_source())), left), stop);
  ++tries_;
  return !stop.stop_requested();
}

}  // namespace tenantry
