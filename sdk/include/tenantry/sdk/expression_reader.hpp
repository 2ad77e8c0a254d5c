// SQL text -> parse tree, for the closed part that every dialect can be given (docs/schema-format.md).  What
// servers make of it when they print it back is undone: casts of literals, = ANY (ARRAY[…]), ~~.
#pragma once
#include <tenantry/sdk/schema.hpp>
#include <tenantry/sdk/sql_tokens.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace tenantry::sdk {

/// How an expression is written in one database's catalog.
struct expression_rules {
  std::string dialect;           ///< whose text this is
  std::string table = {};        ///< columns may be written with this name before them
  std::string folding = "none";  ///< of names without quotes: lower, upper
  token_rules tokens = {};       ///< its quotes
};

namespace detail {

struct not_closed : std::runtime_error {
  not_closed() : std::runtime_error("not of the closed part") {}
};

// "-1" -> an integer; "0.10" -> a number; nothing for all else.
inline expression read_number(const std::string &text) {
  std::int64_t whole = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (trouble == std::errc{} && end == text.data() + text.size()) return expression::integer_of(whole);
  std::size_t digits = 0, at = text.starts_with('-') ? 1 : 0;
  for (; at < text.size() && (is_digit(text[at]) || text[at] == '.'); ++at)
    digits += is_digit(text[at]) ? 1 : 0;
  return digits != 0 && at == text.size() ? expression::number_of(text) : expression{};
}

class expression_parser {
 public:
  expression_parser(std::vector<sql_token> tokens, const expression_rules &rules)
      : tokens_(std::move(tokens)), rules_(rules) {}

  expression whole() {
    expression made = disjunction();
    if (now().is != sql_token::kind::end) throw not_closed();
    return made;
  }

