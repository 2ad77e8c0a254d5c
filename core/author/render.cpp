#include "core/author/render.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/schema_json.hpp>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <tuple>

namespace tenantry {
namespace {

error in_adapter(error e, const rendition_target &target, const char *what) {
  return while_doing(std::move(e), fmt::format("adapter \"{}\" was {} for {}", target.through->about().id,
                                               what, target.dialect()));
}

// Keeps what adapters parse small.  Where each change has its tables whole a request is soon large.
constexpr std::size_t changes_in_a_request = 64, changes_with_a_list = 256;

// Changes in the order in which they run → each one's period: within a period those of different tables may
// change places, and nothing tells the difference.  The text of an enum's values, of what a guard reads, of a
// foreign key to a renamed column and of an index's name depends on what another table has become.
class periods {
 public:
  std::size_t of(const schema_change &change) {
    if (!stays_in_its_table(change)) {
      freed_indexes_.clear();
      now_ += 2;
      return now_ - 1;
    }
    if (change.kind == "drop_index" || change.kind == "rename_index")
      freed_indexes_[change.name] = change.after->name;
    return now_;
  }

 private:
  [[nodiscard]] bool stays_in_its_table(const schema_change &change) const {
    if (!change.after || change.kind == "rename_table" || change.kind == "rename_column" ||
        change.kind == "require_parents")
      return false;
    if (change.kind != "create_index" && change.kind != "rename_index") return true;
    const auto freed = freed_indexes_.find(change.kind == "create_index" ? change.name : change.to);
    return freed == freed_indexes_.end() || freed->second == change.after->name;
  }

  std::size_t now_ = 0;
  std::map<std::string, std::string> freed_indexes_;  // and the table of each
};

// An adapter that takes the tables of a request in a list gets the changes of one table together, so that the
// table is written once.
std::vector<std::size_t> order_of_asking(const rendition_target &target,
                                         const std::vector<schema_change> &changes) {
  using place = std::tuple<std::size_t, std::string_view, std::string_view>;
  std::vector<std::size_t> order(changes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!target.lists_tables) return order;
  std::vector<place> places;
  places.reserve(changes.size());
  periods all;
  for (const schema_change &change : changes) {
    const table_ref &table = change.after;
    const std::size_t period = all.of(change);
    places.push_back(table ? place(period, table->schema, table->name) : place(period, "", ""));
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return places[a] < places[b]; });
  return order;
}

result<rendered_changes> render_some(const rendition_target &target, const enum_list &enums,
                                     const change_list &changes, table_texts &texts) {
  const auto answer =
      target.through->render(target.lists_tables ? write_listed_request(target.ask, enums, changes, texts)
                                                 : write_render_request(target.ask, enums, changes));
  if (!answer) return fail(in_adapter(answer.error(), target, "writing SQL"));
  auto made = read_rendered(*answer);
  if (!made) return fail(in_adapter(made.error(), target, "writing SQL"));
  for (const rendered_statement &one : made->statements)
    if (one.change >= changes.size())
      return fail(in_adapter(make_error(category::internal, "a statement names a change that does not exist"),
                             target, "writing SQL"));
  for (const dialect_gap_note &one : made->gaps)
    if (one.change >= changes.size())
      return fail(in_adapter(make_error(category::internal, "a gap names a change that does not exist"),
                             target, "writing SQL"));
  return made;
}

result<rendered_changes> render_mapped(const rendition_target &target, enum_list enums,
                                       const std::vector<schema_change> &changes, table_texts &texts) {
  const std::vector<std::size_t> order = order_of_asking(target, changes);
  const std::size_t most = target.lists_tables ? changes_with_a_list : changes_in_a_request;
  rendered_changes made;
  for (std::size_t first = 0; first < order.size(); first += most) {
    change_list some;
    for (std::size_t at = first; at < std::min(order.size(), first + most); ++at)
      some.push_back(&changes[order[at]]);
    TENANTRY_TRY(rendered_changes one, render_some(target, enums, some, texts));
    for (rendered_statement &statement : one.statements) {
      statement.change = order[first + statement.change];
      made.statements.push_back(std::move(statement));
    }
    for (dialect_gap_note &gap : one.gaps)
      made.gaps.push_back({order[first + gap.change], std::move(gap.why)});
    for (const schema_change *change : some) follow_enums(enums, *change);
  }
  const auto by_change = [](const auto &a, const auto &b) { return a.change < b.change; };
  std::stable_sort(made.statements.begin(), made.statements.end(), by_change);
  std::stable_sort(made.gaps.begin(), made.gaps.end(), by_change);
  return made;
}

}  // namespace

void follow_enums(enum_list &enums, const schema_change &change) {
  if (change.kind == "rename_enum") {
    if (auto *known = sdk::find_object(enums, change.schema, change.name)) {
      known->name = change.to;
      known->schema = change.to_schema;
    }
  } else if (const auto *after = std::get_if<sdk::enum_definition>(&change.object_after)) {
    if (auto *known = sdk::find_object(enums, after->schema, after->name))
      *known = *after;
    else
      enums.push_back(*after);
  }
}

result<rendered_changes> render_changes(const rendition_target &target, const schema_model &before,
                                        const std::vector<schema_change> &changes) {
  table_texts texts;
  return render_changes(target, before, changes, texts);
}

result<rendered_changes> render_changes(const rendition_target &target, const schema_model &before,
                                        const std::vector<schema_change> &changes, table_texts &texts) {
  if (target.mapping.empty()) return render_mapped(target, before.enums, changes, texts);
  const mapped_changes mapped = map_changes(target.mapping, changes);
  const schema_model enums = map_schema(target.mapping, {{}, before.enums});
  table_texts own;  // of tables that nobody else has
  TENANTRY_TRY(rendered_changes made, render_mapped(target, enums.enums, mapped.changes, own));
  for (rendered_statement &one : made.statements) one.change = mapped.numbers[one.change];
  for (dialect_gap_note &one : made.gaps) one.change = mapped.numbers[one.change];
  return made;
}

result<schema_model> project_schema(const rendition_target &target, const schema_model &schema,
                                    std::vector<std::string> *lost) {
  const nlohmann::ordered_json request = {
      {"format", "tenantry.project/1"},
      {"target",
       {{"dialect", target.ask.dialect}, {"flavour", target.ask.flavour}, {"version", target.ask.version}}},
      {"schema", sdk::write_schema(target.mapping.empty() ? schema : map_schema(target.mapping, schema))}};
  const auto answer = target.through->project(request.dump());
  if (!answer) return fail(in_adapter(answer.error(), target, "projecting a schema"));
  const nlohmann::json document = nlohmann::json::parse(*answer, nullptr, false);
  try {
    if (document.is_object() && document.value("format", "") == "tenantry.projected/1") {
      if (lost != nullptr && document.contains("lost"))
        for (const auto &one : document.at("lost"))
          lost->push_back(one.at("object").get<std::string>() + ": " + one.at("why").get<std::string>());
      return sdk::read_schema(document.at("schema"));
    }
  } catch (const std::exception &) {
    // Told below: whatever is wrong with the document, it is the adapter's.
  }
  return fail(
      in_adapter(make_error(category::internal, "the answer to project is malformed"), target, "projecting"));
}

}  // namespace tenantry
