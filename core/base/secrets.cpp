#include "core/base/secrets.hpp"

#include <algorithm>
#include <cctype>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

constexpr std::string_view hidden = "***";

void replace_all(std::string &text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// End of the value that starts at `at` in a key=value string: quoted or up to a blank, ; or &.
std::size_t value_end(std::string_view text, std::size_t at) {
  if (at < text.size() && (text[at] == '\'' || text[at] == '{')) {
    const char close = text[at] == '{' ? '}' : '\'';
    for (std::size_t i = at + 1; i < text.size(); ++i) {
      if (text[i] == '\\') {
        ++i;
      } else if (text[i] == close) {
        return i + 1;
      }
    }
    return text.size();
  }
  const std::size_t end = text.find_first_of(" ;&", at);
  return end == std::string_view::npos ? text.size() : end;
}

void hide_keys(std::string &text) {
  for (const std::string_view key : {"password=", "pwd=", "sslpassword=", "passphrase="}) {
    std::size_t at = 0;
    while ((at = to_lower(text).find(key, at)) != std::string::npos) {
      const std::size_t value = at + key.size();
      text.replace(value, value_end(text, value) - value, hidden);
      at = value + hidden.size();
    }
  }
}

}  // namespace

void secrets::add(std::string_view secret) {
  if (secret.size() < 3) return;
  for (std::string form : {std::string(secret), percent_encode(secret)})
    if (std::find(texts_.begin(), texts_.end(), form) == texts_.end()) texts_.push_back(std::move(form));
  std::sort(texts_.begin(), texts_.end(),
            [](const std::string &a, const std::string &b) { return a.size() > b.size(); });
}

void secrets::add(const secrets &other) {
  for (const std::string &text : other.texts_) add(text);
}

std::string secrets::scrub(std::string_view text) const {
  std::string out(text);
  for (const std::string &secret : texts_) replace_all(out, secret, hidden);
  return out;
}

error secrets::scrub(error e) const {
  if (texts_.empty()) return e;
  for (std::string *text : {&e.message, &e.next, &e.sql}) *text = scrub(*text);
  for (std::string &text : e.context) text = scrub(text);
  for (auto &[key, value] : e.details) value = scrub(value);
  return e;
}

void secrets::scrub_cut_end(std::string &text) const {
  for (const std::string &secret : texts_)
    for (std::size_t length = std::min(secret.size(), text.size()); length >= 3; --length)
      if (std::string_view(text).substr(text.size() - length) == std::string_view(secret).substr(0, length)) {
        text.replace(text.size() - length, length, hidden);
        return;
      }
}

std::string without_password(std::string_view url) {
  std::string out(url);
  const std::size_t scheme = out.find("://");
  if (scheme != std::string::npos) {
    const std::size_t authority = scheme + 3;
    // The last @ before the path: a password that was not percent-encoded may hold @ and / (T-68).
    std::size_t limit = out.find('?', authority);
    const std::size_t at = out.rfind('@', limit);
    const std::size_t colon = out.find(':', authority);
    if (at != std::string::npos && at >= authority && colon != std::string::npos && colon < at)
      out.replace(colon + 1, at - colon - 1, hidden);
  }
  hide_keys(out);
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(digits[byte >> 4U]);
      out.push_back(digits[byte & 15U]);
    }
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    if (escape) {
      out.push_back(static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

}  // namespace tenantry