 private:
  [[nodiscard]] const sql_token &now(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool take_word(std::string_view word) { return is_word(now()) && sdk::is_word(now(), word) && ++at_ != 0; }
  bool take_sign(std::string_view sign) { return is_sign(now(), sign) && ++at_ != 0; }
  static bool is_word(const sql_token &token) { return token.is == sql_token::kind::word; }
  void want(std::string_view sign) {
    if (!take_sign(sign)) throw not_closed();
  }

  // a AND (b AND c) is one node with three.
  static expression flat(const std::string &op, expression left, expression right) {
    expression made =
        left.is_operation(op) ? std::move(left) : expression::operation_of(op, {std::move(left)});
    if (right.is_operation(op))
      for (expression &one : right.args) made.args.push_back(std::move(one));
    else
      made.args.push_back(std::move(right));
    return made;
  }
  expression disjunction() {
    if (++depth_ > 200) throw not_closed();
    expression left = conjunction();
    while (take_word("or")) left = flat("or", std::move(left), conjunction());
    --depth_;
    return left;
  }
  expression conjunction() {
    expression left = negation();
    while (take_word("and")) left = flat("and", std::move(left), negation());
    return left;
  }
  expression negation() {
    if (!take_word("not")) return comparison();
    if (++depth_ > 200) throw not_closed();
    expression made = expression::operation_of("not", {negation()});
    --depth_;
    return made;
  }

  expression comparison() {
    expression left = sum();
    for (bool more = true; more;) {
      more = false;
      for (const auto &[sign, op] : comparisons)
        if (take_sign(sign)) {
          left = compared(std::string(op), std::move(left));
          more = true;
          break;
        }
      if (!more) more = word_comparison(left);
    }
    return left;
  }
  static constexpr std::pair<std::string_view, std::string_view> comparisons[] = {
      {"=", "="},   {"==", "="}, {"<>", "<>"}, {"!=", "<>"},   {"<=", "<="},
      {">=", ">="}, {"<", "<"},  {">", ">"},   {"~~", "like"}, {"!~~", "not like"}};

  expression compared(const std::string &op, expression left) {
    if (take_word("any") || take_word("all")) return any_of_array(op, std::move(left));
    if (op == "not like")
      return expression::operation_of("not", {expression::operation_of("like", {std::move(left), sum()})});
    return expression::operation_of(op, {std::move(left), sum()});
  }
  // a = ANY (ARRAY[…]), a <> ALL (ARRAY[…])
  expression any_of_array(const std::string &op, expression left) {
    const bool any = sdk::is_word(tokens_[at_ - 1], "any");
    if ((any && op != "=") || (!any && op != "<>")) throw not_closed();
    want("(");
    const bool inner = take_sign("(");
    if (!take_word("array")) throw not_closed();
    want("[");
    expression made = expression::operation_of("in", {std::move(left)});
    do made.args.push_back(disjunction());
    while (take_sign(","));
    want("]");
    if (inner) want(")");
    if (take_sign("::")) skip_type();
    want(")");
    return any ? made : expression::operation_of("not", {std::move(made)});
  }
  bool word_comparison(expression &left) {
    if (take_word("isnull")) return left = expression::operation_of("is_null", {std::move(left)}), true;
    if (take_word("notnull")) return left = expression::operation_of("is_not_null", {std::move(left)}), true;
    if (take_word("is")) {
      const bool negated = take_word("not");
      if (!take_word("null")) throw not_closed();
      left = expression::operation_of(negated ? "is_not_null" : "is_null", {std::move(left)});
      return true;
    }
    const bool negated =
        sdk::is_word(now(), "not") &&
        (sdk::is_word(now(1), "in") || sdk::is_word(now(1), "like") || sdk::is_word(now(1), "between"));
    if (negated) ++at_;
    if (take_word("in"))
      left = in_list(std::move(left));
    else if (take_word("like"))
      left = expression::operation_of("like", {std::move(left), sum()});
    else if (take_word("between"))
      left = range(std::move(left));
    else
      return false;
    if (negated) left = expression::operation_of("not", {std::move(left)});
    return true;
  }
  expression in_list(expression left) {
    want("(");
    expression made = expression::operation_of("in", {std::move(left)});
    do made.args.push_back(disjunction());
    while (take_sign(","));
    want(")");
    return made;
  }
  expression range(expression left) {
    expression low = sum();
    if (!take_word("and")) throw not_closed();
    return expression::operation_of("between", {std::move(left), std::move(low), sum()});
  }

  expression sum() {
    expression left = product();
    for (;;) {
      if (take_sign("+"))
        left = expression::operation_of("+", {std::move(left), product()});
      else if (take_sign("-"))
        left = expression::operation_of("-", {std::move(left), product()});
      else
        return left;
    }
  }
  expression product() {
    expression left = unary();
    for (;;) {
      std::string op;
      for (const char *sign : {"*", "/", "%"})
        if (take_sign(sign)) op = sign;
      if (op.empty()) return left;
      left = expression::operation_of(op, {std::move(left), unary()});
    }
  }
  expression unary() {
    if (take_sign("+")) return unary();
    if (!take_sign("-")) return cast(primary());
    if (++depth_ > 200) throw not_closed();
    expression inner = unary();
    --depth_;
    if (inner.is(expression::node::integer) || inner.is(expression::node::number))
      return read_number(negated(inner));
    return expression::operation_of("negate", {std::move(inner)});
  }
  static std::string negated(const expression &number) {
    const std::string text =
        number.is(expression::node::integer) ? std::to_string(number.integer) : number.text;
    return text.starts_with('-') ? text.substr(1) : "-" + text;
  }

  expression primary();
  expression word();
  expression call(const std::string &name);
  expression column(const sql_token &first);
  expression cast(expression inner);
  std::string skip_type();

  std::vector<sql_token> tokens_;
  const expression_rules &rules_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace detail
}  // namespace tenantry::sdk

#include <tenantry/sdk/expression_leaves.hpp>
