#pragma once
// One test in a process of its own: this program again, with --run-one.  Whatever the adapter does there, the
// parent gets an end.
#include <chrono>
#include <string>

#include "tools/conformance/verdict.hpp"

namespace tenantry::conformance {

// The job comes on descriptor 3 and the verdict goes to 4: standard output and error belong to the adapter,
// and a URL stands in no process list.
constexpr int job_descriptor = 3, verdict_descriptor = 4;

[[nodiscard]] outcome_of_test run_in_child(const std::string &job_text, std::chrono::milliseconds limit);

}  // namespace tenantry::conformance
