#include "core/author/way_out.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/author/render.hpp"
#include "core/schema/pg_types.hpp"

namespace tenantry {
namespace {

std::string toml_key(const std::string &name) {
  const bool bare = !name.empty() && name.find_first_not_of(
                                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789_-") == std::string::npos;
  if (bare) return name;
  return name.find('\'') == std::string::npos ? "'" + name + "'" : "\"" + name + "\"";
}

class seeker {
 public:
  seeker(const rendition_target &target, const schema_model &before, const schema_change &change)
      : target_(target), before_(before), change_(change) {}

  // Each line must move the adapter on: to another gap, or to none.
  std::string seek() {
    std::string why = gap();
    while (!why.empty()) {
      const rendition_target tried = target_;
      const std::string line = map_more(why);
      if (line.empty()) break;
      const std::string now = gap();
      if (now == why) {
        target_ = tried;
        break;
      }
      found_ += (found_.empty() ? "" : " and ") + line;
      why = now;
    }
    return found_;
  }

 private:
  // Why the change cannot be expressed now; "": it can.
  [[nodiscard]] std::string gap() const {
    const auto made = render_changes(target_, before_, {change_});
    return !made || made->gaps.empty() ? "" : made->gaps.front().why;
  }

  std::string map_more(const std::string &why) {
    if (const auto *column = column_in(why)) {
      const std::string type = key_of(*column);
      dialect_mapping trial;
      if (add_type_mapping(trial, target_.dialect(), type, "text")) {
        target_.mapping.types.insert(target_.mapping.types.begin(), trial.types.front());
        return fmt::format("[types.{}] {} = \"…\"", target_.dialect(), toml_key(type));
      }
    }
    const std::string schema = schema_of();
    if (schema.empty() || target_.mapping.schemas.contains(schema)) return {};
    target_.mapping.schemas[schema] = schema + "_";
    return fmt::format("[schemas.{}] {} = \"{}_\"", target_.dialect(), toml_key(schema), schema);
  }

  // The column that the adapter names.
  [[nodiscard]] const sdk::column_definition *column_in(const std::string &why) const {
    if (!change_.after) return nullptr;
    for (const sdk::column_definition &one : change_.after->columns)
      if (why.find("column \"" + one.name + "\"") != std::string::npos) return &one;
    return nullptr;
  }

  static std::string key_of(const sdk::column_definition &column) {
    if (column.type.is_enum() && column.type.dimensions == 0)
      return display_name(column.type.enum_schema, column.type.enum_name);
    return write_drizzle_type({column.name, column.type});
  }

  [[nodiscard]] std::string schema_of() const {
    if (change_.kind.ends_with("_schema")) return change_.name;
    return change_.after ? change_.after->schema : change_.schema;
  }

  rendition_target target_;
  const schema_model &before_;
  const schema_change &change_;
  std::string found_;
};

}  // namespace

std::string find_way_out(const rendition_target &target, const schema_model &before,
                         const schema_change &change) {
  return seeker(target, before, change).seek();
}

}  // namespace tenantry
