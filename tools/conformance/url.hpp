#pragma once
// The parts of a database URL, or of an ODBC connection string ("Driver={…};Server=…;Port=…"), for the URLs
// of the quirks and for the proxy.  No adapter's own parser: what is neither gives empty parts.
#include <string>
#include <string_view>

#include "tools/conformance/quirks.hpp"

namespace tenantry::conformance {

// A password that no database has.  It may never come back.
constexpr std::string_view canary = "kit-canary-5eCr3t";

// "key=value;…", which adapters over ODBC take in a URL's place.
[[nodiscard]] bool is_connection_string(std::string_view url);

struct url_secrets {
  std::string as_written, decoded;
};
[[nodiscard]] url_secrets secrets_of(std::string_view url);

// url scheme user password host port path query canary; path begins with its slash, query with its mark.  Of
// a connection string: driver user password host port path, as they are written there; path is its Database.
[[nodiscard]] placeholders url_parts(std::string_view url);
// 0 if the URL has none.
[[nodiscard]] unsigned port_of(std::string_view url);
// The same database by way of a proxy on this machine.
[[nodiscard]] std::string by_proxy(std::string_view url, unsigned port);

}  // namespace tenantry::conformance
