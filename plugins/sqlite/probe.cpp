// Has a statement whose fate is unknown taken effect?  Answered from the schema that it wanted to change.
#include "connection.hpp"
#include "script.hpp"

namespace tenantry::sqlite {
namespace {

struct wish {
  bool exists = true;  // after the statement
  std::string type, name;
};

std::string unquoted(std::string_view token) {
  const char open = token.front();
  if (token.size() < 2 || (open != '"' && open != '`' && open != '[' && open != '\''))
    return std::string(token);
  const std::string_view inside = token.substr(1, token.size() - 2);
  if (open == '[') return std::string(inside);
  std::string plain;
  for (std::size_t at = 0; at < inside.size(); ++at) {
    plain += inside[at];
    if (inside[at] == open) ++at;  // doubled
  }
  return plain;
}

sdk::statement_tokens read_tokens(std::string_view sql) {
  const sdk::lexical_rules rules = script::lexical_rules();
  sdk::token_reader reader(sql, rules);
  sdk::statement_tokens tokens;
  while (reader.next()) tokens.add(reader.token());
  return tokens;
}

// CREATE or DROP of a table, index, view or trigger of the file itself; nothing for all else.
std::optional<wish> read_wish(const sdk::statement_tokens &words) {
  wish wanted;
  std::size_t at = 1;
  if (words.is(0, "DROP"))
    wanted.exists = false;
  else if (!words.is(0, "CREATE"))
    return std::nullopt;
  if (words.is(at, "UNIQUE") || words.is(at, "VIRTUAL")) ++at;
  for (const std::string_view kind : {"TABLE", "INDEX", "VIEW", "TRIGGER"})
    if (words.is(at, kind))
      for (const char c : kind) wanted.type += static_cast<char>(c - 'A' + 'a');
  if (wanted.type.empty()) return std::nullopt;
  ++at;
  if (words.is(at, "IF")) at += words.is(at + 1, "NOT") ? 3 : 2;
  if (words.at(at + 1) == ".") {
    if (!words.is(at, "MAIN")) return std::nullopt;
    at += 2;
  }
  if (words.at(at).empty()) return std::nullopt;
  wanted.name = unquoted(words.at(at));
  return wanted;
}

bool repeatable(const sdk::statement_tokens &words) {
  for (const std::string_view harmless : {"VACUUM", "PRAGMA", "REINDEX", "ANALYZE", "SELECT"})
    if (words.is(0, harmless)) return true;
  return false;
}

}  // namespace

bool connection::has_object(const sdk::call &call, std::string_view type, std::string_view name) {
  const statement found =
      prepare(call, "SELECT 1 FROM main.sqlite_master WHERE type = ? AND name = ? COLLATE NOCASE");
  sqlite3_bind_text64(found.get(), 1, type.data(), type.size(), SQLITE_STATIC, SQLITE_UTF8);
  sqlite3_bind_text64(found.get(), 2, name.data(), name.size(), SQLITE_STATIC, SQLITE_UTF8);
  const int code = sqlite3_step(found.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail(call, code);
  return code == SQLITE_ROW;
}

sdk::probe_answer connection::probe(const sdk::call &call, std::string_view sql) {
  const patience::turn turn(patience_, call);
  const sdk::statement_tokens words = read_tokens(sql);
  if (repeatable(words)) return {TNT_PROBE_REPEATABLE, "the statement may run twice", {}};
  const std::optional<wish> wanted = read_wish(words);
  if (!wanted)
    return {TNT_PROBE_UNCLEAR, "this kind of statement leaves no trace that could be looked up", {}};
  const bool there = has_object(call, wanted->type, wanted->name);
  const std::string why = wanted->type + " \"" + wanted->name + (there ? "\" exists" : "\" does not exist");
  return {there == wanted->exists ? TNT_PROBE_DONE : TNT_PROBE_NOT_DONE, why, {}};
}

}  // namespace tenantry::sqlite
