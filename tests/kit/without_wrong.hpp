#pragma once
// Tests of the kit that no wrong adapter fails alone, each with the reason.
#include <map>
#include <string>

namespace tenantry::kit {

inline const std::map<std::string, std::string> without_wrong = {
    {"library.loads", "broken/broken.c: there is no table that a wrapper could change"},
    {"library.one-symbol", "kit_test.cpp, with the library of tests/abi that exports two"},
    {"lifecycle.open-close", "an adapter that cannot open and close fails every test with a URL"},
};

}  // namespace tenantry::kit
