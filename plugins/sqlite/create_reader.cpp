#include "create_reader.hpp"

#include "dialect.hpp"

namespace tenantry::sqlite {
sdk::neutral_type read_declared_type(const std::string &declared) {
  std::string text = sdk::lower_case(declared), lengths;
  if (const std::size_t open = text.find('('); open != std::string::npos) {
    for (const char c : text.substr(open))
      if (c != ' ') lengths += c;
    text.resize(open);
  }
  while (text.ends_with(' ')) text.pop_back();
  static const std::map<std::string, std::string, std::less<>> names = {
      {"int", "integer"},     {"int2", "smallint"},
      {"int8", "bigint"},     {"bool", "boolean"},
      {"blob", "bytes"},      {"double", "double"},
      {"float", "double"},    {"double precision", "double"},
      {"decimal", "numeric"}, {"datetime", "timestamp"},
      {"character", "char"},  {"character varying", "varchar"}};
  for (const std::string_view same : {"boolean", "smallint", "integer", "bigint", "numeric", "real", "text",
                                      "varchar", "char", "date", "time", "timestamp", "timestamptz"})
    if (text == same) return sdk::read_type(text + lengths);
  if (const auto found = names.find(text); found != names.end())
    return sdk::read_type(found->second + lengths);
  sdk::neutral_type native{"native"};
  native.native = {{"sqlite", declared}};
  return native;
}

namespace {

using sdk::sql_token;

struct not_understood {};

class create_parser {
 public:
  explicit create_parser(std::string_view sql)
      : sql_(sql), tokens_(sdk::read_sql_tokens(sql, {true, true, false})) {}

  sdk::table_definition table() {
    want_word("create");
    (void)(take_word("temp") || take_word("temporary"));
    want_word("table");
    made_.name = object_name();
    want("(");
    do item();
    while (take(","));
    want(")");
    return std::move(made_);
  }
  sdk::index_definition index(std::string &table_name) {
    want_word("create");
    sdk::index_definition index;
    index.unique = take_word("unique");
    want_word("index");
    index.name = object_name();
    want_word("on");
    made_.name = table_name = name();
    want("(");
    do index.parts.push_back(index_part());
    while (take(","));
    want(")");
    if (take_word("where")) index.where = expression(sql_.substr(now().begin));
    return index;
  }
  std::string view_text() {
    while (now().is != sql_token::kind::end && !take_word("as")) skip_one();
    return std::string(sql_.substr(now().begin));
  }

