// The second half of expression_reader.hpp: values, columns, calls and casts.
#pragma once
#include <tenantry/sdk/expression_reader.hpp>

namespace tenantry::sdk {
namespace detail {

inline expression expression_parser::primary() {
  const sql_token token = now();
  switch (token.is) {
    case sql_token::kind::sign: {
      want("(");
      expression inner = disjunction();
      want(")");
      return inner;
    }
    case sql_token::kind::text:
      ++at_;
      return expression::text_of(token.text);
    case sql_token::kind::number: {
      ++at_;
      expression number = read_number(token.text);
      if (number.is(expression::node::none)) throw not_closed();
      return number;
    }
    case sql_token::kind::quoted_name:
      ++at_;
      return column(token);
    case sql_token::kind::word:
      return word();
    default:
      throw not_closed();
  }
}

inline expression expression_parser::word() {
  const sql_token token = now();
  ++at_;
  if (is_digit(token.text.front())) throw not_closed();  // 0x1F
  const std::string name = lower_case(token.text);
  if (name == "null") return {expression::node::null};
  if (name == "true" || name == "false") return expression::boolean_of(name == "true");
  if (name == "current_timestamp") {
    if (is_sign(now(), "(") && take_sign("(")) want(")");
    return expression::call_of("now", {});
  }
  if (is_sign(now(), "(")) return call(name);
  for (const std::string_view other :
       {"case", "cast", "array", "exists", "select", "row", "interval", "current_date", "current_time",
        "current_user", "date", "timestamp", "time", "x", "e", "b"})
    if (name == other && (other.size() > 1 || now().is == sql_token::kind::text)) {
      const bool a_column = now().is != sql_token::kind::text &&
                            (other == "date" || other == "timestamp" || other == "time" || other == "row");
      if (!a_column) throw not_closed();
    }
  return column(token);
}

inline expression expression_parser::call(const std::string &name) {
  for (const std::string_view known : {"coalesce", "lower", "upper", "length", "now"}) {
    if (name != known) continue;
    want("(");
    std::vector<expression> args;
    if (!take_sign(")")) {
      do args.push_back(disjunction());
      while (take_sign(","));
      want(")");
    }
    const bool fits = known == "coalesce" ? !args.empty() : args.size() == (known == "now" ? 0u : 1u);
    if (!fits) throw not_closed();
    return expression::call_of(name, std::move(args));
  }
  throw not_closed();
}

// wells.depth, "depth": only of the table itself.
inline expression expression_parser::column(const sql_token &first) {
  const auto name_of = [&](const sql_token &token) {
    if (token.is == sql_token::kind::quoted_name || rules_.folding == "none") return token.text;
    std::string folded = lower_case(token.text);
    if (rules_.folding == "upper")
      for (char &c : folded)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return folded;
  };
  std::string name = name_of(first);
  if (!take_sign(".")) return expression::column_of(std::move(name));
  if (name != rules_.table || (now().is != sql_token::kind::word && now().is != sql_token::kind::quoted_name))
    throw not_closed();
  name = name_of(now());
  ++at_;
  if (is_sign(now(), ".") || is_sign(now(), "(")) throw not_closed();
  return expression::column_of(std::move(name));
}

// The type's first words in lower case: "character varying", "numeric".
inline std::string expression_parser::skip_type() {
  std::string name;
  if (now().is != sql_token::kind::word && now().is != sql_token::kind::quoted_name) throw not_closed();
  do {
    name = lower_case(now().text);
    ++at_;
  } while (take_sign("."));
  for (const auto &[first, second] :
       {std::pair{"character", "varying"}, {"double", "precision"}, {"bit", "varying"}})
    if (name == first && take_word(second)) name += std::string(" ") + second;
  if (take_sign("(")) {
    while (!take_sign(")")) {
      if (now().is == sql_token::kind::end) throw not_closed();
      ++at_;
    }
  }
  if ((name == "time" || name == "timestamp") && (take_word("with") || take_word("without")))
    if (!take_word("time") || !take_word("zone")) throw not_closed();
  while (take_sign("[")) want("]");
  return name;
}

// What a server adds without being asked: a literal's type, and a column's where it only widens.
inline expression expression_parser::cast(expression inner) {
  while (take_sign("::")) {
    const std::string type = skip_type();
    const auto among = [&](std::initializer_list<std::string_view> names) {
      return std::find(names.begin(), names.end(), type) != names.end();
    };
    const bool number = among({"smallint", "integer", "bigint", "numeric", "real", "double precision"});
    if (inner.is(expression::node::text) && number) {
      inner = read_number(inner.text);
      if (inner.is(expression::node::none)) throw not_closed();
      continue;
    }
    if (inner.is_literal() && !inner.is(expression::node::integer) && !inner.is(expression::node::number))
      continue;
    if (inner.is_literal() && number) continue;
    if (!among({"text", "character varying", "numeric", "double precision", "bigint"})) throw not_closed();
  }
  return inner;
}

}  // namespace detail

// Nothing: the text is not of the closed part.
inline std::optional<expression> read_closed_expression(std::string_view text,
                                                        const expression_rules &rules) {
  try {
    return detail::expression_parser(read_sql_tokens(text, rules.tokens), rules).whole();
  } catch (const detail::not_closed &) {
    return std::nullopt;
  }
}

// Falls back to the text as it stands.
inline expression read_expression(std::string_view text, const expression_rules &rules) {
  auto closed = read_closed_expression(text, rules);
  return closed ? *std::move(closed) : expression::sql_of(rules.dialect, std::string(text));
}

}  // namespace tenantry::sdk
