// The contract writes a parameter as ?, the server as $1, $2 …: this translates, and finds the way back for
// the place of an error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenantry::postgresql {

struct numbered_sql {
  std::string text;
  std::vector<std::size_t> written_at;  // where each $n begins in text, ascending

  // 0-based byte of the original text that stands for this 0-based byte of text.
  [[nodiscard]] std::size_t original(std::size_t byte) const;
};

// Question marks inside quotes and comments stay what they are.
[[nodiscard]] numbered_sql number_placeholders(std::string_view sql);

// The server counts characters from 1; the contract counts bytes from 1.  0 stays 0.
[[nodiscard]] std::size_t byte_of_character(std::string_view utf8, std::size_t character);

}  // namespace tenantry::postgresql
