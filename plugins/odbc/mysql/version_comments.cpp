#include "version_comments.hpp"

#include <charconv>

#include "lexer.hpp"

namespace tenantry::mysql {
namespace {

// MariaDB leaves out what MySQL 5.7 and later 5.x wrote, for it lacks their features; MySQL does not know
// /*M!.
bool is_run(std::string_view mark, const server_kind &server) {
  const bool for_mariadb = mark.substr(2, 1) == "M";
  if (for_mariadb && !server.mariadb) return false;
  const std::string_view digits = mark.substr(for_mariadb ? 4 : 3);
  if (digits.empty()) return true;
  int version = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), version);
  if (version > server.version) return false;
  return !server.mariadb || for_mariadb || version < 50700 || version > 99999;
}

void blank(std::string &text, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end; ++at)
    if (text[at] != '\n' && text[at] != '\r') text[at] = ' ';
}

}  // namespace

std::string without_code_comments(std::string_view sql, const server_kind &server) {
  std::string out(sql);
  if (sql.find("/*!") == std::string_view::npos && sql.find("/*M!") == std::string_view::npos) return out;
  lexer lex(sql);
  token t;
  std::size_t skipped_from = std::string_view::npos;
  while (lex.next(t)) {
    if (t.kind == token_kind::code_begin) {
      blank(out, t.begin, t.end);
      if (!is_run(lex.text(t), server)) skipped_from = t.begin;
    } else if (t.kind == token_kind::code_end) {
      blank(out, skipped_from == std::string_view::npos ? t.begin : skipped_from, t.end);
      skipped_from = std::string_view::npos;
    }
  }
  return out;
}

}  // namespace tenantry::mysql
