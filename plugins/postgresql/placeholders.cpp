#include "placeholders.hpp"

#include "lexer.hpp"

namespace tenantry::postgresql {

numbered_sql number_placeholders(std::string_view sql) {
  numbered_sql out;
  out.text.reserve(sql.size() + 16);
  lexer lex(sql);
  std::size_t copied = 0;
  token t;
  while (lex.next(t)) {
    if (t.kind != token_kind::question) continue;
    out.text.append(sql.substr(copied, t.begin - copied));
    out.written_at.push_back(out.text.size());
    out.text += '$';
    out.text += std::to_string(out.written_at.size());
    copied = t.end;
  }
  out.text.append(sql.substr(copied));
  return out;
}

std::size_t numbered_sql::original(std::size_t byte) const {
  std::size_t added = 0;
  for (std::size_t i = 0; i < written_at.size() && written_at[i] < byte; ++i) {
    const std::size_t wider = std::to_string(i + 1).size();  // "$n" is as much wider than "?"
    if (byte <= written_at[i] + wider) return written_at[i] - added;
    added += wider;
  }
  return byte - added;
}

std::size_t byte_of_character(std::string_view utf8, std::size_t character) {
  if (character == 0) return 0;
  std::size_t seen = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    if ((static_cast<unsigned char>(utf8[i]) & 0xC0U) == 0x80U) continue;
    if (++seen == character) return i + 1;
  }
  return utf8.size() + 1;  // "at end of input"
}

}  // namespace tenantry::postgresql
