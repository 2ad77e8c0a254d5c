#include "core/author/render.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/schema_json.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tenantry {
namespace {

error in_adapter(error e, const rendition_target &target, const char *what) {
  return while_doing(std::move(e), fmt::format("adapter \"{}\" was {} for {}", target.through->about().id,
                                               what, target.dialect()));
}

// A request holds every table that it changes, twice: short ones keep what adapters parse small.
constexpr std::size_t changes_in_a_request = 64;

result<rendered_changes> render_some(const rendition_target &target, const schema_model &before,
                                     const std::vector<schema_change> &changes) {
  const auto answer = target.through->render(write_render_request(target.ask, before, changes));
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

result<rendered_changes> render_mapped(const rendition_target &target, const schema_model &before,
                                       const std::vector<schema_change> &changes) {
  rendered_changes made;
  schema_model known;
  known.enums = before.enums;
  for (std::size_t first = 0; first < changes.size(); first += changes_in_a_request) {
    const std::size_t last = std::min(changes.size(), first + changes_in_a_request);
    const std::vector<schema_change> some(changes.begin() + static_cast<std::ptrdiff_t>(first),
                                          changes.begin() + static_cast<std::ptrdiff_t>(last));
    TENANTRY_TRY(rendered_changes one, render_some(target, known, some));
    for (rendered_statement &statement : one.statements) {
      statement.change += first;
      made.statements.push_back(std::move(statement));
    }
    for (dialect_gap_note &gap : one.gaps) made.gaps.push_back({gap.change + first, std::move(gap.why)});
    follow_enums(known.enums, some);
  }
  return made;
}

}  // namespace

void follow_enums(std::vector<sdk::enum_definition> &enums, const std::vector<schema_change> &changes) {
  for (const schema_change &change : changes) {
    const auto *after = std::get_if<sdk::enum_definition>(&change.object_after);
    if (change.kind == "rename_enum") {
      if (auto *known = sdk::find_object(enums, change.schema, change.name)) {
        known->name = change.to;
        known->schema = change.to_schema;
      }
    } else if (after != nullptr) {
      if (auto *known = sdk::find_object(enums, after->schema, after->name))
        *known = *after;
      else
        enums.push_back(*after);
    }
  }
}

result<rendered_changes> render_changes(const rendition_target &target, const schema_model &before,
                                        const std::vector<schema_change> &changes) {
  if (target.mapping.empty()) return render_mapped(target, before, changes);
  const mapped_changes mapped = map_changes(target.mapping, changes);
  TENANTRY_TRY(rendered_changes made,
               render_mapped(target, map_schema(target.mapping, before), mapped.changes));
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
