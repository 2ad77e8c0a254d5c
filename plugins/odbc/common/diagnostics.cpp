#include "diagnostics.hpp"

#include <algorithm>
#include <array>

#include "text.hpp"

namespace tenantry::odbc {
namespace {

constexpr SQLSMALLINT most_records = 64;

std::u16string_view wide(const SQLWCHAR *text, std::size_t size) {
  static_assert(sizeof(SQLWCHAR) == sizeof(char16_t), "unixODBC is built with two bytes for SQLWCHAR");
  return {reinterpret_cast<const char16_t *>(text), size};
}

}  // namespace

diagnostics read_diagnostics(SQLSMALLINT kind, SQLHANDLE handle) {
  diagnostics all;
  for (SQLSMALLINT number = 1; number <= most_records; ++number) {
    std::array<SQLWCHAR, 6> state{};
    std::vector<SQLWCHAR> text(2048);
    SQLINTEGER native = 0;
    SQLSMALLINT size = 0;
    const SQLRETURN got = SQLGetDiagRecW(kind, handle, number, state.data(), &native, text.data(),
                                         static_cast<SQLSMALLINT>(text.size()), &size);
    if (!SQL_SUCCEEDED(got)) break;
    // The size is the whole message's, which may not have fitted.
    const std::size_t kept =
        std::min(static_cast<std::size_t>(std::max<SQLSMALLINT>(size, 0)), text.size() - 1);
    diagnostic one;
    one.sqlstate = to_utf8(wide(state.data(), 5));
    one.sqlstate.erase(std::min(one.sqlstate.find('\0'), one.sqlstate.size()));
    one.native = native;
    one.message = without_brackets(to_utf8(wide(text.data(), kept)));
    all.push_back(std::move(one));
  }
  return all;
}

std::string_view without_brackets(std::string_view message) {
  while (message.starts_with('[')) {
    const std::size_t close = message.find(']');
    if (close == std::string_view::npos || close + 1 == message.size()) break;
    message.remove_prefix(close + 1);
  }
  while (message.starts_with(' ')) message.remove_prefix(1);
  return message;
}

std::string without_secret(std::string text, std::string_view secret) {
  if (secret.empty()) return text;
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
    text.replace(at, secret.size(), "***");
  return text;
}

const diagnostic &most_telling(const diagnostics &all) {
  static const diagnostic nothing{"HY000", 0, "the driver failed and gave no reason"};
  if (all.empty()) return nothing;
  const auto found =
      std::find_if(all.begin(), all.end(), [](const diagnostic &one) { return one.native != 0; });
  return found == all.end() ? all.front() : *found;
}

}  // namespace tenantry::odbc
