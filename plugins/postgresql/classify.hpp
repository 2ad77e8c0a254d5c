// How one statement behaves towards transactions, told from its leading key words.
#pragma once

#include <cstdint>
#include <string_view>

namespace tenantry::postgresql {

struct classified {
  std::uint32_t flags = 0;   // TNT_PIECE_…
  std::string_view used_as;  // the quoted value of ALTER TYPE … ADD VALUE; points into the statement
  bool copies_from_stdin = false;
};

[[nodiscard]] classified classify(std::string_view statement);

}  // namespace tenantry::postgresql
