#include "tools/conformance/url.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

namespace tenantry::conformance {
namespace {

// Cuts the text at the mark: what stands before is returned, what stands behind stays.
std::string cut_before(std::string_view &rest, std::string_view mark) {
  const std::size_t at = rest.find(mark);
  if (at == std::string_view::npos) return {};
  const std::string before(rest.substr(0, at));
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

}  // namespace

placeholders url_parts(std::string_view url) {
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
  return {password, decoded(password)};
}

unsigned port_of(std::string_view url) {
  return static_cast<unsigned>(std::strtoul(url_parts(url).find("port")->second.c_str(), nullptr, 10));
}

std::string by_proxy(std::string_view url, unsigned port) {
  const placeholders parts = url_parts(url);
  const std::string user = parts.find("user")->second, password = parts.find("password")->second;
  return fill(fmt::format("{{scheme}}://{}{}{}127.0.0.1:{}{{path}}{{query}}", user,
                          password.empty() ? "" : ":" + password, user.empty() ? "" : "@", port),
              parts);
}

}  // namespace tenantry::conformance
