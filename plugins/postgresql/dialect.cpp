#include "dialect.hpp"

namespace tenantry::postgresql {
namespace {

// pg_get_keywords() of PostgreSQL 15, classes R and T: what cannot name a column, or a function, without
// quotes.
constexpr std::string_view reserved_words =
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast "
    "check collate collation column concurrently constraint create cross current_catalog "
    "current_date current_role current_schema current_time current_timestamp current_user "
    "default deferrable desc distinct do else end except false fetch for foreign freeze from "
    "full grant group having ilike in initially inner intersect into is isnull join lateral "
    "leading left like limit localtime localtimestamp natural not notnull null offset on only "
    "or order outer overlaps placing primary references returning right select session_user "
    "similar some symmetric table tablesample then to trailing true union unique user using "
    "variadic verbose when where window with ";

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0, end = 0; (end = text.find(' ', at)) != std::string_view::npos; at = end + 1)
    words.push_back(text.substr(at, end - at));
  return words;
}

}  // namespace

sdk::dialect_facts dialect::facts(const sdk::dialect_target &) const {
  sdk::dialect_facts known;
  known.dialect = "postgresql";
  known.identifier_limit = 63;
  known.folding = "lower";
  known.placeholder = "$n";
  known.row_limit = "LIMIT {n}";
  known.schemas = true;
  for (const std::string_view word : split_words(reserved_words)) known.reserved_words.emplace_back(word);
  return known;
}

std::optional<std::string> dialect::type_name(const sdk::neutral_type &type,
                                              const sdk::dialect_target &target) const {
  if (type.name == "text" && !type.length) return "text";
  if (type.name == "timestamptz" && !type.length) return "timestamptz";
  return sdk::sql_dialect::type_name(type, target);
}

}  // namespace tenantry::postgresql