 private:
  [[nodiscard]] const sql_token &now(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool take_word(std::string_view word) { return sdk::is_word(now(), word) && ++at_ != 0; }
  bool take(std::string_view sign) { return sdk::is_sign(now(), sign) && ++at_ != 0; }
  void want_word(std::string_view word) {
    if (!take_word(word)) throw not_understood();
  }
  void want(std::string_view sign) {
    if (!take(sign)) throw not_understood();
  }
  std::string name() {
    const sql_token &token = now();
    if (token.is != sql_token::kind::word && token.is != sql_token::kind::quoted_name &&
        token.is != sql_token::kind::text)
      throw not_understood();
    ++at_;
    return token.text;
  }
  std::string object_name() {
    if (take_word("if")) at_ += 2;
    std::string first = name();
    return take(".") ? name() : first;
  }
  // Past one token, or past a whole pair of brackets.
  void skip_one() {
    int depth = 0;
    do {
      if (now().is == sql_token::kind::end) throw not_understood();
      depth += sdk::is_sign(now(), "(") ? 1 : sdk::is_sign(now(), ")") ? -1 : 0;
      ++at_;
    } while (depth > 0);
  }
  // The text inside the brackets that begin here.
  std::string_view bracketed() {
    if (!sdk::is_sign(now(), "(")) throw not_understood();
    const std::size_t from = now().end_at;
    skip_one();
    return sql_.substr(from, tokens_[at_ - 1].begin - from);
  }
  [[nodiscard]] sdk::expression expression(std::string_view text) const {
    while (text.ends_with(' ') || text.ends_with('\n') || text.ends_with(';')) text.remove_suffix(1);
    while (text.starts_with(' ') || text.starts_with('\n')) text.remove_prefix(1);
    return sdk::read_expression(text, {"sqlite", made_.name, "none", {true, true, false}});
  }
  std::vector<std::string> names() {
    want("(");
    std::vector<std::string> all;
    do {
      all.push_back(name());
      (void)(take_word("asc") || take_word("desc"));
    } while (take(","));
    want(")");
    return all;
  }
  [[nodiscard]] std::string usual_name(const std::vector<std::string> &columns, const char *end) const {
    std::string text = made_.name;
    for (const std::string &column : columns) text += "_" + column;
    return text + end;
  }

  void item() {
    std::string constraint;
    const std::size_t from = at_;
    if (take_word("constraint")) constraint = name();
    if (sdk::is_word(now(), "primary") && sdk::is_word(now(1), "key")) {
      at_ += 2;
      made_.primary_key_name = constraint;
      made_.primary_key = names();
    } else if (sdk::is_word(now(), "unique") && sdk::is_sign(now(1), "(")) {
      ++at_;
      add_unique(constraint, names());
    } else if (sdk::is_word(now(), "check") && sdk::is_sign(now(1), "(")) {
      ++at_;
      add_check(constraint, bracketed());
    } else if (sdk::is_word(now(), "foreign") && sdk::is_word(now(1), "key")) {
      at_ += 2;
      references(constraint, names());
    } else {
      at_ = from;
      column();
    }
    skip_to_comma();
  }
  void skip_to_comma() {
    while (!sdk::is_sign(now(), ",") && !sdk::is_sign(now(), ")")) skip_one();
  }
  void add_unique(const std::string &constraint, std::vector<std::string> columns) {
    const std::string unique = constraint.empty() ? usual_name(columns, "_unique") : constraint;
    made_.uniques.push_back({unique, std::move(columns)});
  }
  void add_check(const std::string &constraint, std::string_view text) {
    const std::string number = std::to_string(made_.checks.size() + 1);
    made_.checks.push_back(
        {constraint.empty() ? made_.name + "_check" + number : constraint, expression(text)});
  }
  void references(const std::string &constraint, std::vector<std::string> columns) {
    want_word("references");
    sdk::foreign_key_definition key;
    key.name = constraint.empty() ? usual_name(columns, "_fk") : constraint;
    key.columns = std::move(columns);
    key.to_table = name();
    if (sdk::is_sign(now(), "(")) key.to_columns = names();
    for (;;) {
      if (take_word("on")) {
        std::string &action = take_word("delete") ? key.on_delete : (want_word("update"), key.on_update);
        action = sdk::lower_case(name());
        if (action == "set" || action == "no") action += "_" + sdk::lower_case(name());
      } else if (take_word("match")) {
        (void)name();
      } else if (sdk::is_word(now(), "not") && sdk::is_word(now(1), "deferrable")) {
        at_ += 2;
      } else if (take_word("deferrable")) {
        key.deferrable = "immediate";
      } else if (take_word("initially")) {
        if (sdk::lower_case(name()) == "deferred" && key.deferrable != "no") key.deferrable = "deferred";
      } else {
        break;
      }
    }
    made_.foreign_keys.push_back(std::move(key));
  }

  [[nodiscard]] bool at_column_constraint() const {
    for (const std::string_view word : {"constraint", "primary", "not", "null", "unique", "check", "default",
                                        "collate", "references", "generated", "as"})
      if (sdk::is_word(now(), word)) return true;
    return sdk::is_sign(now(), ",") || sdk::is_sign(now(), ")") || now().is == sql_token::kind::end;
  }
  void column() {
    sdk::column_definition column;
    column.name = name();
    const std::size_t from = now().begin;
    std::size_t to = from;
    while (!at_column_constraint()) {
      skip_one();
      to = tokens_[at_ - 1].end_at;
    }
    column.type = read_declared_type(std::string(sql_.substr(from, to - from)));
    std::string constraint;
    while (!sdk::is_sign(now(), ",") && !sdk::is_sign(now(), ")")) {
      if (take_word("constraint")) {
        constraint = name();
        continue;
      }
      column_constraint(column, std::exchange(constraint, ""));
    }
    made_.columns.push_back(std::move(column));
  }
  void column_constraint(sdk::column_definition &column, const std::string &constraint) {
    if (take_word("primary")) {
      want_word("key");
      made_.primary_key = {column.name};
      made_.primary_key_name = constraint;
    } else if (take_word("autoincrement")) {
      column.identity = sdk::identity_definition{"by_default"};
    } else if (take_word("not")) {
      want_word("null");
      column.null = false;
    } else if (take_word("unique")) {
      add_unique(constraint, {column.name});
    } else if (take_word("check")) {
      add_check(constraint, bracketed());
    } else if (take_word("default")) {
      column.default_value = default_value();
    } else if (take_word("collate")) {
      column.collation = {{"sqlite", name()}};
    } else if (sdk::is_word(now(), "references")) {
      references(constraint, {column.name});
    } else if (take_word("as")) {
      column.generated = sdk::generated_definition{expression(bracketed()), take_word("stored")};
    } else {
      skip_one();  // NULL, GENERATED ALWAYS, ON CONFLICT …
    }
  }
  sdk::column_default default_value() {
    const std::size_t from = now().begin;
    if (sdk::is_sign(now(), "-") || sdk::is_sign(now(), "+")) ++at_;
    skip_one();
    const std::string_view text = sql_.substr(from, tokens_[at_ - 1].end_at - from);
    if (text == random_uuid_text) return sdk::column_default("random_uuid");
    for (const std::string_view now_text :
         {"(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))", "CURRENT_DATE", "CURRENT_TIME"})
      if (text == now_text) return sdk::column_default("now");
    sdk::expression value = expression(text);
    if (value.is(sdk::expression::node::call) && value.text == "now") return sdk::column_default("now");
    return sdk::column_default(value.is_literal() ? "literal" : "expression", std::move(value));
  }
  sdk::index_part index_part() {
    sdk::index_part part;
    const std::size_t from = now().begin;
    std::size_t to = from;
    while (!sdk::is_sign(now(), ",") && !sdk::is_sign(now(), ")") && !sdk::is_word(now(), "collate") &&
           !sdk::is_word(now(), "asc") && !sdk::is_word(now(), "desc")) {
      skip_one();
      to = tokens_[at_ - 1].end_at;
    }
    part.value = expression(sql_.substr(from, to - from));
    if (take_word("collate")) part.collation = {{"sqlite", name()}};
    part.descending = take_word("desc");
    (void)take_word("asc");
    return part;
  }

  std::string_view sql_;
  std::vector<sql_token> tokens_;
  std::size_t at_ = 0;
  sdk::table_definition made_;
};

}  // namespace

std::optional<sdk::table_definition> read_create_table(std::string_view sql) {
  try {
    return create_parser(sql).table();
  } catch (const not_understood &) {
    return std::nullopt;
  }
}

std::optional<sdk::index_definition> read_create_index(std::string_view sql, std::string &table) {
  try {
    return create_parser(sql).index(table);
  } catch (const not_understood &) {
    return std::nullopt;
  }
}

std::string read_view_text(std::string_view sql) {
  try {
    return create_parser(sql).view_text();
  } catch (const not_understood &) {
    return std::string(sql);
  }
}

}  // namespace tenantry::sqlite
