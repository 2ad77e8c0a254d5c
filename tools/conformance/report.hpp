#pragma once
// The two ways to tell: text for people, JSON Lines (docs/json/kit_*.schema.json) for programs.
#include <memory>
#include <string>

#include "tools/conformance/run.hpp"

namespace tenantry::conformance {

// verbose: what the demand is and what was written, of every test and not of the bad ones alone.
[[nodiscard]] std::unique_ptr<reporter> text_reporter(bool verbose);
[[nodiscard]] std::unique_ptr<reporter> json_reporter();

void list_tests(bool as_json);
void tell_refusal(const std::string &why, bool as_json);

}  // namespace tenantry::conformance
