// The first layer under sdk::sql_dialect: names, literals and expressions.
#pragma once
#include <tenantry/sdk/dialect_facts.hpp>
#include <tenantry/sdk/expression_reader.hpp>

#include <array>

namespace tenantry::sdk {

/// First layer: names, literals, expressions.
class sql_expressions : public dialect {
 protected:
  // ---- what a dialect overrides

  /// What this dialect is and has. Asked often: cheap.
  [[nodiscard]] virtual dialect_facts facts(const dialect_target &) const = 0;
  /// The words that cannot be a name without quotes, in lower case.
  [[nodiscard]] virtual std::vector<std::string> reserved_words(const dialect_target &target) const {
    return facts(target).reserved_words;
  }

  /// The name in quotes, with quotes inside doubled.
  [[nodiscard]] virtual std::string quote(std::string_view identifier, const dialect_target &target) const {
    const std::string mark = facts(target).identifier_quote;
    const char close = mark == "[" ? ']' : mark.front();
    return mark + doubled(identifier, close) + close;
  }
  /// A name that is longer than the dialect allows is cut, and ends with a hash of the whole.
  [[nodiscard]] virtual std::string cut_name(std::string_view name, const dialect_target &target) const {
    const std::size_t limit = facts(target).identifier_limit;
    if (name.size() <= limit) return std::string(name);
    std::uint32_t hash = 2166136261u;  // FNV-1a
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    std::string made(cut_utf8(name, limit - 9));
    made += '_';
    for (int shift = 28; shift >= 0; shift -= 4) made += "0123456789abcdef"[(hash >> shift) & 15u];
    return made;
  }
  /// 'it''s'.
  [[nodiscard]] virtual std::string text_literal(std::string_view text) const {
    return "'" + doubled(text, '\'') + "'";
  }
  /// true, false, or 1 and 0.
  [[nodiscard]] virtual std::string boolean_literal(bool yes) const { return yes ? "true" : "false"; }
  /// coalesce lower upper length; now has no arguments.
  [[nodiscard]] virtual std::string function_call(const std::string &name,
                                                  const std::string &arguments) const {
    return name == "now" ? "CURRENT_TIMESTAMP" : name + "(" + arguments + ")";
  }
  /// left % right, or MOD(left, right).
  [[nodiscard]] virtual std::string modulo(const std::string &left, const std::string &right) const {
    return left + " % " + right;
  }
  /// How a column is written in a check or a predicate of `table`.
  [[nodiscard]] virtual std::string column_reference(const std::string &column, const std::string &,
                                                     const dialect_target &target) const {
    return named(column, target);
  }

  // ---- what it may call

  /// The text with each of these marks in it written twice.
  [[nodiscard]] static std::string doubled(std::string_view text, char mark) {
    if (text.find(mark) == std::string_view::npos) return std::string(text);
    std::string made;
    for (const char c : text) made.append(c == mark ? 2 : 1, c);
    return made;
  }
  /// Cut and quoted.
  [[nodiscard]] std::string named(std::string_view name, const dialect_target &target) const {
    return quote(cut_name(name, target), target);
  }
  /// "a", "b": cut and quoted, for a key.
  [[nodiscard]] std::string named_list(const std::vector<std::string> &names,
                                       const dialect_target &target) const {
    std::string list;
    for (const std::string &name : names)
      list += (list.empty() ? "" : facts(target).list_separator) + named(name, target);
    return list;
  }
  /// "schema"."table", or the table alone where the schema is the default one.
  [[nodiscard]] std::string qualified(std::string_view schema, std::string_view name,
                                      const dialect_target &target) const {
    if (schema.empty()) return named(name, target);
    if (!facts(target).schemas) throw dialect_gap("this database has no schemas");
    return named(schema, target) + "." + named(name, target);
  }
  /// The text of this dialect, else of its fallback, else nothing.
  [[nodiscard]] std::optional<std::string> own_text(const by_dialect &texts,
                                                    const dialect_target &target) const {
    if (texts.empty()) return std::nullopt;
    const dialect_facts known = facts(target);
    for (const std::string &name : {target.dialect, known.dialect, known.fallback})
      if (const auto found = texts.find(name); found != texts.end()) return found->second;
    return std::nullopt;
  }
  /// A text, number, TRUE, FALSE or NULL as SQL.
  [[nodiscard]] std::string literal(const expression &value) const {
    switch (value.kind) {
      case expression::node::text:
        return text_literal(value.text);
      case expression::node::integer:
        return std::to_string(value.integer);
      case expression::node::boolean:
        return boolean_literal(value.integer != 0);
      case expression::node::number:
        return value.text;
      default:
        return "NULL";
    }
  }
  /// table: "" where columns stand alone; binding: how tightly what is around binds, 0 for nothing around.
  [[nodiscard]] std::string expression_text(const expression &e, const std::string &table,
                                            const dialect_target &target, int binding = 0) const {
    using node = expression::node;
    if (e.is(node::column)) return column_reference(e.text, table, target);
    if (e.is_literal()) return literal(e);
    if (e.is(node::call)) return function_call(e.text, arguments(e, table, target));
    if (e.is(node::sql)) {
      const auto own = own_text(e.sql, target);
      if (!own)
        throw dialect_gap("an expression is written for " + dialects_of(e.sql) + " and not for this dialect");
      return binding > 0 ? "(" + *own + ")" : *own;
    }
    if (!e.is(node::operation)) throw dialect_gap("an expression is empty");
    const auto [text, level] = operation(e, table, target);
    return level < binding ? "(" + text + ")" : text;
  }

