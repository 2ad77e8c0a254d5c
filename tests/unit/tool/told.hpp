#pragma once
// What a report writes, as text or as JSON lines, without the last line's end.
#include <catch2/catch.hpp>
#include <cstdio>
#include <string>

#include "tools/tenantry/output.hpp"

namespace tenantry::testing {

template <class Show>
std::string told(bool json, const Show &show) {
  std::FILE *file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    output out({json, false, false, false}, file);
    show(out);
    out.flush();
  }
  std::rewind(file);
  std::string text;
  for (int c = 0; (c = std::fgetc(file)) != EOF;) text += static_cast<char>(c);
  std::fclose(file);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace tenantry::testing
