#include "core/live/declarable.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/sql_tokens.hpp>

#include <algorithm>
#include <map>

#include "core/live/column_enums.hpp"

namespace tenantry {
namespace {

constexpr const char *base = "postgresql";

bool has_text(const sdk::by_dialect &texts) {
  return texts.count(base) != 0;
}

bool is_declarable(const sdk::expression &e) {
  if (e.is(sdk::expression::node::sql)) return has_text(e.sql);
  return std::all_of(e.args.begin(), e.args.end(), is_declarable);
}

// "point (mariadb)"
std::string first_text(const sdk::by_dialect &texts) {
  if (texts.empty()) return "nothing";
  const auto &[dialect, text] = *texts.begin();
  return fmt::format("{} ({})", text.empty() ? "no name" : text, dialect);
}

// The first text in it that only another dialect understands.
std::string foreign_text(const sdk::expression &e) {
  if (e.is(sdk::expression::node::sql) && !has_text(e.sql)) return first_text(e.sql);
  for (const sdk::expression &one : e.args)
    if (std::string found = foreign_text(one); !found.empty()) return found;
  return {};
}

// 0 on a boolean is false, 5 on a text or an enum is the text: PostgreSQL would take neither.
sdk::expression literal_of(const sdk::expression &value, const std::string &type) {
  if (!value.is(sdk::expression::node::integer)) return value;
  if (type == "boolean") return sdk::expression::boolean_of(value.integer != 0);
  const bool text = type == "text" || type == "varchar" || type == "char" || type == "enum";
  return text ? sdk::expression::text_of(std::to_string(value.integer)) : value;
}

// The neutral type that holds every value of such a type, by the words that databases have in common; text
// for all others.
sdk::neutral_type nearest_type(const sdk::by_dialect &native) {
  const std::string text = native.empty() ? "" : sdk::lower_case(native.begin()->second);
  const std::string word = text.substr(0, text.find_first_of("( "));
  const bool is_unsigned = text.find(" unsigned") != std::string::npos;
  static const std::map<std::string, std::pair<const char *, const char *>, std::less<>> wider = {
      {"tinyint", {"smallint", "smallint"}}, {"smallint", {"smallint", "integer"}},
      {"mediumint", {"integer", "integer"}}, {"int", {"integer", "bigint"}},
      {"integer", {"integer", "bigint"}},    {"bigint", {"bigint", "numeric(20,0)"}},
      {"year", {"smallint", "smallint"}},    {"float", {"double", "double"}},
      {"double", {"double", "double"}},      {"decimal", {"numeric", "numeric"}},
      {"tinyblob", {"bytes", "bytes"}},      {"mediumblob", {"bytes", "bytes"}},
      {"longblob", {"bytes", "bytes"}},      {"binary", {"bytes", "bytes"}},
      {"varbinary", {"bytes", "bytes"}}};
  const auto found = wider.find(word);
  if (found == wider.end()) return {"text"};
  return sdk::read_type(is_unsigned ? found->second.second : found->second.first);
}

class table_filter {
 public:
  table_filter(sdk::table_definition &table, std::vector<lost_part> &lost) : table_(table), lost_(lost) {}

  void run() {
    for (sdk::column_definition &column : table_.columns) take(column);
    for (const auto &[collation, columns] : collated_)
      lost_.push_back(
          {table_.schema, table_.name, fmt::format("table \"{}\"", display_name(table_.schema, table_.name)),
           fmt::format("the collation {} of {} is left out", collation, fmt::join(columns, ", "))});
    drop(table_.checks, "check", [](const sdk::check_definition &one) { return foreign_text(one.value); });
    drop(table_.indexes, "index", [](const sdk::index_definition &one) {
      std::string found = foreign_text(one.where);
      for (const sdk::index_part &part : one.parts)
        if (found.empty()) found = foreign_text(part.value);
      return found;
    });
    for (sdk::index_definition &one : table_.indexes)
      for (sdk::index_part &part : one.parts) take(one, part);
  }

 private:
  void lose(std::string_view kind, const std::string &name, std::string why) {
    lost_.push_back({table_.schema, table_.name,
                     fmt::format("{} \"{}\"", kind, display_name(table_.schema, table_.name, name)),
                     std::move(why)});
  }

  void take(sdk::column_definition &column) {
    if (column.type.name == "native" && !has_text(column.type.native)) {
      sdk::neutral_type nearest = nearest_type(column.type.native);
      lose("column", column.name,
           fmt::format("the type {} has no neutral form: written as {}", first_text(column.type.native),
                       sdk::write_type(nearest)));
      column.type = std::move(nearest);
    }
    if (!column.collation.empty() && !has_text(column.collation)) {
      collated_[first_text(column.collation)].push_back(column.name);
      column.collation.clear();
    }
    if (column.default_value.kind == "literal" && column.type.dimensions == 0)
      column.default_value.value = literal_of(column.default_value.value, column.type.name);
    if (!is_declarable(column.default_value.value)) {
      lose("column", column.name,
           fmt::format("the default {} is left out", foreign_text(column.default_value.value)));
      column.default_value = {};
    }
    if (column.generated && !is_declarable(column.generated->value)) {
      lose("column", column.name,
           fmt::format("it is computed as {}: written as a plain column",
                       foreign_text(column.generated->value)));
      column.generated.reset();
    }
  }

  void take(const sdk::index_definition &index, sdk::index_part &part) {
    for (sdk::by_dialect *texts : {&part.operator_class, &part.collation}) {
      if (texts->empty() || has_text(*texts)) continue;
      lose("index", index.name, fmt::format("{} is left out", first_text(*texts)));
      texts->clear();
    }
  }

  template <class Items, class Foreign>
  void drop(Items &items, const char *kind, const Foreign &foreign) {
    std::erase_if(items, [&](const auto &one) {
      const std::string found = foreign(one);
      if (found.empty()) return false;
      lose(kind, one.name, fmt::format("left out: no other dialect understands {}", found));
      return true;
    });
  }

  sdk::table_definition &table_;
  std::vector<lost_part> &lost_;
  std::map<std::string, std::vector<std::string>> collated_;  // by collation: often all columns have one
};

// Servers end a view's text with ";", behind which the CREATE VIEW goes on.
void trim_end(std::string &text) {
  while (!text.empty() && (text.back() == ';' || text.back() == ' ' || text.back() == '\n')) text.pop_back();
}

}  // namespace

schema_model to_declarable(schema_model live, std::vector<lost_part> &lost) {
  name_column_enums(live);
  for (sdk::table_definition &table : live.tables) table_filter(table, lost).run();
  std::erase_if(live.views, [&](sdk::view_definition &one) {
    if (const auto text = one.definition.find(base); text != one.definition.end()) {
      trim_end(text->second);
      return false;
    }
    lost.push_back({"", "", fmt::format("view \"{}\"", display_name(one.schema, one.name)),
                    "left out: its text is in another dialect's SQL"});
    return true;
  });
  std::erase_if(live.opaque, [&](const sdk::opaque_definition &one) {
    if (has_text(one.create)) return false;
    lost.push_back({one.on_schema, one.on_table,
                    fmt::format("{} \"{}\"", one.kind, display_name(one.schema, one.name)),
                    "left out: its text is in another dialect's SQL"});
    return true;
  });
  normalise(live);
  return live;
}

}  // namespace tenantry