 private:
  static std::string dialects_of(const by_dialect &texts) {
    std::string all;
    for (const auto &[name, text] : texts) all += (all.empty() ? "" : ", ") + name;
    return all;
  }
  [[nodiscard]] std::string arguments(const expression &e, const std::string &table,
                                      const dialect_target &target, std::size_t from = 0) const {
    std::string list;
    for (std::size_t at = from; at < e.args.size(); ++at)
      list += (at == from ? "" : ", ") + expression_text(e.args[at], table, target);
    return list;
  }
  // The text, and how tightly it binds: or 1, and 2, not 3, comparisons 4, sums 5, products 6, sign 7.
  [[nodiscard]] std::pair<std::string, int> operation(const expression &e, const std::string &table,
                                                      const dialect_target &target) const {
    const auto part = [&](std::size_t at, int binding) {
      if (at >= e.args.size()) throw dialect_gap("the operation \"" + e.text + "\" lacks an argument");
      return expression_text(e.args[at], table, target, binding);
    };
    if (e.text == "and" || e.text == "or") return joined(e, table, target);
    if (e.text == "not") return negation(e, table, target);
    if (e.text == "is_null") return {part(0, 5) + " IS NULL", 4};
    if (e.text == "is_not_null") return {part(0, 5) + " IS NOT NULL", 4};
    if (e.text == "in") return {part(0, 5) + " IN (" + arguments(e, table, target, 1) + ")", 4};
    if (e.text == "like") return {part(0, 5) + " LIKE " + part(1, 5), 4};
    if (e.text == "between") return {part(0, 5) + " BETWEEN " + part(1, 5) + " AND " + part(2, 5), 4};
    if (e.text == "negate") return {"-" + part(0, 8), 7};
    if (e.text == "%") return {modulo(part(0, 6), part(1, 7)), 6};
    if (e.text == "+" || e.text == "-") return {part(0, 5) + " " + e.text + " " + part(1, 6), 5};
    if (e.text == "*" || e.text == "/") return {part(0, 6) + " " + e.text + " " + part(1, 7), 6};
    for (const std::string_view known : {"=", "<>", "<", "<=", ">", ">="})
      if (e.text == known) return {part(0, 5) + " " + e.text + " " + part(1, 5), 4};
    throw dialect_gap("the operation \"" + e.text + "\" is unknown");
  }
  [[nodiscard]] std::pair<std::string, int> joined(const expression &e, const std::string &table,
                                                   const dialect_target &target) const {
    const int level = e.text == "and" ? 2 : 1;
    std::string text;
    for (const expression &one : e.args)
      text += (text.empty() ? ""
               : level == 2 ? " AND "
                            : " OR ") +
              expression_text(one, table, target, level + 1);
    return {text, level};
  }
  [[nodiscard]] std::pair<std::string, int> negation(const expression &e, const std::string &table,
                                                     const dialect_target &target) const {
    const expression &inner = e.args.at(0);
    if (inner.is_operation("in"))
      return {expression_text(inner.args.at(0), table, target, 5) + " NOT IN (" +
                  arguments(inner, table, target, 1) + ")",
              4};
    if (inner.is_operation("like") && inner.args.size() == 2)
      return {expression_text(inner.args[0], table, target, 5) + " NOT LIKE " +
                  expression_text(inner.args[1], table, target, 5),
              4};
    return {"NOT " + expression_text(inner, table, target, 4), 3};
  }
};

}  // namespace tenantry::sdk
