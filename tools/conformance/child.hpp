#pragma once
// One test in a process of its own: a copy of this one, which never loaded an adapter.  Whatever the adapter
// does there, the parent gets an end.
#include <chrono>
#include <functional>

#include "tools/conformance/verdict.hpp"

namespace tenantry::conformance {

// Call it from a process with one thread.  The copy's standard output and error are caught, its standard
// input is empty.
[[nodiscard]] outcome_of_test run_in_child(const std::function<outcome_of_test()> &work,
                                           std::chrono::milliseconds limit);

}  // namespace tenantry::conformance
