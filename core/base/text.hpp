#pragma once
// Text that the standard library lacks.  ASCII rules for case: database types, keywords and option names.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenantry {

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);  // keeps empty parts
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);

// Byte offset of the first byte that is not part of valid UTF-8, or nothing.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

// Line and column (both from 1; columns in characters) of a byte offset.
struct line_column {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};
line_column locate(std::string_view text, std::size_t offset);

// At most `limit` bytes of the first non-blank lines, blanks folded, cut at a character's edge and marked
// with "…".
std::string excerpt(std::string_view text, std::size_t limit = 120);

// The candidate nearest to `word` by edit distance, or nothing when all are too far away to be a slip.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string> &candidates);

// " Did you mean \"x\"?" or "".
std::string did_you_mean(std::string_view word, const std::vector<std::string> &candidates);

}  // namespace tenantry
