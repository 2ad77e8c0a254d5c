#include "core/adapter/types.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

std::optional<std::int64_t> parse_int64(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<bool> parse_bool(std::string_view text) {
  for (const std::string_view yes : {"t", "true", "1"})
    if (equal_ignoring_case(text, yes)) return true;
  for (const std::string_view no : {"f", "false", "0"})
    if (equal_ignoring_case(text, no)) return false;
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> as_int64(const cell &c) {
  if (const auto *number = std::get_if<std::int64_t>(&c)) return *number;
  if (const auto *flag = std::get_if<bool>(&c)) return *flag ? 1 : 0;
  if (const auto *text = std::get_if<std::string>(&c)) return parse_int64(*text);
  return std::nullopt;
}

std::optional<std::string> as_text(const cell &c) {
  if (const auto *text = std::get_if<std::string>(&c)) return *text;
  if (const auto *number = std::get_if<std::int64_t>(&c)) return fmt::format("{}", *number);
  if (const auto *number = std::get_if<double>(&c)) return fmt::format("{}", *number);
  if (const auto *flag = std::get_if<bool>(&c)) return *flag ? "true" : "false";
  return std::nullopt;
}

std::optional<bool> as_bool(const cell &c) {
  if (const auto *flag = std::get_if<bool>(&c)) return *flag;
  if (const auto *number = std::get_if<std::int64_t>(&c))
    return *number == 0 || *number == 1 ? std::optional<bool>(*number == 1) : std::nullopt;
  if (const auto *text = std::get_if<std::string>(&c)) return parse_bool(*text);
  return std::nullopt;
}

std::optional<std::size_t> rows::column(std::string_view name) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (equal_ignoring_case(columns[i], name)) return i;
  return std::nullopt;
}

std::string to_string(const blocker &b) {
  std::string who = fmt::format("session {}", b.session);
  if (!b.application.empty() && !b.user.empty()) {
    who += fmt::format(" ({}, {})", b.application, b.user);
  } else if (!b.application.empty() || !b.user.empty()) {
    who += fmt::format(" ({}{})", b.application, b.user);
  }
  if (!b.state.empty()) who += " " + b.state;
  if (!b.since.empty()) who += fmt::format(" for {} s", b.since);
  if (!b.query.empty()) who += ": " + excerpt(b.query);
  return who;
}

}  // namespace tenantry
