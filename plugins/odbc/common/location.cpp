#include "location.hpp"

#include <tenantry/sdk/config.hpp>

namespace tenantry::odbc {
namespace {

constexpr std::size_t none = std::string_view::npos;

[[noreturn]] void refuse(const std::string &what) {
  throw sdk::failure(TNT_BAD_CONFIG, "the database URL cannot be read: " + what);
}

std::string decode(std::string_view text, const char *what) {
  auto decoded = sdk::percent_decode(text);
  if (!decoded) refuse(std::string("a % in ") + what + " must be written as %25");
  return *decoded;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

void read_authority(location &into, std::string_view authority) {
  if (const std::size_t at = authority.rfind('@'); at != none) {
    const std::string_view user = authority.substr(0, at);
    const std::size_t colon = user.find(':');
    into.user = decode(user.substr(0, colon), "the user name");
    if (colon != none) into.password = decode(user.substr(colon + 1), "the password");
    authority.remove_prefix(at + 1);
  }
  std::size_t end = authority.find(':');
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == none) refuse("an IPv6 address lacks its closing \"]\"");
    into.host = authority.substr(1, close - 1);
    end = authority.find(':', close);
  } else {
    into.host = decode(authority.substr(0, end), "the host");
  }
  if (end == none) return;
  into.port = authority.substr(end + 1);
  if (into.port.find_first_not_of("0123456789") != std::string::npos)
    refuse("the port is not a number (or the password holds a character that must be percent-encoded)");
}

void read_parameters(location &into, std::string_view query) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == none ? std::string_view{} : query.substr(end + 1);
    const std::size_t equals = pair.find('=');
    if (pair.empty()) continue;
    const std::string_view key = pair.substr(0, equals);
    const bool plain =
        key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == none;
    if (equals == none || key.empty() || !plain)
      refuse("what stands behind \"?\" is not key=value&key=value");
    into.parameters.emplace_back(key, decode(pair.substr(equals + 1), "a parameter"));
  }
}

// "{a}}b}" or everything up to the next ';'.  Moves `at` behind the ';'.
std::string read_value(std::string_view text, std::size_t &at) {
  while (at < text.size() && text[at] == ' ') ++at;
  std::string out;
  if (at < text.size() && text[at] == '{') {
    for (++at; at < text.size(); ++at) {
      if (text[at] == '}') {
        if (text.substr(at, 2) != "}}") break;
        ++at;
      }
      out += text[at];
    }
    if (at >= text.size())
      throw sdk::failure(TNT_BAD_CONFIG, "a value of the ODBC string begins with { and lacks its closing }");
    ++at;
  }
  const std::size_t end = std::min(text.find(';', at), text.size());
  if (out.empty()) out = trimmed(text.substr(at, end - at));
  at = end + 1;
  return out;
}

}  // namespace

bool is_url(std::string_view text) {
  const std::size_t slashes = text.find("://");
  return slashes != none && text.substr(0, slashes).find_first_of("=;{ ") == none;
}

location read_url(std::string_view url) {
  location out;
  std::string_view rest = url.substr(url.find("://") + 3);
  const std::size_t question = rest.find('?');
  const std::string_view query = question == none ? std::string_view{} : rest.substr(question + 1);
  rest = rest.substr(0, question);
  const std::size_t slash = rest.find('/');
  read_authority(out, rest.substr(0, slash));
  if (slash != none) out.database = decode(rest.substr(slash + 1), "the database's name");
  if (out.database.find('/') != std::string::npos && slash != none &&
      rest.substr(slash + 1).find('/') != none)
    refuse("the database's name holds a / that is not percent-encoded");
  read_parameters(out, query);
  return out;
}

options read_connection_string(std::string_view text) {
  options out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ';' || text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t equals = text.find('=', at);
    const std::string_view key = trimmed(text.substr(at, equals == none ? none : equals - at));
    if (equals == none || key.empty() || key.find(';') != none)
      throw sdk::failure(
          TNT_BAD_CONFIG,
          "a part of the ODBC string has no \"=\" (a value with ; must stand in braces: PWD={…})");
    at = equals + 1;
    std::string value = read_value(text, at);
    out.emplace_back(key, std::move(value));
  }
  return out;
}

std::string write_connection_string(const options &all) {
  std::string out;
  for (const auto &[key, value] : all) {
    out += key + "=";
    const bool plain = !value.empty() && value.find_first_of("[]{}(),;?*=!@ '\"") == std::string::npos;
    if (plain) {
      out += value;
    } else {
      out += '{';
      for (const char c : value) out.append(c == '}' ? 2 : 1, c);
      out += '}';
    }
    out += ';';
  }
  return out;
}

std::optional<std::string> find_option(const options &all, std::string_view key) {
  std::optional<std::string> found;
  for (const auto &[name, value] : all)
    if (same(name, key)) found = value;
  return found;
}

}  // namespace tenantry::odbc
