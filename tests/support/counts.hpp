#pragma once
// How often a test repeats itself, and where its randomness starts.  tools/test sets
// TENANTRY_TEST_COUNTS=short|full.
#include <cstdlib>
#include <random>
#include <string_view>

namespace tenantry::testing {

inline unsigned rounds(unsigned in_short, unsigned in_full) {
  const char *counts = std::getenv("TENANTRY_TEST_COUNTS");
  return counts != nullptr && std::string_view(counts) == "full" ? in_full : in_short;
}

// TENANTRY_TEST_SEED repeats a failure: a test prints its seed beside what failed.
inline unsigned seed() {
  if (const char *given = std::getenv("TENANTRY_TEST_SEED"); given != nullptr)
    return static_cast<unsigned>(std::strtoul(given, nullptr, 10));
  return std::random_device{}();
}

}  // namespace tenantry::testing
