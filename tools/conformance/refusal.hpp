#pragma once
// The kit was called in a way that it cannot work with: exit code 2 with these words.
#include <stdexcept>
#include <string>
#include <string_view>

namespace tenantry::conformance {

class refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The file's text; refusal where it cannot be read.
[[nodiscard]] std::string read_file(const std::string &path);
// "line 3, column 7" of a 0-based byte of the text.
[[nodiscard]] std::string position(std::string_view text, std::size_t byte);

}  // namespace tenantry::conformance
