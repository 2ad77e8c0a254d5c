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
      TENANTRY_TRY_VOID(take(table.schema, table.name, display_name(table.schema, table.name)));
      for (const auto &index : table.indexes)
        TENANTRY_TRY_VOID(take(table.schema, index.name, display_name(table.schema, table.name, index.name)));
      TENANTRY_TRY_VOID(take_constraints(table));
      for (const auto &column : table.columns)
        TENANTRY_TRY_VOID(take("/" + table.schema + "/" + table.name, column.name,
                               display_name(table.schema, table.name, column.name)));
    }
    for (const auto &view : schema.views)
      TENANTRY_TRY_VOID(take(view.schema, view.name, display_name(view.schema, view.name)));
    return {};
  }

 private:
  [[nodiscard]] std::string as_kept(const std::string &name) const {
    const std::string cut = base_ ? std::string(sdk::cut_utf8(name, target_.identifier_limit)) : name;
    return target_.folds ? to_lower(cut) : cut;
  }

  // Where unique constraints share their names, all kinds do: in one place.
  [[nodiscard]] std::string scope_of(const sdk::table_definition &table, const char *kind) const {
    const auto &shared = target_.shared_names;
    const auto has = [&](std::string_view one) {
      return std::find(shared.begin(), shared.end(), one) != shared.end();
    };
    if (!has(kind)) return {};
    return fmt::format("constraint/{}/{}", has("unique") ? "" : kind, table.schema);
  }

  status take_constraints(const sdk::table_definition &table) {
    const auto take_all = [&](const auto &list, const char *kind) -> status {
      const std::string scope = scope_of(table, kind);
      if (scope.empty()) return {};
      for (const auto &one : list)
        TENANTRY_TRY_VOID(take(scope, one.name, display_name(table.schema, table.name, one.name)));
      return {};
    };
    TENANTRY_TRY_VOID(take_all(table.checks, "check"));
    TENANTRY_TRY_VOID(take_all(table.foreign_keys, "foreign_key"));
    return take_all(table.uniques, "unique");
  }

  status take(const std::string &scope, const std::string &name, const std::string &shown) {
    const auto [other, fresh] = names_.emplace(std::pair(scope, as_kept(name)), shown);
    if (fresh) return {};
    return fail(
        category::bad_config,
        fmt::format("\"{}\" and \"{}\" have one name on {}", other->second, shown, target_.dialect()),
        base_ ? fmt::format("it keeps {} bytes of a name: shorten one of them", target_.identifier_limit)
        : scope.starts_with("constraint/")
            ? "there constraints of two tables cannot share a name: rename one of them"
        : !target_.mapping.schemas.empty() && !target_.folds
            ? fmt::format("rename one of them, or map its schema otherwise in [schemas.{}]",
                          target_.dialect())
            : "it does not tell capitals from small letters: rename one of them");
  }

  const rendition_target &target_;
  const bool base_;
  std::map<std::pair<std::string, std::string>, std::string> names_;
};

}  // namespace

status check_names(const schema_model &schema, const rendition_target &target, bool base) {
  return name_check(target, base).check(target.mapping.empty() ? schema : map_schema(target.mapping, schema));
}

}  // namespace tenantry
