// Group dialect, the law: what the database makes of a schema is what the dialect says that it keeps.
#include <fmt/format.h>
#include <tenantry/sdk/comparable.hpp>
#include <tenantry/sdk/creation.hpp>

#include "tools/conformance/documents.hpp"
#include "tools/conformance/fixed_schemas.hpp"
#include "tools/conformance/identity.hpp"
#include "tools/conformance/other_database.hpp"

namespace tenantry::conformance {
namespace {

using nlohmann::json;

constexpr std::string_view the_law = "docs/schema-format.md: introspection and projection";

// The schema documents that this dialect is held to: all but another dialect's own.
std::vector<fixed_schema> schemas_for(const json &target) {
  std::vector<fixed_schema> all;
  for (const fixed_schema &one : fixed_schemas())
    if (one.only.empty() || target["dialect"] == one.only || target["flavour"] == one.only)
      all.push_back(one);
  return all;
}

json answer_of(subject &it, const char *what, const json &request, std::string_view format) {
  const auto function = dialect_of(it).project;
  std::string text;
  const std::string asked = request.dump();
  const answer told =
      read_text(text, [&](const tnt_call *during, const tnt_text_sink *sink, tnt_error *error) {
        return function == nullptr ? TNT_UNSUPPORTED : function(during, to_text(asked), sink, error);
      });
  if (told.status == TNT_UNSUPPORTED) it.skip("its dialect has no project");
  it.must(told, what);
  return read_document(it, text, format);
}

json project(subject &it, const json &target, const json &schema) {
  json told =
      answer_of(it, "project", {{"format", "tenantry.project/1"}, {"target", target}, {"schema", schema}},
                "tenantry.projected/1");
  return told.at("schema");
}

json introspect(subject &it, connection &on, const json &target) {
  const std::string request = json{{"format", "tenantry.introspect/1"}, {"target", target}}.dump();
  std::string text;
  const answer told =
      read_text(text, [&](const tnt_call *during, const tnt_text_sink *sink, tnt_error *error) {
        return dialect_of(it).introspect(on.raw(), during, to_text(request), sink, error);
      });
  if (told.status == TNT_UNSUPPORTED) it.skip("its dialect has no introspect");
  it.must(told, "introspect");
  return read_document(it, text, "tenantry.introspected/1");
}

// Without the texts that servers rewrite.
std::string compared(const json &schema) {
  return sdk::write_schema(sdk::comparable(sdk::read_schema(schema))).dump(1);
}

// The first line in which two texts differ, for a person.
std::string first_difference(const std::string &found, const std::string &wanted) {
  std::size_t at = 0, line = 0;
  for (; at < found.size() && at < wanted.size() && found[at] == wanted[at]; ++at)
    if (found[at] == '\n') line = at + 1;
  const auto rest = [&](const std::string &text) { return text.substr(line, text.find('\n', at) - line); };
  return fmt::format("the database has `{}`, the projection `{}`", rest(found), rest(wanted));
}

// What this server is.
json server_target(subject &it, connection &on) {
  json target = target_of(it);
  const identity_row who = identify(it, on);
  target["version"] = who.at("version").raw;
  target["flavour"] = who.at("flavour").raw;
  return target;
}

const registered stable{
    {.id = "dialect.projection-stable",
     .at = level::full,
     .demands = "what project keeps of a schema it keeps whole: project(project(m)) = project(m)",
     .where = the_law,
     .with = {.extensions = {"tenantry.dialect/1"}},
     .run = [](subject &it) {
       const json target = target_of(it);
       for (const fixed_schema &one : schemas_for(target)) {
         const json once = project(it, target, json::parse(one.text)), twice = project(it, target, once);
         it.expect(once == twice,
                   fmt::format("schema {}: {}", one.name, first_difference(twice.dump(1), once.dump(1))));
       }
     }}};

// Answers false where the dialect says by a gap that it cannot express the schema.
bool hold_to_the_law(subject &it, const fixed_schema &one) {
  other_database made(it);
  it.must(made.create(), "create of a database");
  connection on = it.open({{"url", made.url()}});
  const json target = server_target(it, on), schema = json::parse(one.text);
  const json changes = json::parse(sdk::creation_changes(sdk::read_schema(schema)).dump());
  const json rendered = render(it, changes.get<std::vector<json>>(), target);
  if (!rendered["gaps"].empty()) return false;
  for (const json &statement : rendered["statements"]) {
    const std::string sql = statement.value("sql", "");
    it.must(on.execute(sql), fmt::format("schema {}: {}", one.name, sql));
  }
  const std::string wanted = compared(project(it, target, schema)),
                    found = compared(project(it, target, introspect(it, on, target).at("schema")));
  it.expect(found == wanted, fmt::format("schema {}: {}", one.name, first_difference(found, wanted)));
  return true;
}

needs needs_of_law() {
  needs all = for_databases;
  all.extensions.emplace_back("tenantry.dialect/1");
  return all;
}

const registered law{{.id = "dialect.schema-law",
                      .at = level::full,
                      .demands = "a schema rendered, run and introspected is the schema projected",
                      .where = the_law,
                      .with = needs_of_law(),
                      .run =
                          [](subject &it) {
                            json target;
                            {
                              connection on = it.open();
                              target = server_target(it, on);
                            }
                            int held = 0;
                            for (const fixed_schema &one : schemas_for(target))
                              held += hold_to_the_law(it, one) ? 1 : 0;
                            it.expect(held > 0, "it answers a gap for every schema of the set");
                          },
                      .limit = std::chrono::seconds(120)}};

}  // namespace
}  // namespace tenantry::conformance
