#include "core/live/column_enums.hpp"

#include <tenantry/sdk/sql_tokens.hpp>

#include <algorithm>
#include <optional>

namespace tenantry {
namespace {

constexpr std::size_t longest_value = 63;  // bytes of a label of PostgreSQL

using value_list = std::vector<std::string>;

// What MySQL's catalogs write for a character that they escape.
char unescaped(char c) {
  return c == 'n' ? '\n' : c == 'r' ? '\r' : c == '0' ? '\0' : c;
}

// One text in quotes at that place, which is moved behind it.
std::optional<std::string> take_text(std::string_view from, std::size_t &at) {
  if (at >= from.size() || from[at] != '\'') return std::nullopt;
  std::string text;
  for (++at; at < from.size(); ++at) {
    if (from[at] == '\\' && at + 1 < from.size()) {
      text += unescaped(from[++at]);
    } else if (from[at] != '\'') {
      text += from[at];
    } else if (at + 1 < from.size() && from[at + 1] == '\'') {
      text += from[at++];
    } else {
      ++at;
      return text;
    }
  }
  return std::nullopt;
}

// "enum('calm','it''s')" → its values; none where the type is another.
value_list values_of(const sdk::neutral_type &type) {
  if (type.name != "native" || type.dimensions != 0 || type.native.size() != 1) return {};
  const std::string &text = type.native.begin()->second;
  constexpr std::string_view head = "enum(";
  if (sdk::lower_case(text.substr(0, head.size())) != head) return {};
  value_list all;
  for (std::size_t at = head.size(); at < text.size(); ++at) {
    auto value = take_text(text, at);
    if (!value || value->size() > longest_value || value->find('\0') != std::string::npos) return {};
    all.push_back(*std::move(value));
    if (at + 1 == text.size() && text[at] == ')') return all;
    if (at >= text.size() || text[at] != ',') return {};
  }
  return {};
}

struct found_column {
  const sdk::table_definition *table;
  sdk::column_definition *column;
  value_list values;
};

class namer {
 public:
  explicit namer(schema_model &schema) : schema_(schema) {
    for (sdk::table_definition &table : schema.tables)
      for (sdk::column_definition &column : table.columns)
        if (value_list values = values_of(column.type); !values.empty())
          found_.push_back({&table, &column, std::move(values)});
  }

  void run() {
    for (const found_column &one : found_) {
      std::string name = name_for(one);
      if (name.empty()) continue;
      const std::string &schema = one.table->schema;
      if (sdk::find_object(schema_.enums, schema, name) == nullptr)
        schema_.enums.push_back({schema, name, one.values, ""});
      one.column->type = {"enum"};
      one.column->type.enum_schema = schema;
      one.column->type.enum_name = std::move(name);
    }
  }

 private:
  // "" where no name is free.
  [[nodiscard]] std::string name_for(const found_column &of) const {
    const std::string &column = of.column->name;
    const bool alike = std::all_of(found_.begin(), found_.end(), [&](const found_column &other) {
      return other.column->name != column || other.values == of.values;
    });
    if (std::string name = column + "_enum";
        alike && name.size() <= longest_value && is_free(of.table->schema, name, of.values))
      return name;
    const std::string name = usual_name(of.table->name, column, "enum");
    return is_free(of.table->schema, name, of.values) ? name : "";
  }

  // A table is a type too.
  [[nodiscard]] bool is_free(const std::string &schema, const std::string &name,
                             const value_list &values) const {
    if (sdk::find_object(schema_.tables, schema, name) != nullptr ||
        sdk::find_object(schema_.views, schema, name) != nullptr ||
        sdk::find_object(schema_.sequences, schema, name) != nullptr)
      return false;
    const auto *same = sdk::find_object(schema_.enums, schema, name);
    return same == nullptr || same->values == values;
  }

  schema_model &schema_;
  std::vector<found_column> found_;
};

}  // namespace

void name_column_enums(schema_model &schema) {
  namer(schema).run();
}

}  // namespace tenantry
