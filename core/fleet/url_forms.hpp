#pragma once
// The forms behind parse_url, one function each; private to this folder.
#include <string>
#include <string_view>

#include "core/fleet/url.hpp"

namespace tenantry::url_forms {

// scheme://user:password@host:port/database?key=value.  `authority` is the byte after "://".
result<database_url> parse_network(std::string_view text, std::size_t authority);
// sqlite:path, file:path.  `path` is the byte after the colon.
result<database_url> parse_file(std::string_view text, std::size_t path, const std::string &base_dir);
// Driver={…};Server=…;Database=…;UID=…;PWD={…}
result<database_url> parse_odbc(std::string_view text);
// host=… port=… dbname='…'
result<database_url> parse_libpq(std::string_view text);

[[nodiscard]] std::string default_port(std::string_view scheme);  // "" if unknown
// Takes "host", "[::1]:5432", "a:1,b:2" apart into host and port.
status set_hosts(database_url &url, std::string_view hosts, const std::string &fallback_port);
[[nodiscard]] tl::unexpected<error> malformed(const std::string &what);

}  // namespace tenantry::url_forms
