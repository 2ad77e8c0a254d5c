#pragma once
// Runs the tests one after the other and counts; what is said of them is the reporter's business.
#include <chrono>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "tools/conformance/registry.hpp"
#include "tools/conformance/subject.hpp"
#include "tools/conformance/verdict.hpp"

namespace tenantry::conformance {

struct run_options {
  job about{};
  std::string only{};  // regular expression on ids; empty: all
  std::chrono::milliseconds timeout{30'000};
  level require = level::none;
};

struct summary {
  std::map<verdict, int> counts{};
  bool partial = false;  // --only: no level can be told
  level reached = level::none;
  std::vector<std::string>
      missed{};  // ids of the next level's tests that are bad or were left out for want of something
  level require = level::none;

  [[nodiscard]] int count(verdict which) const;
  [[nodiscard]] bool good() const;
};

class reporter {
 public:
  virtual ~reporter() = default;
  virtual void tell(const test &one, const outcome_of_test &end) = 0;
  virtual void tell(const summary &all) = 0;
};

[[nodiscard]] summary run_tests(const run_options &options, reporter &to);

}  // namespace tenantry::conformance
