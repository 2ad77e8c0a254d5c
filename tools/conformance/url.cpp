#include "tools/conformance/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <utility>

namespace tenantry::conformance {
namespace {

// Cuts the text at the mark: what stands before is returned, what stands behind stays.
std::string cut_before(std::string_view &rest, std::string_view mark) {
  const std::size_t at = rest.find(mark);
  if (at == std::string_view::npos) return {};
  std::string before(rest.substr(0, at));
  rest.remove_prefix(at + mark.size());
  return before;
}

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && text.size() - at >= 3) {
      const std::string digits(text.substr(at + 1, 2));
      plain += static_cast<char>(std::strtoul(digits.c_str(), nullptr, 16));
      at += 2;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

// ---- ODBC connection strings

// What stands behind the "=", in braces where it begins with one: "}}" in them is one brace.
std::size_t value_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '{') return std::min(text.find(';', at), text.size());
  for (++at; at < text.size(); ++at) {
    if (text[at] != '}') continue;
    if (at + 1 == text.size() || text[at + 1] != '}') return at + 1;
    ++at;
  }
  return text.size();
}

std::string without_braces(std::string_view value) {
  if (value.empty() || value.front() != '{') return std::string(value);
  std::string plain;
  for (std::size_t at = 1; at + 1 < value.size(); ++at) {
    plain += value[at];
    if (value[at] == '}') ++at;
  }
  return plain;
}

// The placeholder that a key of a connection string fills; "" for others.
std::string_view placeholder_of(std::string_view key) {
  constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"driver", "driver"}, {"server", "host"}, {"servername", "host"}, {"port", "port"},
      {"database", "path"}, {"uid", "user"},    {"pwd", "password"}};
  std::string lower(key.substr(std::min(key.find_first_not_of(' '), key.size())));
  for (char &c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto &[name, placeholder] : known)
    if (name == lower) return placeholder;
  return {};
}

// Calls each(key, value) as they are written.
template <class Each>
void for_each_attribute(std::string_view text, const Each &each) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t equals = text.find('=', at);
    if (equals == std::string_view::npos) return;
    const std::size_t end = value_end(text, equals + 1);
    each(text.substr(at, equals - at), text.substr(equals + 1, end - equals - 1));
    at = std::min(text.find(';', end), text.size() - 1) + 1;
  }
}

placeholders connection_string_parts(std::string_view text) {
  placeholders parts = {{"url", std::string(text)}, {"canary", std::string(canary)}};
  for (const char *name : {"scheme", "driver", "user", "password", "host", "port", "path", "query"})
    parts[name] = "";
  for_each_attribute(text, [&](std::string_view key, std::string_view value) {
    if (const std::string_view name = placeholder_of(key); !name.empty()) parts[std::string(name)] = value;
  });
  return parts;
}

std::string connection_string_by_proxy(std::string_view text, unsigned port) {
  std::string made;
  for_each_attribute(text, [&](std::string_view key, std::string_view value) {
    const std::string_view part = placeholder_of(key);
    made.append(key).append("=");
    made.append(part == "host" ? "127.0.0.1" : part == "port" ? std::to_string(port) : std::string(value));
    made.append(";");
  });
  return made;
}

}  // namespace

bool is_connection_string(std::string_view url) {
  const std::size_t equals = url.find('=');
  return equals != std::string_view::npos && url.substr(0, equals).find("://") == std::string_view::npos;
}

placeholders url_parts(std::string_view url) {
  if (is_connection_string(url)) return connection_string_parts(url);
  placeholders parts = {{"url", std::string(url)},
                        {"canary", std::string(canary)},
                        {"user", ""},
                        {"password", ""},
                        {"port", ""},
                        {"path", ""},
                        {"query", ""}};
  std::string_view rest = url;
  parts["scheme"] = cut_before(rest, "://");
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    parts["query"] = rest.substr(mark);
    rest = rest.substr(0, mark);
  }
  if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
    parts["path"] = rest.substr(slash);
    rest = rest.substr(0, slash);
  }
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    std::string_view user = rest.substr(0, at);
    if (const std::size_t colon = user.find(':'); colon != std::string_view::npos) {
      parts["password"] = user.substr(colon + 1);
      user = user.substr(0, colon);
    }
    parts["user"] = user;
    rest = rest.substr(at + 1);
  }
  if (const std::size_t colon = rest.rfind(':');
      colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos) {
    parts["port"] = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
  }
  parts["host"] = rest;
  return parts;
}

url_secrets secrets_of(std::string_view url) {
  const std::string password = url_parts(url).find("password")->second;
  return {password, is_connection_string(url) ? without_braces(password) : decoded(password)};
}

unsigned port_of(std::string_view url) {
  return static_cast<unsigned>(std::strtoul(url_parts(url).find("port")->second.c_str(), nullptr, 10));
}

std::string by_proxy(std::string_view url, unsigned port) {
  if (is_connection_string(url)) return connection_string_by_proxy(url, port);
  const placeholders parts = url_parts(url);
  const std::string user = parts.find("user")->second, password = parts.find("password")->second;
  return fill(fmt::format("{{scheme}}://{}{}{}127.0.0.1:{}{{path}}{{query}}", user,
                          password.empty() ? "" : ":" + password, user.empty() ? "" : "@", port),
              parts);
}

}  // namespace tenantry::conformance
