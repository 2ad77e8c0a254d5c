#include "core/author/names.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/text.hpp>

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

  status take(const std::string &scope, const std::string &name, const std::string &shown) {
    const auto [other, fresh] = names_.emplace(std::pair(scope, as_kept(name)), shown);
    if (fresh) return {};
    return fail(
        category::bad_config,
        fmt::format("\"{}\" and \"{}\" have one name on {}", other->second, shown, target_.dialect()),
        base_ ? fmt::format("it keeps {} bytes of a name: shorten one of them", target_.identifier_limit)
              : "it does not tell capitals from small letters: rename one of them");
  }

  const rendition_target &target_;
  const bool base_;
  std::map<std::pair<std::string, std::string>, std::string> names_;
};

}  // namespace

status check_names(const schema_model &schema, const rendition_target &target, bool base) {
  return name_check(target, base).check(schema);
}

}  // namespace tenantry
