#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '#' || c == '@' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

}  // namespace

std::optional<std::string> cursor::take_name() {
  std::string_view token = text();
  if (token.empty()) return std::nullopt;
  const char open = token.front();
  std::string name;
  if (open == '[' || open == '"') {
    const char close = open == '[' ? ']' : '"';
    for (std::size_t at = 1; at + 1 < token.size(); ++at) {
      name += token[at];
      if (token[at] == close) ++at;  // doubled
    }
    advance();
    return name;
  }
  if (!begins_name(open)) return std::nullopt;
  // #temporary and @variable are two tokens.
  for (bool mark = true; mark;) {
    mark = token == "#" || token == "@";
    name += token;
    advance();
    token = text();
  }
  return name;
}

std::string quote_name(std::string_view name) {
  std::string out = "[";
  for (const char c : name) out.append(c == ']' ? 2 : 1, c);
  return out + ']';
}

std::string national_text(std::string_view text) {
  std::string out = "N'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + '\'';
}

std::size_t count_placeholders(std::string_view batch) {
  std::size_t count = 0;
  for (cursor at(batch); !at.at_end(); at.advance()) count += at.text() == "?" ? 1 : 0;
  return count;
}

}  // namespace tenantry::sqlserver
