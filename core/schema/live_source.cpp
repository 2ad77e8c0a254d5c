#include "core/schema/live_source.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/schema_json.hpp>

#include <nlohmann/json.hpp>

#include "core/schema/document.hpp"

namespace tenantry {

std::string write_introspect_request(std::string_view dialect, std::string_view version,
                                     const std::vector<std::string> &schemas) {
  nlohmann::ordered_json request = {
      {"format", "tenantry.introspect/1"},
      {"target", {{"dialect", dialect}, {"flavour", ""}, {"version", version}}}};
  if (!schemas.empty()) request["schemas"] = schemas;
  return request.dump();
}

result<live_schema> read_introspected(std::string_view text) {
  const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
  if (!document.is_object() || document.value("format", "") != "tenantry.introspected/1" ||
      !document.contains("schema"))
    return fail(category::internal, "the adapter's answer to introspect is no tenantry.introspected/1");
  if (auto good = check_schema_document(document["schema"], "schema", ""); !good)
    return fail(while_doing(std::move(good).error(), "while reading what the adapter found in the database"));
  live_schema made;
  try {
    made.schema = sdk::read_schema(document["schema"]);
    if (document.contains("findings"))
      for (const auto &one : document["findings"])
        made.findings.push_back({one.at("kind").get<std::string>(), one.value("schema", ""),
                                 one.value("table", ""), one.value("name", ""), one.value("why", "")});
  } catch (const std::exception &bad) {
    return fail(category::internal,
                fmt::format("the adapter's answer to introspect is malformed: {}", bad.what()));
  }
  normalise(made.schema);
  return made;
}

}  // namespace tenantry
