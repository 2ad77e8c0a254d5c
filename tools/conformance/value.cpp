#include "tools/conformance/value.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <cstring>

namespace tenantry::conformance {

std::int64_t value::as_number() const {
  if (is_null) return -1;
  if (kind == TNT_INT64 || kind == TNT_BOOL) return whole;
  if (kind == TNT_DOUBLE) return static_cast<std::int64_t>(real);
  char *end = nullptr;
  const long long number = std::strtoll(raw.c_str(), &end, 10);
  return end == raw.c_str() ? -1 : number;
}

tnt_cell to_cell(const value &from) {
  tnt_cell cell{};
  cell.kind = from.kind;
  cell.is_null = from.is_null ? 1 : 0;
  if (from.kind == TNT_DOUBLE) {
    cell.num.d = from.real;
  } else {
    cell.num.i = from.whole;
  }
  if (from.kind == TNT_TEXT || from.kind == TNT_BYTES) cell.raw = to_text(from.raw);
  return cell;
}

value from_cell(const tnt_cell &from) {
  value read{.kind = from.kind, .is_null = from.is_null != 0};
  if (read.is_null) return read;
  if (from.kind == TNT_DOUBLE) {
    read.real = from.num.d;
  } else if (from.kind == TNT_INT64 || from.kind == TNT_BOOL) {
    read.whole = from.num.i;
  }
  read.raw = from_text(from.raw);
  return read;
}

tnt_text to_text(std::string_view from) {
  return {from.data(), from.size()};
}

std::string from_text(tnt_text from) {
  return from.data == nullptr ? std::string() : std::string(from.data, from.size);
}

std::string_view status_name(tnt_status status) {
  constexpr std::array<std::string_view, 13> names = {
      "OK",     "UNSUPPORTED", "BAD_ARGUMENT", "BAD_CONFIG",      "AUTH",    "UNREACHABLE", "SQL", "CONFLICT",
      "LOCKED", "TIMEOUT",     "CANCELLED",    "CONNECTION_LOST", "INTERNAL"};
  const auto at = static_cast<std::size_t>(status);
  return at < names.size() ? names.at(at) : "a status that does not exist";
}

std::string answer::message() const {
  return {error.message, strnlen(error.message, sizeof error.message)};
}

std::string answer::words() const {
  const std::string state(error.sqlstate, strnlen(error.sqlstate, sizeof error.sqlstate));
  if (ok()) return "OK";
  return fmt::format("{}{}{} (retry {}, effect {}): {}", status_name(status), state.empty() ? "" : " ", state,
                     error.retry, error.effect, message());
}

std::string answer::all_text() const {
  std::string all = message();
  for (const auto &[key, text] : details) all += fmt::format("\n{}", text);
  return all;
}

}  // namespace tenantry::conformance
