#include "core/schema/render_request.hpp"

#include <tenantry/sdk/table_list.hpp>

#include <set>

#include "core/schema/rename.hpp"

namespace tenantry {
namespace {

using json = nlohmann::ordered_json;

// The request's head, with its bracket open for more keys.
std::string write_head(std::string_view format, const render_target &target, const enum_list &enums,
                       const change_list &changes) {
  std::set<std::pair<std::string, std::string>> used;
  const auto look = [&](const table_ref &table) {
    if (!table) return;
    for (const sdk::column_definition &column : table->columns)
      if (column.type.is_enum()) used.emplace(column.type.enum_schema, column.type.enum_name);
  };
  for (const schema_change *change : changes) {
    look(change->before);
    look(change->after);
  }
  json document = {{"format", format}};
  document["target"] = {
      {"dialect", target.dialect}, {"flavour", target.flavour}, {"version", target.version}};
  document["enums"] = json::array();
  for (const sdk::enum_definition &one : enums)
    if (used.count({one.schema, one.name}) != 0) document["enums"].push_back(sdk::write_enum(one));
  std::string text = document.dump();
  text.pop_back();
  return text;
}

// The tables of one request, each with its number.
class listed_tables {
 public:
  explicit listed_tables(table_texts &texts) : texts_(texts) {}

  std::size_t number_of(const table_ref &table) {
    const auto known = numbers_.find(table.get());
    if (known != numbers_.end()) return known->second;
    last &before = last_[{table->schema, table->name}];
    if (before.table) {
      const std::optional<std::string> &difference = texts_.difference(before.table, table);
      if (difference && *difference == "{}") return numbers_[table.get()] = before.number;
      if (difference) return append(table, before, like(before.number, *difference));
    }
    return append(table, before, texts_.whole(table));
  }
  [[nodiscard]] const std::string &text() const { return text_; }

 private:
  struct last {
    table_ref table;
    std::size_t number = 0;
  };

  static std::string like(std::size_t number, const std::string &difference) {
    return "{\"like\":" + std::to_string(number) + "," + difference.substr(1);
  }
  std::size_t append(const table_ref &table, last &before, const std::string &text) {
    text_ += (text_.empty() ? "" : ",") + text;
    before = {table, count_++};
    return numbers_[table.get()] = before.number;
  }

  table_texts &texts_;
  std::string text_;
  std::size_t count_ = 0;
  std::map<const sdk::table_definition *, std::size_t> numbers_;
  std::map<object_place, last> last_;  // the newest of that name
};

}  // namespace

const std::string &table_texts::whole(const table_ref &table) {
  std::string &text = whole_[table];
  if (text.empty()) text = sdk::write_table(*table).dump();
  return text;
}

const std::optional<std::string> &table_texts::difference(const table_ref &from, const table_ref &to) {
  const auto [known, fresh] = differences_.try_emplace({from, to});
  if (fresh)
    if (const auto made = sdk::write_table_difference(*from, *to)) known->second = made->dump();
  return known->second;
}

std::string write_render_request(const render_target &target, const enum_list &enums,
                                 const change_list &changes) {
  std::string text = write_head("tenantry.render/1", target, enums, changes) + ",\"changes\":[";
  for (const schema_change *change : changes)
    text += (change == changes.front() ? "" : ",") + write_change(*change).dump();
  return text + "]}";
}

std::string write_listed_request(const render_target &target, const enum_list &enums,
                                 const change_list &changes, table_texts &texts) {
  listed_tables tables(texts);
  const auto number_of = [&](const table_ref &table) { return json(tables.number_of(table)); };
  std::string written;
  for (const schema_change *change : changes) {
    const json one = change->kind == "create_table"
                         ? json{{"kind", change->kind}, {"after", number_of(change->after)}}
                         : write_change(*change, number_of);
    written += (written.empty() ? "" : ",") + one.dump();
  }
  return write_head("tenantry.render/2", target, enums, changes) + ",\"tables\":[" + tables.text() +
         "],\"changes\":[" + written + "]}";
}

}  // namespace tenantry
