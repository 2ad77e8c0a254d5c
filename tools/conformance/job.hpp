#pragma once
// The job's way to the child, and the child's side.
#include <string>

#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {

struct job_source {
  target what;
  std::string quirks_text, quirks_file;  // text empty: no file
  std::string url;
};
[[nodiscard]] std::string to_wire(const job_source &from, std::string_view id);
// Reads the job from its descriptor, runs it, writes the verdict, ends the process.
[[noreturn]] void run_one_and_leave();

}  // namespace tenantry::conformance
