#include "core/live/kept_texts.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/comparable.hpp>

namespace tenantry {
namespace {

sdk::expression without_texts(sdk::expression e) {
  sdk::forget_texts(e);
  return e;
}
bool same_but_texts(const sdk::expression &a, const sdk::expression &b) {
  return without_texts(a) == without_texts(b);
}

class taker {
 public:
  explicit taker(std::vector<std::string> &taken) : taken_(taken) {}

  void take(const sdk::table_definition &live, sdk::table_definition &wanted) {
    table_ = &wanted;
    for (sdk::column_definition &column : wanted.columns) {
      const auto *other = sdk::find_named(live.columns, column.name);
      if (other == nullptr) continue;
      take("default", column.name, other->default_value.value, column.default_value.value);
      if (column.generated && other->generated)
        take("column", column.name, other->generated->value, column.generated->value);
    }
    for (sdk::check_definition &check : wanted.checks)
      if (const auto *other = sdk::find_named(live.checks, check.name))
        take("check", check.name, other->value, check.value);
    for (sdk::index_definition &index : wanted.indexes) {
      const auto *other = sdk::find_named(live.indexes, index.name);
      if (other == nullptr || other->parts.size() != index.parts.size()) continue;
      take("index", index.name, other->where, index.where);
      for (std::size_t at = 0; at < index.parts.size(); ++at)
        take("index", index.name, other->parts[at].value, index.parts[at].value);
    }
  }

 private:
  void take(const char *kind, const std::string &name, const sdk::expression &live, sdk::expression &wanted) {
    if (live == wanted || !same_but_texts(live, wanted)) return;
    if (!same_expression(live, wanted, table_->name))
      taken_.push_back(fmt::format("{} \"{}\"", kind, display_name(table_->schema, table_->name, name)));
    wanted = live;
  }

  std::vector<std::string> &taken_;
  const sdk::table_definition *table_ = nullptr;
};

}  // namespace

std::vector<std::string> take_texts_of(const schema_model &live, schema_model &wanted) {
  std::vector<std::string> taken;
  taker texts(taken);
  for (sdk::table_definition &table : wanted.tables)
    if (const auto *other = sdk::find_object(live.tables, table.schema, table.name))
      texts.take(*other, table);
  for (sdk::view_definition &view : wanted.views) {
    const auto *other = sdk::find_object(live.views, view.schema, view.name);
    if (other == nullptr || other->definition == view.definition) continue;
    taken.push_back(fmt::format("view \"{}\"", display_name(view.schema, view.name)));
    view.definition = other->definition;
  }
  for (sdk::opaque_definition &one : wanted.opaque)
    for (const sdk::opaque_definition &other : live.opaque) {
      const bool same = other.kind == one.kind && other.schema == one.schema && other.name == one.name &&
                        other.on_schema == one.on_schema && other.on_table == one.on_table;
      if (!same || other.create == one.create) continue;
      taken.push_back(fmt::format("{} \"{}\"", one.kind, display_name(one.schema, one.name)));
      one.create = other.create;
    }
  return taken;
}

}  // namespace tenantry
