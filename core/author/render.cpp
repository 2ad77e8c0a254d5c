#include "core/author/render.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/schema_json.hpp>

#include <nlohmann/json.hpp>

namespace tenantry {
namespace {

error in_adapter(error e, const rendition_target &target, const char *what) {
  return while_doing(std::move(e), fmt::format("adapter \"{}\" was {} for {}", target.through->about().id,
                                               what, target.dialect()));
}

}  // namespace

result<rendered_changes> render_changes(const rendition_target &target, const schema_model &before,
                                        const std::vector<schema_change> &changes) {
  if (changes.empty()) return rendered_changes{};
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

result<schema_model> project_schema(const rendition_target &target, const schema_model &schema,
                                    std::vector<std::string> *lost) {
  const nlohmann::ordered_json request = {
      {"format", "tenantry.project/1"},
      {"target",
       {{"dialect", target.ask.dialect}, {"flavour", target.ask.flavour}, {"version", target.ask.version}}},
      {"schema", sdk::write_schema(schema)}};
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
