#include "script.hpp"

namespace tenantry::sqlite {
namespace {

using tokens = sdk::statement_tokens;

std::uint32_t classify_pragma(const tokens &words) {
  const std::size_t name = words.at(2) == "." ? 3 : 1;
  const bool sets = words.at(name + 1) == "=" || words.at(name + 1) == "(";
  if (words.is(name, "FOREIGN_KEYS")) return sets ? TNT_PIECE_BEFORE_BEGIN : 0;
  // Ignored or refused inside a transaction.
  for (const std::string_view outside : {"JOURNAL_MODE", "SYNCHRONOUS", "LOCKING_MODE"})
    if (words.is(name, outside)) return sets ? TNT_PIECE_NO_TRANSACTION : 0;
  for (const std::string_view outside : {"WAL_CHECKPOINT", "INCREMENTAL_VACUUM"})
    if (words.is(name, outside)) return TNT_PIECE_NO_TRANSACTION;
  return 0;
}

bool creates_trigger(const tokens &words) {
  std::size_t at = 0;
  if (words.is(at, "EXPLAIN")) at += words.is(1, "QUERY") ? 3 : 1;
  if (!words.is(at, "CREATE")) return false;
  ++at;
  if (words.is(at, "TEMP") || words.is(at, "TEMPORARY")) ++at;
  return words.is(at, "TRIGGER");
}

}  // namespace

sdk::lexical_rules script::lexical_rules() {
  sdk::lexical_rules rules;
  rules.backticks = true;
  rules.bracketed = sdk::brackets::plain;
  return rules;
}

std::uint32_t script::classify(const sdk::statement_tokens &words, sdk::piece &) const {
  if (words.is(0, "PRAGMA")) return classify_pragma(words);
  for (const std::string_view alone : {"VACUUM", "ATTACH", "DETACH"})
    if (words.is(0, alone)) return TNT_PIECE_NO_TRANSACTION;
  for (const std::string_view end : {"COMMIT", "END"})
    if (words.is(0, end)) return TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT;
  for (const std::string_view control : {"BEGIN", "ROLLBACK", "SAVEPOINT", "RELEASE"})
    if (words.is(0, control)) return TNT_PIECE_TX_CONTROL;
  return 0;
}

bool script::complete(const sdk::statement_tokens &words) const {
  return !creates_trigger(words) || words.ends_with(";", "END");
}

bool holds_statement(std::string_view text) {
  if (text.empty()) return false;  // as nearly always
  const sdk::lexical_rules rules = script::lexical_rules();
  sdk::token_reader reader(text, rules);
  while (reader.next())
    if (reader.token() != ";") return true;
  return false;
}

}  // namespace tenantry::sqlite
