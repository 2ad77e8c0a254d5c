#include "core/author/names.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/text.hpp>

#include <algorithm>
#include <map>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

class name_check {
 public:
  name_check(const rendition_target &target, bool base) : target_(target), base_(base) {}

  status check(const schema_model &schema) {
    for (const auto &table : schema.tables) {
      scope &relations = scopes_[table.schema];
      TENANTRY_TRY_VOID(take(relations, table.name, {table.schema, table.name, {}}));
      for (const auto &index : table.indexes)
        TENANTRY_TRY_VOID(take(relations, index.name, {table.schema, table.name, index.name}));
      TENANTRY_TRY_VOID(take_constraints(table));
      scope columns;
      for (const auto &column : table.columns)
        TENANTRY_TRY_VOID(take(columns, column.name, {table.schema, table.name, column.name}));
    }
    for (const auto &view : schema.views)
      TENANTRY_TRY_VOID(take(scopes_[view.schema], view.name, {view.schema, view.name, {}}));
    return {};
  }

 private:
  // What has the name, for a person.
  struct owner {
    std::string_view schema, object, part;
    [[nodiscard]] std::string shown() const {
      return part.empty() ? display_name(schema, object) : display_name(schema, object, part);
    }
  };
  struct scope {
    bool constraints = false;
    std::map<std::string, owner> names = {};
  };

  [[nodiscard]] std::string as_kept(const std::string &name) const {
    const std::string cut = base_ ? std::string(sdk::cut_utf8(name, target_.identifier_limit)) : name;
    return target_.folds ? to_lower(cut) : cut;
  }

  // Where unique constraints share their names, all kinds do: in one place.
  [[nodiscard]] scope *scope_of(const sdk::table_definition &table, const char *kind) {
    const auto &shared = target_.shared_names;
    const auto has = [&](std::string_view one) {
      return std::find(shared.begin(), shared.end(), one) != shared.end();
    };
    if (!has(kind)) return nullptr;
    scope &found = scopes_[fmt::format("constraint/{}/{}", has("unique") ? "" : kind, table.schema)];
    found.constraints = true;
    return &found;
  }

  status take_constraints(const sdk::table_definition &table) {
    const auto take_all = [&](const auto &list, const char *kind) -> status {
      scope *into = scope_of(table, kind);
      if (into == nullptr) return {};
      for (const auto &one : list)
        TENANTRY_TRY_VOID(take(*into, one.name, {table.schema, table.name, one.name}));
      return {};
    };
    TENANTRY_TRY_VOID(take_all(table.checks, "check"));
    TENANTRY_TRY_VOID(take_all(table.foreign_keys, "foreign_key"));
    return take_all(table.uniques, "unique");
  }

  status take(scope &into, const std::string &name, const owner &of) {
    const auto [other, fresh] = into.names.emplace(as_kept(name), of);
    if (fresh) return {};
    return fail(
        category::bad_config,
        fmt::format("\"{}\" and \"{}\" have one name on {}", other->second.shown(), of.shown(),
                    target_.dialect()),
        base_ ? fmt::format("it keeps {} bytes of a name: shorten one of them", target_.identifier_limit)
        : into.constraints ? "there constraints of two tables cannot share a name: rename one of them"
        : !target_.mapping.schemas.empty() && !target_.folds
            ? fmt::format("rename one of them, or map its schema otherwise in [schemas.{}]",
                          target_.dialect())
            : "it does not tell capitals from small letters: rename one of them");
  }

  const rendition_target &target_;
  const bool base_;
  std::map<std::string, scope> scopes_;
};

}  // namespace

status check_names(const schema_model &schema, const rendition_target &target, bool base) {
  name_check one(target, base);
  return target.mapping.empty() ? one.check(schema) : one.check(map_schema(target.mapping, schema));
}

}  // namespace tenantry
