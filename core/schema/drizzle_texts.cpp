// Which text a part has in the next snapshot.
#include <fmt/format.h>

#include "core/schema/diff.hpp"
#include "core/schema/drizzle_snapshot.hpp"

namespace tenantry {
namespace {

class carrier {
 public:
  carrier(const written_texts &before, written_texts declared)
      : before_(before), made_(std::move(declared)) {}

  void table(const sdk::table_definition &was, const sdk::table_definition &is) {
    const auto path = [&](std::string_view list, std::string_view name) {
      return path_of("tables", is.schema, is.name, list, name);
    };
    for (const auto &column : is.columns) {
      const auto *old = sdk::find_named(was.columns, column.name);
      const std::string at = path("columns", column.name);
      if (old == nullptr) continue;
      if (old->default_value.kind == column.default_value.kind &&
          same_expression(old->default_value.value, column.default_value.value, is.name))
        take(at + "/default");
      if (old->generated && column.generated &&
          same_expression(old->generated->value, column.generated->value, is.name))
        take(at + "/generated");
      if (old->null == column.null) take(at + "/nullable", true);
    }
    for (const auto &check : is.checks)
      if (const auto *old = sdk::find_named(was.checks, check.name);
          old != nullptr && same_expression(old->value, check.value, is.name))
        take(path("checks", check.name));
    for (const auto &index : is.indexes) {
      const auto *old = sdk::find_named(was.indexes, index.name);
      if (old == nullptr || !same_index(*old, index, is.name)) continue;
      const std::string at = path("indexes", index.name);
      for (std::size_t part = 0; part < index.parts.size(); ++part)
        take(fmt::format("{}/parts/{}", at, part));
      take(at + "/where");
      take(at + "/concurrently", true);
    }
    take(path_of("tables", is.schema, is.name) + "/row_security", true);
  }
  void view(const sdk::view_definition &was, const sdk::view_definition &is) {
    const std::string at = path_of("views", is.schema, is.name);
    if (was.definition.begin()->second == is.definition.begin()->second ||
        comparable_sql(was.definition.begin()->second, "") ==
            comparable_sql(is.definition.begin()->second, "")) {
      take(at);
      take(at + "/columns");
    }
  }
  void linked(const std::string &path) { take(path); }
  written_texts finish() { return std::move(made_); }

 private:
  // A mark that is not there says something too.
  void take(const std::string &path, bool absence_counts = false) {
    const auto found = before_.find(path);
    if (found != before_.end())
      made_[path] = found->second;
    else if (absence_counts)
      made_.erase(path);
  }

  const written_texts &before_;
  written_texts made_;
};

}  // namespace

written_texts carry_texts(const schema_model &before, const written_texts &texts_before,
                          const schema_model &now, written_texts declared) {
  carrier carry(texts_before, std::move(declared));
  for (const sdk::table_definition &is : now.tables)
    if (const auto *was = sdk::find_object(before.tables, is.schema, is.name)) carry.table(*was, is);
  for (const sdk::view_definition &is : now.views)
    if (const auto *was = sdk::find_object(before.views, is.schema, is.name);
        was != nullptr && !was->definition.empty() && !is.definition.empty())
      carry.view(*was, is);
  for (const auto &[path, text] : texts_before)
    if (path.rfind("policies/", 0) == 0) carry.linked(path);
  return carry.finish();
}

}  // namespace tenantry
