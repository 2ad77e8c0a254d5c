#include "core/fleet/url.hpp"

#include <algorithm>
#include <filesystem>

#include "core/base/secrets.hpp"
#include "core/base/text.hpp"
#include "core/fleet/url_forms.hpp"

namespace tenantry {
namespace {

bool is_scheme(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && letter(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == '_';
  });
}

// An ODBC string has ';' between its keys; libpq's keys are lower case and stand apart by blanks.
bool looks_like_odbc(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view key = trim(text.substr(0, equals));
  for (const std::string_view known : {"driver", "dsn", "filedsn", "server", "data source"})
    if (equal_ignoring_case(key, known)) return true;
  const std::size_t end = text.find_first_of(" \t\n'", equals + 1);
  return text.substr(equals, end - equals).find(';') != std::string_view::npos ||
         (to_lower(key) != key && text.find(';') != std::string_view::npos);
}

}  // namespace

std::string database_url::server_key() const {
  if (file) return "file";
  const bool bare_ipv6 = host.find(':') != std::string::npos && host.find('[') == std::string::npos;
  return (bare_ipv6 ? "[" + host + "]" : host) + ":" + port;
}

std::string database_url::database_key() const {
  // Each connection to an SQLite database in memory is a database of its own.
  if (database.empty() || (file && database == ":memory:")) return {};
  std::string key = server_key() + '\n' + database;
  if (user_is_database) key += '\n' + to_lower(user);
  return key;
}

result<database_url> parse_url(std::string_view text, const std::string &base_dir) {
  text = trim(text);
  if (text.empty()) return url_forms::malformed("it is empty");
  if (text.find('\0') != std::string_view::npos) return url_forms::malformed("it holds a NUL byte");
  const std::size_t colon = text.find(':');
  const std::string_view scheme = colon == std::string_view::npos ? "" : text.substr(0, colon);
  if (is_scheme(scheme)) {
    if (equal_ignoring_case(scheme, "jdbc"))
      return url_forms::malformed("\"jdbc:\" in front is for Java programs: leave it out");
    if (equal_ignoring_case(scheme, "sqlite") || equal_ignoring_case(scheme, "file"))
      return url_forms::parse_file(text, colon + 1, base_dir);
    if (text.substr(colon).substr(0, 3) == "://") return url_forms::parse_network(text, colon + 3);
  }
  if (text.find('=') == std::string_view::npos)
    return url_forms::malformed(
        "it is neither scheme://…, sqlite:path nor a string of key=value (a password with special characters "
        "must "
        "be percent-encoded)");
  return looks_like_odbc(text) ? url_forms::parse_odbc(text) : url_forms::parse_libpq(text);
}

std::string bare_scheme(std::string_view text) {
  text = trim(text);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size() || text.find('@') != std::string_view::npos)
    return {};
  std::string scheme = to_lower(text.substr(0, colon));
  if (!is_scheme(scheme) || text.substr(colon).substr(0, 3) == "://") return {};
  for (const char *const known : {"jdbc", "sqlite", "file", "postgresql", "postgres", "mysql", "mariadb",
                                  "sqlserver", "mssql", "oracle"})
    if (scheme == known) return {};
  return scheme;
}

database_url parse_bare(std::string_view text) {
  text = trim(text);
  database_url url;
  url.scheme = bare_scheme(text);
  url.database = text.substr(url.scheme.size() + 1);
  return url;
}

namespace url_forms {

tl::unexpected<error> malformed(const std::string &what) {
  return fail(
      category::bad_config, "the database URL cannot be read: " + what,
      "write scheme://user:password@host:port/database, with @ : / ? # % in the user name or password "
      "percent-encoded (@ is %40, / is %2F, # is %23)");
}

result<database_url> parse_file(std::string_view text, std::size_t path, const std::string &base_dir) {
  database_url url;
  url.scheme = "sqlite";
  url.file = true;
  std::string_view rest = text.substr(path);
  if (rest.substr(0, 2) == "//") rest.remove_prefix(2);
  rest = rest.substr(0, rest.find('?'));
  if (rest.empty()) return malformed("it names no file after \"" + std::string(text.substr(0, path)) + "\"");
  const std::string name = percent_decode(rest);
  if (name == ":memory:") {
    url.database = name;
    return url;
  }
  const std::filesystem::path joined = std::filesystem::path(base_dir) / std::filesystem::path(name);
  std::error_code failed;
  const std::filesystem::path absolute = std::filesystem::absolute(joined, failed);
  url.database = (failed ? joined : absolute).lexically_normal().string();
  return url;
}

}  // namespace url_forms
}  // namespace tenantry
