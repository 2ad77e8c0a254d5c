#include "predicates.hpp"

#include <algorithm>

namespace tenantry::odbc {
namespace {

using sdk::expression;
using node = sdk::expression::node;

bool is_comparison(const expression &e) {
  return e.is(node::operation) && e.args.size() == 2 &&
         (e.text == "=" || e.text == "<>" || e.text == "<" || e.text == "<=" || e.text == ">" ||
          e.text == ">=");
}

// A value in the order of its text, for lists that servers turn round.
std::string sort_key(const expression &e) {
  if (e.is(node::integer)) return std::to_string(e.integer);
  return e.text;
}

void sort_values(expression &in) {
  std::stable_sort(in.args.begin() + 1, in.args.end(),
                   [](const expression &a, const expression &b) { return sort_key(a) < sort_key(b); });
  in.args.erase(std::unique(in.args.begin() + 1, in.args.end()), in.args.end());
}

// a = 1 OR a = 2, a <> 1 AND a <> 2: the list of one column's values; else nothing.
bool read_list(const expression &e, std::string_view op, expression &in) {
  for (const expression &one : e.args) {
    const bool fits = one.is_operation(op) && one.args.size() == 2 && one.args[0].is(node::column) &&
                      one.args[1].is_literal() && (in.args.empty() || in.args[0] == one.args[0]);
    if (!fits) return false;
    if (in.args.empty()) in.args.push_back(one.args[0]);
    in.args.push_back(one.args[1]);
  }
  return in.args.size() > 2;
}

expression canonical_list(expression e) {
  expression in = expression::operation_of("in", {});
  if (e.is_operation("or") && read_list(e, "=", in)) {
    sort_values(in);
    return in;
  }
  in.args.clear();
  if (e.is_operation("and") && read_list(e, "<>", in)) {
    sort_values(in);
    return expression::operation_of("not", {in});
  }
  return e;
}

expression flattened(expression e) {
  if (!e.is_operation("and") && !e.is_operation("or")) return e;
  std::vector<expression> flat;
  for (expression &one : e.args) {
    if (one.is_operation(e.text))
      for (expression &inner : one.args) flat.push_back(std::move(inner));
    else
      flat.push_back(std::move(one));
  }
  e.args = std::move(flat);
  return e;
}

expression range(const expression &e) {
  return expression::operation_of("and", {expression::operation_of(">=", {e.args[0], e.args[1]}),
                                          expression::operation_of("<=", {e.args[0], e.args[2]})});
}

}  // namespace

expression as_condition(const expression &e) {
  if (e.is(node::column)) return expression::operation_of("=", {e, expression::integer_of(1)});
  if (e.is(node::boolean))
    return expression::operation_of("=", {expression::integer_of(1), expression::integer_of(e.integer)});
  expression made = e;
  if (e.is_operation("and") || e.is_operation("or") || e.is_operation("not"))
    for (expression &one : made.args) one = as_condition(one);
  return made;
}

bool fits_filter(const expression &e) {
  if (e.is_operation("and")) return std::all_of(e.args.begin(), e.args.end(), fits_filter);
  if (e.is_operation("is_null") || e.is_operation("is_not_null"))
    return e.args.size() == 1 && e.args[0].is(node::column);
  const bool values =
      e.args.size() > 1 && e.args[0].is(node::column) &&
      std::all_of(e.args.begin() + 1, e.args.end(), [](const expression &one) { return one.is_literal(); });
  return values && (is_comparison(e) || e.is_operation("in"));
}

expression canonical(const expression &e) {
  expression made = e;
  if (made.is(node::boolean)) return expression::integer_of(made.integer);
  if (made.is_operation("between") && made.args.size() == 3) made = range(made);
  for (expression &one : made.args) one = canonical(one);
  made = canonical_list(flattened(std::move(made)));
  if (made.is_operation("in") && made.args.size() > 1) {
    sort_values(made);
    if (made.args.size() == 2) made.text = "=";
  }
  // NOT a = b as the server keeps it and as it is written.
  if (made.is_operation("not") && made.args.size() == 1 && made.args[0].is_operation("="))
    return expression::operation_of("<>", made.args[0].args);
  return made;
}

bool mentions(const expression &e, const std::string &column) {
  if (e.is(node::column)) return e.text == column;
  if (e.is(node::sql))
    return std::any_of(e.sql.begin(), e.sql.end(),
                       [&](const auto &text) { return text.second.find(column) != std::string::npos; });
  return std::any_of(e.args.begin(), e.args.end(),
                     [&](const expression &one) { return mentions(one, column); });
}

}  // namespace tenantry::odbc
