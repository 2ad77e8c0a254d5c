// What PostgreSQL makes of a model: the one form in which its catalog gives it back.
#include "dialect.hpp"

namespace tenantry::postgresql {

// format_type()'s words: "timestamp(3) with time zone", "character varying(40)[]".
sdk::neutral_type dialect::read_catalog_type(const std::string &formatted) {
  std::string text = formatted;
  std::string dimensions;
  while (text.ends_with("[]")) {
    text.resize(text.size() - 2);
    dimensions += "[]";
  }
  std::string lengths;
  if (const std::size_t open = text.find('('); open != std::string::npos) {
    const std::size_t close = text.find(')', open);
    lengths = text.substr(open, close - open + 1);
    text.erase(open, close - open + 1);
  }
  static const std::map<std::string, std::string, std::less<>> names = {
      {"character varying", "varchar"},
      {"character", "char"},
      {"double precision", "double"},
      {"bytea", "bytes"},
      {"time without time zone", "time"},
      {"timestamp without time zone", "timestamp"},
      {"timestamp with time zone", "timestamptz"}};
  for (const std::string_view same : {"boolean", "smallint", "integer", "bigint", "numeric", "real", "text",
                                      "uuid", "json", "jsonb", "date", "interval"})
    if (text == same) return sdk::read_type(text + lengths + dimensions);
  if (const auto found = names.find(text); found != names.end())
    return sdk::read_type(found->second + lengths + dimensions);
  sdk::neutral_type native{"native"};
  native.native = {{"postgresql", formatted}};
  return native;
}

sdk::neutral_type dialect::kept_type(const sdk::column_definition &column, const target &) const {
  if (column.type.name != "native") {
    sdk::neutral_type type = column.type;
    if (type.dimensions > 1) type.dimensions = 1;  // the server does not keep their number
    return type;
  }
  return column.type;
}

// BETWEEN comes back as two comparisons, IN with one value as =, NOT over a comparison stays.
sdk::expression dialect::kept_expression(const sdk::expression &e, const target &where) const {
  using sdk::expression;
  if (e.is_operation("between") && e.args.size() == 3) {
    expression both =
        expression::operation_of("and", {expression::operation_of(">=", {e.args[0], e.args[1]}),
                                         expression::operation_of("<=", {e.args[0], e.args[2]})});
    return kept_expression(both, where);
  }
  if (e.is_operation("not") && e.args.size() == 1 && e.args[0].is_operation("between") &&
      e.args[0].args.size() == 3) {
    const std::vector<expression> &range = e.args[0].args;
    expression either = expression::operation_of("or", {expression::operation_of("<", {range[0], range[1]}),
                                                        expression::operation_of(">", {range[0], range[2]})});
    return kept_expression(either, where);
  }
  if (e.is_operation("not") && e.args.size() == 1 && e.args[0].is_operation("in") &&
      e.args[0].args.size() == 2)
    return kept_expression(expression::operation_of("<>", e.args[0].args), where);
  if (e.is_operation("in") && e.args.size() == 2)
    return kept_expression(expression::operation_of("=", e.args), where);
  return sdk::sql_dialect::kept_expression(e, where);
}

void dialect::finish_table(sdk::table_definition &table, const target &where) const {
  if (!table.primary_key.empty() && table.primary_key_name.empty())
    table.primary_key_name = cut_name(table.name + "_pkey", where);
  for (sdk::column_definition &column : table.columns) {
    if (!column.identity) continue;
    column.null = false;
    sdk::sequence_options &options = column.identity->options;
    const std::int64_t most = column.type.name == "smallint"  ? 32767
                              : column.type.name == "integer" ? 2147483647
                                                              : 9223372036854775807;
    const auto usual = [](std::optional<std::int64_t> &value, std::int64_t what) {
      if (value == what) value.reset();
    };
    usual(options.start, options.min.value_or(1));
    usual(options.increment, 1);
    usual(options.min, 1);
    usual(options.max, most);
    usual(options.cache, 1);
    if (column.identity->sequence == cut_name(table.name + "_" + column.name + "_seq", where))
      column.identity->sequence.clear();
  }
}

void dialect::finish_schema(sdk::schema_definition &all, std::vector<sdk::lost_object> &,
                            const target &) const {
  for (sdk::sequence_definition &one : all.sequences) {
    const std::int64_t most = one.type == "smallint"  ? 32767
                              : one.type == "integer" ? 2147483647
                                                      : 9223372036854775807;
    const bool up = one.options.increment.value_or(1) > 0;
    if (one.options.increment == 1) one.options.increment.reset();
    if (one.options.cache == 1) one.options.cache.reset();
    const std::int64_t least = up ? 1 : -most - 1, greatest = up ? most : -1;
    if (one.options.start == (up ? one.options.min.value_or(least) : one.options.max.value_or(greatest)))
      one.options.start.reset();
    if (one.options.min == least) one.options.min.reset();
    if (one.options.max == greatest) one.options.max.reset();
  }
  const auto trim = [](std::string &text) {
    while (!text.empty() && (text.back() == ';' || text.back() == ' ' || text.back() == '\n'))
      text.pop_back();
    text.erase(0, text.find_first_not_of(" \n\t"));
  };
  for (sdk::view_definition &view : all.views)
    for (auto &[name, text] : view.definition) trim(text);
}

}  // namespace tenantry::postgresql
