#pragma once
// What a library may not touch in the process that loads it, read before and after.
#include <functional>
#include <map>
#include <string>

namespace tenantry::conformance {

struct surroundings {
  std::map<std::string, std::string> facts;  // "working folder" -> "/tmp"
};
// locale, working folder, umask, environment, signal handlers, open descriptors, threads.
[[nodiscard]] surroundings look_around();
// What differs: `locale was "C" and is "de_DE.UTF-8"`; "" where nothing does.  only: one fact.
[[nodiscard]] std::string difference(const surroundings &before, const surroundings &after,
                                     const std::string &only);

// What a piece of code writes to standard output and error.
[[nodiscard]] std::string written_by(const std::function<void()> &code);

}  // namespace tenantry::conformance
