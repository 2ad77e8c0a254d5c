#include "core/author/risks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tenantry {
namespace {

// Wider texts and more digits are a matter of the catalog; anything else is written anew.
bool rewrites(const sdk::neutral_type &before, const sdk::neutral_type &after) {
  const bool texts = (before.name == "varchar" || before.name == "text") &&
                     (after.name == "varchar" || after.name == "text");
  if (before.dimensions != after.dimensions) return true;
  if (texts)
    return after.name == "varchar" && after.length && (!before.length || *before.length > *after.length);
  if (before.name == "numeric" && after.name == "numeric")
    return after.length && (!before.length || *before.length > *after.length || before.scale != after.scale);
  return before != after;
}

class risk_finder {
 public:
  risk_finder(const std::vector<schema_change> &changes, const safe_forms &forms,
              const rendition_target &target, const std::vector<backfill> &backfills)
      : changes_(changes), forms_(forms), target_(target), backfills_(backfills) {}

  std::vector<migration_risk> find() {
    for (const schema_change &change : changes_) {
      if (change.new_table) continue;
      if (change.before && change.after && change.kind != "rename_table")
        look_at_part(change);
      else
        look_at_object(change);
    }
    return std::move(made_);
  }

 private:
  void tell(const char *rule, const schema_change &change, std::string message) {
    const bool part = change.before && change.after && !change.name.empty() && change.kind != "rename_table";
    made_.push_back({rule,
                     part ? display_name(change.after->schema, change.after->name, change.name)
                          : display_name(change.schema, change.name),
                     std::move(message)});
  }

  void look_at_object(const schema_change &change) {
    if (change.kind == "drop_schema") tell("D001", change, "the schema and all that is in it goes");
    if (change.kind == "drop_table") tell("D002", change, "the table and all its rows go");
    if (change.kind == "rename_table")
      tell("R001", change, "an application that still uses the old name fails as soon as this has run");
    if (change.kind != "alter_enum") return;
    const auto *before = std::get_if<sdk::enum_definition>(&change.object_before);
    const auto *after = std::get_if<sdk::enum_definition>(&change.object_after);
    if (before == nullptr || after == nullptr) return;
    for (const std::string &value : before->values)
      if (std::find(after->values.begin(), after->values.end(), value) == after->values.end())
        tell("W008", change,
             fmt::format("it fails where a row has the value \"{}\", and every table with this type is "
                         "written anew",
                         value));
  }

  void look_at_part(const schema_change &change) {
    const std::string &kind = change.kind;
    if (kind == "drop_column") tell("D003", change, "the column and its values go");
    if (kind == "rename_column")
      tell("R002", change, "an application that still uses the old name fails as soon as this has run");
    if (kind == "alter_column") look_at_column(change);
    if (kind == "add_foreign_key")
      tell("C002", change,
           forms_.constraints && target_.not_valid
               ? "where a row references nothing it fails before anything is changed, with the number of rows"
               : "where a row references nothing it fails; all rows are looked at under a lock (C001)");
    if (kind == "add_check")
      tell("C004", change,
           forms_.constraints && target_.not_valid
               ? "where a row does not keep it, it fails when the rows are looked at, after it was added"
               : "where a row does not keep it, it fails; all rows are looked at under a lock");
    if (kind == "add_unique")
      tell("C006", change, doubles(change) + (is_online() ? "" : "; writers wait until its index is built"));
    if (kind == "add_primary_key")
      tell("C008", change,
           doubles(change) + "; so it does where they have no value; writers wait until it is built");
    if (kind == "create_index") look_at_index(change);
    if (kind == "drop_index" && !is_online())
      tell("I002", change, "readers and writers wait for a moment: the plain form");
  }

  void look_at_column(const schema_change &change) {
    const auto *before = sdk::find_named(change.before->columns, change.name);
    const auto *after = sdk::find_named(change.after->columns, change.name);
    if (before == nullptr || after == nullptr) return;
    if (before->type != after->type && rewrites(before->type, after->type))
      tell("W001", change,
           fmt::format("from {} to {}: the whole table may be written anew while everybody waits",
                       sdk::write_type(before->type), sdk::write_type(after->type)));
    if (!makes_column_required(change)) return;
    if (find_backfill(backfills_, *change.after, change.name) == nullptr)
      tell("N002", change,
           fmt::format("where a row has no value it fails; --backfill \"{}=…\" fills those rows",
                       display_name(change.after->schema, change.after->name, change.name)));
    if (!(forms_.not_null && target_.not_valid))
      tell("N003", change, "all rows are looked at while everybody waits: the plain form");
  }

  void look_at_index(const schema_change &change) {
    const auto *index = sdk::find_named(change.after->indexes, change.name);
    if (index != nullptr && index->unique) tell("C006", change, doubles(change));
    if (!is_online()) tell("I001", change, "writers wait until it is built: the plain form");
  }

  [[nodiscard]] std::string doubles(const schema_change &change) const {
    return has_key_guard(change, forms_)
               ? "where rows share a key it fails before it is built, with the number of keys"
               : "where rows share a key it fails";
  }
  [[nodiscard]] bool is_online() const { return forms_.indexes && target_.online_indexes; }

  const std::vector<schema_change> &changes_;
  const safe_forms &forms_;
  const rendition_target &target_;
  const std::vector<backfill> &backfills_;
  std::vector<migration_risk> made_;
};

}  // namespace

std::vector<migration_risk> find_risks(const std::vector<schema_change> &changes, const safe_forms &forms,
                                       const rendition_target &target,
                                       const std::vector<backfill> &backfills) {
  return risk_finder(changes, forms, target, backfills).find();
}

}  // namespace tenantry
