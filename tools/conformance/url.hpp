#pragma once
// The parts of a database URL, for the URLs of the quirks and for the proxy.  No adapter's own parser: a URL
// that is none gives empty parts.
#include <string>
#include <string_view>

#include "tools/conformance/quirks.hpp"

namespace tenantry::conformance {

// A password that no database has.  It may never come back.
constexpr std::string_view canary = "kit-canary-5eCr3t";

struct url_secrets {
  std::string as_written, decoded;
};
[[nodiscard]] url_secrets secrets_of(std::string_view url);

// url scheme user password host port path query canary; path begins with its slash, query with its mark.
[[nodiscard]] placeholders url_parts(std::string_view url);
// 0 if the URL has none.
[[nodiscard]] unsigned port_of(std::string_view url);
// The same database by way of a proxy on this machine.
[[nodiscard]] std::string by_proxy(std::string_view url, unsigned port);

}  // namespace tenantry::conformance
