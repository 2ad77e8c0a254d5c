// Connection strings of key=value: ODBC's (semicolons, braces) and libpq's (blanks, single quotes).
#include <optional>
#include <utility>

#include "core/base/text.hpp"
#include "core/fleet/url_forms.hpp"

namespace tenantry::url_forms {
namespace {

constexpr std::size_t none = std::string_view::npos;

struct value_of {
  std::string plain;            // quotes and escapes taken away
  std::string_view as_written;  // as it stands in the text, without the outer quotes
};

// "{a}}b}" or everything up to the next ';'.  Moves `at` behind the ';'.
std::optional<value_of> odbc_value(std::string_view text, std::size_t &at) {
  value_of out;
  if (at < text.size() && text[at] == '{') {
    const std::size_t begin = ++at;
    for (; at < text.size(); ++at) {
      if (text[at] == '}') {
        if (text.substr(at, 2) != "}}") break;
        ++at;
      }
      out.plain.push_back(text[at]);
    }
    if (at >= text.size()) return std::nullopt;
    out.as_written = text.substr(begin, at - begin);
    const std::size_t end = text.find(';', at);
    at = end == none ? text.size() : end + 1;
    return out;
  }
  const std::size_t end = text.find(';', at);
  out.as_written = trim(text.substr(at, end == none ? none : end - at));
  out.plain = out.as_written;
  at = end == none ? text.size() : end + 1;
  return out;
}

std::string scheme_of_driver(const std::string &driver) {
  for (const auto &[word, scheme] :
       {std::pair{"sql server", "sqlserver"}, std::pair{"freetds", "sqlserver"}, std::pair{"mysql", "mysql"},
        std::pair{"mariadb", "mysql"}, std::pair{"oracle", "oracle"}, std::pair{"postgres", "postgresql"}})
    if (driver.find(word) != std::string::npos) return scheme;
  return {};
}

struct odbc_keys {
  std::string driver, server, port, dsn;
};

void set_odbc(database_url &url, odbc_keys &keys, const std::string &key, const value_of &value) {
  const auto is = [&](auto... names) { return ((key == names) || ...); };
  if (is("driver")) {
    keys.driver = to_lower(value.plain);
  } else if (is("dsn", "filedsn")) {
    keys.dsn = to_lower(value.plain);
  } else if (is("server", "servername", "host", "hostname", "address", "addr", "data source", "dbq")) {
    keys.server = value.plain;
  } else if (is("port")) {
    keys.port = value.plain;
  } else if (is("database", "initial catalog", "dbname", "db")) {
    url.database = value.plain;
  } else if (is("uid", "user", "user id", "username")) {
    url.user = value.plain;
  } else if (is("pwd", "password")) {
    url.password = value.plain;
    url.password_as_written = value.as_written;
  }
}

// "tcp:host,1433" is SQL Server's way to write a port, "//host:1521/service" Oracle's.
void set_odbc_server(database_url &url, const odbc_keys &keys) {
  const std::string scheme = scheme_of_driver(keys.driver);
  url.user_is_database = scheme == "oracle";
  std::string server = to_lower(keys.server);
  if (server.substr(0, 4) == "tcp:") server.erase(0, 4);
  if (server.substr(0, 2) == "//") server.erase(0, 2);
  if (const std::size_t slash = server.find('/'); slash != std::string::npos && slash != 0) {
    if (url.database.empty()) url.database = server.substr(slash + 1);
    server.resize(slash);
  }
  url.port = keys.port.empty() ? default_port(scheme) : keys.port;
  const bool path = server.substr(0, 1) == "/";
  const std::size_t separator = path ? std::string::npos : server.find_first_of(",:");
  // More than one colon: an IPv6 address.
  if (separator != std::string::npos && server.find(':', separator + 1) == std::string::npos) {
    url.port = trim(server.substr(separator + 1));
    server.resize(separator);
  }
  url.host = server.empty() && !keys.dsn.empty() ? "dsn=" + keys.dsn : std::string(trim(server));
}

// 'a \' b' or up to a blank.  Moves `at` behind the value.
std::optional<value_of> libpq_value(std::string_view text, std::size_t &at) {
  value_of out;
  const bool quoted = at < text.size() && text[at] == '\'';
  if (quoted) ++at;
  const std::size_t begin = at;
  const auto ends = [&](char c) { return quoted ? c == '\'' : trim(std::string_view(&c, 1)).empty(); };
  for (; at < text.size() && !ends(text[at]); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    out.plain.push_back(text[at]);
  }
  if (quoted && at >= text.size()) return std::nullopt;
  out.as_written = text.substr(begin, at - begin);
  if (quoted) ++at;
  return out;
}

void skip_blanks(std::string_view text, std::size_t &at) {
  while (at < text.size() && trim(text.substr(at, 1)).empty()) ++at;
}

struct libpq_keys {
  std::string host, hostaddr, port, service;
};

void set_libpq(database_url &url, libpq_keys &keys, std::string_view key, const value_of &value) {
  if (key == "host") {
    keys.host = value.plain;
  } else if (key == "hostaddr") {
    keys.hostaddr = value.plain;
  } else if (key == "port") {
    keys.port = value.plain;
  } else if (key == "service") {
    keys.service = value.plain;
  } else if (key == "dbname") {
    url.database = value.plain;
  } else if (key == "user") {
    url.user = value.plain;
  } else if (key == "password") {
    url.password = value.plain;
    url.password_as_written = value.as_written;
  }
}

}  // namespace

result<database_url> parse_odbc(std::string_view text) {
  database_url url;
  odbc_keys keys;
  std::size_t at = 0;
  while (at < text.size()) {
    skip_blanks(text, at);
    if (at < text.size() && text[at] == ';') {
      ++at;
      continue;
    }
    const std::size_t equals = text.find('=', at);
    if (equals == none) {
      if (at >= text.size()) break;
      return malformed(
          "a part of the ODBC string has no \"=\" (a value with ; must stand in braces: PWD={…})");
    }
    const std::string key = to_lower(trim(text.substr(at, equals - at)));
    if (key.find(';') != std::string::npos)
      return malformed(
          "a part of the ODBC string has no \"=\" (a value with ; must stand in braces: PWD={…})");
    at = equals + 1;
    skip_blanks(text, at);
    auto value = odbc_value(text, at);
    // Only names from here are repeated: a key may be the rest of a password.
    if (!value) return malformed("a value of the ODBC string begins with { and lacks its closing }");
    set_odbc(url, keys, key, *value);
  }
  set_odbc_server(url, keys);
  return url;
}

result<database_url> parse_libpq(std::string_view text) {
  database_url url;
  libpq_keys keys;
  std::size_t at = 0;
  for (skip_blanks(text, at); at < text.size(); skip_blanks(text, at)) {
    const std::size_t equals = text.find('=', at);
    const std::string_view key = equals == none ? std::string_view{} : trim(text.substr(at, equals - at));
    if (key.empty() || key.find_first_of(" \t\r\n") != none)
      return malformed(
          "a part of the key=value string has no \"=\" (a value with blanks must stand in single "
          "quotes: password='…')");
    at = equals + 1;
    skip_blanks(text, at);
    auto value = libpq_value(text, at);
    if (!value) return malformed("a value of the key=value string begins with ' and lacks its closing '");
    set_libpq(url, keys, key, *value);
  }
  const std::string &hosts = keys.host.empty() ? keys.hostaddr : keys.host;
  url.host = hosts.substr(0, 1) == "/" ? hosts : to_lower(hosts);
  if (url.host.empty() && !keys.service.empty()) url.host = "service=" + keys.service;
  url.port = keys.port.empty() ? default_port("postgresql") : keys.port;
  return url;
}

}  // namespace tenantry::url_forms
