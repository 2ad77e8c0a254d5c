// When two parts are the same.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/schema/diff_parts.hpp"

namespace tenantry {
namespace {

bool same_texts(const sdk::by_dialect &a, const sdk::by_dialect &b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const auto &x, const auto &y) {
           return x.first == y.first && comparable_sql(x.second, "") == comparable_sql(y.second, "");
         });
}

// A server keeps jsonb in its own blanks and order of keys.
bool same_json(const sdk::column_definition &a, const sdk::column_definition &b) {
  const sdk::expression &x = a.default_value.value, &y = b.default_value.value;
  if (a.type.name != "jsonb" || a.type.dimensions != 0 || !x.is(sdk::expression::node::text) ||
      !y.is(sdk::expression::node::text))
    return false;
  const auto one = nlohmann::json::parse(x.text, nullptr, false);
  const auto other = nlohmann::json::parse(y.text, nullptr, false);
  return !one.is_discarded() && !other.is_discarded() && one == other;
}

}  // namespace

bool same_column(const sdk::column_definition &a, const sdk::column_definition &b, std::string_view table) {
  if (a.name != b.name || a.type != b.type || a.null != b.null || a.identity != b.identity ||
      a.collation != b.collation || a.comment != b.comment)
    return false;
  if (a.default_value.kind != b.default_value.kind ||
      (!same_expression(a.default_value.value, b.default_value.value, table) && !same_json(a, b)))
    return false;
  if (a.generated.has_value() != b.generated.has_value()) return false;
  return !a.generated || (a.generated->stored == b.generated->stored &&
                          same_expression(a.generated->value, b.generated->value, table));
}

// The comment apart: it can be changed alone.
bool same_index(const sdk::index_definition &a, const sdk::index_definition &b, std::string_view table) {
  return a.name == b.name && a.unique == b.unique && a.method == b.method && a.include == b.include &&
         a.nulls_not_distinct == b.nulls_not_distinct && a.options == b.options &&
         same_expression(a.where, b.where, table) && a.parts.size() == b.parts.size() &&
         std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), [&](const auto &x, const auto &y) {
           return x.descending == y.descending && x.nulls == y.nulls &&
                  x.operator_class == y.operator_class && x.collation == y.collation &&
                  same_expression(x.value, y.value, table);
         });
}

bool same_view(const sdk::view_definition &a, const sdk::view_definition &b) {
  return a.materialized == b.materialized && same_texts(a.definition, b.definition);
}

bool same_opaque(const sdk::opaque_definition &a, const sdk::opaque_definition &b) {
  return same_texts(a.create, b.create);
}

}  // namespace tenantry
