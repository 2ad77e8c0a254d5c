#pragma once
// Texts that must never be shown.  A session owns one list; every text that comes back from its adapter
// passes scrub. Not locked: filled before it is shared, only read after.
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"

namespace tenantry {

class secrets {
 public:
  // Remembers the text and its percent-encoded form.  Texts under three bytes are not remembered: to replace
  // them everywhere would garble messages and hide nothing.
  void add(std::string_view secret);
  void add(const secrets &other);

  [[nodiscard]] std::string scrub(std::string_view text) const;  // each secret becomes "***"
  [[nodiscard]] error scrub(error e) const;
  // For a text that was cut: three or more bytes at its end with which a secret begins become "***" too.
  void scrub_cut_end(std::string &text) const;
  [[nodiscard]] bool empty() const { return texts_.empty(); }

 private:
  std::vector<std::string> texts_;  // longest first, so that one secret inside another leaves no rest
};

// scheme://user:password@host… with "***" in place of the password, also for key=value strings (password=,
// pwd=).
std::string without_password(std::string_view url);

// "a%20b" for what RFC 3986 does not call unreserved, and back.  Decoding leaves a broken escape as it
// stands.
std::string percent_encode(std::string_view text);
std::string percent_decode(std::string_view text);

}  // namespace tenantry
