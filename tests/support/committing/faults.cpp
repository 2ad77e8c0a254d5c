#include "tests/support/committing/faults.hpp"

#include <cstdlib>
#include <mutex>

namespace tenantry::committing {
namespace {

fate fate_of(const std::string &name) {
  if (name == "kill-before") return fate::kill_before;
  if (name == "kill-after") return fate::kill_after;
  if (name == "lost-before") return fate::lost_before;
  return name == "lost-after" ? fate::lost_after : fate::none;
}

}  // namespace

std::string environment(const char *name) {
  const char *value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fate next_operation() {
  static std::mutex guard;
  static std::string known;
  static unsigned long count = 0;
  const std::lock_guard lock(guard);
  const std::string wanted = environment("COMMITTING_FAULT");
  if (wanted != known) count = 0;
  known = wanted;
  const std::size_t colon = wanted.find(':');
  if (colon == std::string::npos) return fate::none;
  return ++count == std::stoul(wanted.substr(colon + 1)) ? fate_of(wanted.substr(0, colon)) : fate::none;
}

}  // namespace tenantry::committing
