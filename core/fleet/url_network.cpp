// scheme://user:password@host:port,host:port/database?key=value;key=value
#include <algorithm>
#include <vector>

#include "core/base/secrets.hpp"
#include "core/base/text.hpp"
#include "core/fleet/url_forms.hpp"

namespace tenantry::url_forms {
namespace {

constexpr std::size_t none = std::string_view::npos;

bool has_broken_escape(std::string_view text) {
  const auto hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  for (std::size_t at = text.find('%'); at != none; at = text.find('%', at + 1))
    if (at + 2 >= text.size() || !hex(text[at + 1]) || !hex(text[at + 2]) || text.substr(at, 3) == "%00")
      return true;
  return false;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

tl::unexpected<error> special_characters() {
  return malformed("the user name or the password seems to hold a character that must be percent-encoded");
}

status set_user(database_url &url, std::string_view userinfo) {
  if (has_broken_escape(userinfo))
    return malformed("a % in the user name or the password must be written as %25");
  const std::size_t colon = userinfo.find(':');
  url.user = percent_decode(userinfo.substr(0, colon));
  if (colon == none) return {};
  url.password_as_written = userinfo.substr(colon + 1);
  url.password = percent_decode(url.password_as_written);
  return {};
}

// Keys that name the same things as the parts before the "?": libpq's, and those of JDBC-like sqlserver URLs.
void set_parameter(database_url &url, std::string_view key, std::string_view written) {
  const std::string value = percent_decode(written);
  const auto is = [&](std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return equal_ignoring_case(key, name); });
  };
  if (is({"host"})) {
    url.host = value.substr(0, 1) == "/" ? value : to_lower(value);
  } else if (is({"port"})) {
    url.port = value;
  } else if (is({"dbname", "database", "databasename", "initial catalog"})) {
    url.database = value;
  } else if (is({"user", "username", "uid"})) {
    url.user = value;
  } else if (is({"password", "pwd"})) {
    url.password = value;
    url.password_as_written = written;
  } else if (is({"service"}) && url.host.empty()) {
    url.host = "service=" + value;
  }
}

status set_parameters(database_url &url, std::string_view query, char separator) {
  for (const std::string_view pair : split(query, separator)) {
    const std::size_t equals = pair.find('=');
    if (equals == none && pair.find('@') != none) return special_characters();
    if (equals != none) set_parameter(url, trim(pair.substr(0, equals)), pair.substr(equals + 1));
  }
  return {};
}

struct url_parts {
  std::string_view authority, path, query;
  char separator = '&';
};

// sqlserver://host;database=x puts its parameters behind semicolons.
url_parts take_apart(std::string_view rest, bool semicolons) {
  url_parts parts;
  const std::size_t end = rest.find_first_of("/?#");
  parts.authority = rest.substr(0, end);
  rest = end == none ? std::string_view{} : rest.substr(end);
  const std::size_t question = rest.find('?');
  parts.path = rest.substr(0, question);
  if (question != none) parts.query = rest.substr(question + 1);
  // Behind the last @, for a password may hold a semicolon.
  const std::size_t at = parts.authority.rfind('@');
  const std::size_t semicolon = parts.authority.find(';', at == none ? 0 : at);
  if (semicolons && semicolon != none && rest.empty()) {
    parts.query = parts.authority.substr(semicolon + 1);
    parts.authority = parts.authority.substr(0, semicolon);
    parts.separator = ';';
  }
  return parts;
}

status set_database(database_url &url, std::string_view path) {
  // An @ here means that the authority ended at a / or # inside the password.
  if (path.find('@') != none || path.find('#') != none) return special_characters();
  if (!path.empty()) path.remove_prefix(1);
  if (has_broken_escape(path)) return malformed("a % in the database's name must be written as %25");
  url.database = percent_decode(path);
  return {};
}

struct host_port {
  std::string host, port;
};

// "[::1]:5432", "host:1", "host"
result<host_port> take_host(std::string_view text, const std::string &fallback_port) {
  host_port out{.host = {}, .port = fallback_port};
  std::size_t host_end = text.find(':');
  if (text.substr(0, 1) == "[") {
    const std::size_t close = text.find(']');
    if (close == none) return malformed("an IPv6 address lacks its closing \"]\"");
    out.host = to_lower(text.substr(1, close - 1));
    host_end = close + 1;
    if (host_end < text.size() && text[host_end] != ':')
      return malformed("something other than \":port\" stands behind an IPv6 address");
  } else {
    const std::string decoded = percent_decode(text.substr(0, host_end));
    out.host = decoded.substr(0, 1) == "/" ? decoded : to_lower(decoded);
  }
  if (host_end >= text.size()) return out;
  const std::string_view port = text.substr(host_end + 1);
  if (port.empty()) return out;
  // The port's text may be the beginning of a password: it is not repeated.
  if (!is_number(port))
    return malformed(
        "the port is not a number (or the password holds a character that must be percent-encoded)");
  out.port = port;
  return out;
}

}  // namespace

std::string default_port(std::string_view scheme) {
  if (scheme == "postgresql" || scheme == "postgres") return "5432";
  if (scheme == "mysql" || scheme == "mariadb") return "3306";
  if (scheme == "sqlserver" || scheme == "mssql") return "1433";
  if (scheme == "oracle") return "1521";
  return {};
}

status set_hosts(database_url &url, std::string_view hosts, const std::string &fallback_port) {
  std::vector<host_port> all;
  for (const std::string_view part : split(hosts, ',')) {
    TENANTRY_TRY(host_port one, take_host(trim(part), fallback_port));
    all.push_back(std::move(one));
  }
  const bool same_port =
      std::all_of(all.begin(), all.end(), [&](const host_port &one) { return one.port == all.front().port; });
  for (const host_port &one : all) {
    const bool bracket = all.size() > 1 && one.host.find(':') != none;
    url.host += (&one == &all.front() ? "" : ",") + (bracket ? "[" + one.host + "]" : one.host);
    if (!same_port || &one == &all.front()) url.port += (&one == &all.front() ? "" : ",") + one.port;
  }
  return {};
}

result<database_url> parse_network(std::string_view text, std::size_t authority) {
  database_url url;
  url.scheme = to_lower(text.substr(0, authority - 3));
  url.user_is_database = url.scheme == "oracle";
  const bool semicolons = url.scheme == "sqlserver" || url.scheme == "mssql";
  const url_parts parts = take_apart(text.substr(authority), semicolons);
  const std::size_t at = parts.authority.find('@');
  // Two of them: programs disagree on which one ends the password.
  if (at != parts.authority.rfind('@')) return special_characters();
  std::string_view hosts = parts.authority;
  if (at != none) {
    TENANTRY_TRY_VOID(set_user(url, parts.authority.substr(0, at)));
    hosts.remove_prefix(at + 1);
  }
  TENANTRY_TRY_VOID(set_hosts(url, hosts, default_port(url.scheme)));
  TENANTRY_TRY_VOID(set_database(url, parts.path));
  TENANTRY_TRY_VOID(set_parameters(url, parts.query, parts.separator));
  return url;
}

}  // namespace tenantry::url_forms
