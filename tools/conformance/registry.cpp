#include "tools/conformance/registry.hpp"

#include <algorithm>
#include <tuple>

namespace tenantry::conformance {
namespace {

// A function's static, because the files of tests/ are initialised in no certain order.
std::vector<test> &unsorted() {
  static std::vector<test> tests;
  return tests;
}

std::vector<test> in_order() {
  std::vector<test> tests = unsorted();
  const auto key = [](const test &one) { return std::tuple(one.gate == 0, one.gate, one.id); };
  std::sort(tests.begin(), tests.end(), [&](const test &a, const test &b) { return key(a) < key(b); });
  return tests;
}

}  // namespace

std::string_view name_of(level which) {
  switch (which) {
    case level::core:
      return "core";
    case level::migrations:
      return "migrations";
    case level::full:
      return "full";
    case level::none:
      break;
  }
  return "none";
}

registered::registered(const test &one) {
  unsorted().push_back(one);
}

const std::vector<test> &all_tests() {
  static const std::vector<test> tests = in_order();
  return tests;
}

const test *find_test(std::string_view id) {
  for (const test &one : all_tests())
    if (one.id == id) return &one;
  return nullptr;
}

}  // namespace tenantry::conformance
