// Cuts a script into its statements and says of each how it behaves towards transactions (T-26, T-30, T-31).
// Linear in time, never recursive; a fuzzer may call it with any bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tenantry::postgresql {

struct script_piece {
  std::size_t begin = 0,
              end = 0;       // from the first to the last token: no blanks, comments, terminator around it
  std::uint32_t flags = 0;   // TNT_PIECE_…
  std::string_view used_as;  // points into the script
};

struct split_fault {
  std::size_t offset;  // 0-based
  std::string why;
};

// Answer false to stop early.
using piece_sink = std::function<bool(const script_piece &)>;

[[nodiscard]] std::optional<split_fault> split_script(std::string_view script, const piece_sink &sink);

}  // namespace tenantry::postgresql
