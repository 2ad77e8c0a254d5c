#include "core/live/words.hpp"

#include <fmt/format.h>

#include "core/schema/diff.hpp"

namespace tenantry {
namespace {

using sdk::expression;
using node = expression::node;

// Longer texts are cut: a view's query is no help in a sentence.
constexpr std::size_t longest_text = 120;

std::string cut(std::string text) {
  for (char &c : text)
    if (c == '\n' || c == '\t') c = ' ';
  if (text.size() <= longest_text) return text;
  std::size_t end = longest_text;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

std::string any_text(const sdk::by_dialect &texts) {
  return texts.empty() ? "" : texts.begin()->second;
}

std::string quoted_text(const std::string &text) {
  std::string made = "'";
  for (const char c : text) made.append(c == '\'' ? 2 : 1, c);
  return made + "'";
}

std::string joined(const std::vector<expression> &all, std::size_t from, std::string_view between);

std::string operation_words(const expression &e) {
  const auto part = [&](std::size_t at) {
    const bool nested = e.args[at].is_operation("and") || e.args[at].is_operation("or");
    const std::string text = expression_words(e.args[at]);
    return nested ? "(" + text + ")" : text;
  };
  if (e.args.empty()) return e.text;
  if (e.text == "not") return "NOT (" + expression_words(e.args[0]) + ")";
  if (e.text == "negate") return "-" + part(0);
  if (e.text == "is_null") return part(0) + " IS NULL";
  if (e.text == "is_not_null") return part(0) + " IS NOT NULL";
  if (e.text == "in") return fmt::format("{} IN ({})", part(0), joined(e.args, 1, ", "));
  if (e.text == "between" && e.args.size() == 3)
    return fmt::format("{} BETWEEN {} AND {}", part(0), part(1), part(2));
  const std::string sign = e.text == "and"    ? "AND"
                           : e.text == "or"   ? "OR"
                           : e.text == "like" ? "LIKE"
                                              : e.text;
  std::string made = part(0);
  for (std::size_t at = 1; at < e.args.size(); ++at) made += fmt::format(" {} {}", sign, part(at));
  return made;
}

std::string joined(const std::vector<expression> &all, std::size_t from, std::string_view between) {
  std::string made;
  for (std::size_t at = from; at < all.size(); ++at)
    made += (at == from ? "" : std::string(between)) + expression_words(all[at]);
  return made;
}

}  // namespace

std::string expression_words(const expression &e) {
  switch (e.kind) {
    case node::none:
      return "";
    case node::column:
    case node::number:
      return e.text;
    case node::text:
      return quoted_text(e.text);
    case node::integer:
      return std::to_string(e.integer);
    case node::boolean:
      return e.integer != 0 ? "TRUE" : "FALSE";
    case node::null:
      return "NULL";
    case node::operation:
      return operation_words(e);
    case node::call:
      return e.text + "(" + joined(e.args, 0, ", ") + ")";
    case node::sql:
      break;
  }
  return cut(any_text(e.sql));
}

std::string type_words(const sdk::neutral_type &type) {
  if (type.name == "native") return any_text(type.native);
  if (type.is_enum()) {
    std::string made = "the enum " + display_name(type.enum_schema, type.enum_name);
    for (std::uint32_t at = 0; at < type.dimensions; ++at) made += "[]";
    return made;
  }
  return sdk::write_type(type);
}

std::string default_words(const sdk::column_default &value) {
  if (value.empty()) return "no default";
  if (value.kind == "now") return "the default now()";
  if (value.kind == "random_uuid") return "a random UUID as its default";
  return "the default " + expression_words(value.value);
}

std::string key_words(const std::vector<std::string> &columns) {
  return fmt::format("({})", fmt::join(columns, ", "));
}

std::string index_words(const sdk::index_definition &index) {
  std::string parts;
  for (const sdk::index_part &part : index.parts) {
    parts += (parts.empty() ? "" : ", ") + expression_words(part.value) + (part.descending ? " DESC" : "");
    if (!part.nulls.empty()) parts += " NULLS " + part.nulls;
    if (!part.operator_class.empty()) parts += " " + any_text(part.operator_class);
    if (!part.collation.empty()) parts += " COLLATE " + any_text(part.collation);
  }
  std::string made = (index.unique ? "unique (" : "(") + parts + ")";
  if (index.method != "btree" && !index.method.empty()) made += " by " + index.method;
  if (!index.include.empty()) made += " with " + key_words(index.include);
  if (index.nulls_not_distinct) made += " nulls not distinct";
  for (const auto &[key, value] : index.options) made += fmt::format(" {}={}", key, value);
  if (!index.where.is(node::none)) made += " where " + expression_words(index.where);
  return made;
}

std::string foreign_key_words(const sdk::foreign_key_definition &key) {
  std::string made = fmt::format("{} to {} {}", key_words(key.columns),
                                 display_name(key.to_schema, key.to_table), key_words(key.to_columns));
  const auto action = [&](const char *when, std::string what) {
    if (what == "no_action") return;
    for (char &c : what) c = c == '_' ? ' ' : c;
    made += fmt::format(" on {} {}", when, what);
  };
  action("delete", key.on_delete);
  action("update", key.on_update);
  if (key.deferrable != "no") made += " deferrable";
  return made;
}

std::string column_words(const sdk::column_definition &live, const sdk::column_definition &declared,
                         std::string_view table) {
  std::vector<std::string> all;
  if (live.type != declared.type)
    all.push_back(fmt::format("is {}, declared {}", type_words(live.type), type_words(declared.type)));
  if (live.null != declared.null)
    all.emplace_back(live.null ? "may be NULL, declared NOT NULL"
                               : "is NOT NULL, declared so that it may be NULL");
  sdk::column_definition with_default = live;
  with_default.default_value = declared.default_value;
  if (!same_column(live, with_default, table))
    all.push_back(fmt::format("has {}, declared {}", default_words(live.default_value),
                              default_words(declared.default_value)));
  if (live.identity != declared.identity)
    all.emplace_back(!declared.identity ? "numbers its rows, declared without"
                     : !live.identity   ? "does not number its rows, declared so"
                                        : "numbers its rows in another way than declared");
  sdk::column_definition with_generated = live;
  with_generated.generated = declared.generated;
  if (!same_column(live, with_generated, table))
    all.push_back(fmt::format(
        "{}, declared {}",
        live.generated ? "is computed from " + expression_words(live.generated->value) : "is not computed",
        declared.generated ? "as computed from " + expression_words(declared.generated->value)
                           : "as one that is not"));
  if (live.collation != declared.collation)
    all.push_back(
        fmt::format("has the collation {}, declared {}",
                    live.collation.empty() ? "of the database" : any_text(live.collation),
                    declared.collation.empty() ? "that of the database" : any_text(declared.collation)));
  if (live.comment != declared.comment) all.emplace_back("has another comment than declared");
  return fmt::format("{}", fmt::join(all, " and "));
}

}  // namespace tenantry
