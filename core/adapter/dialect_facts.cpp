#include "core/adapter/dialect_facts.hpp"

#include <nlohmann/json.hpp>

#include "core/adapter/catalog.hpp"

namespace tenantry {

result<dialect_facts> parse_dialect_facts(std::string_view json) {
  const auto document = nlohmann::json::parse(json, nullptr, false);
  try {
    if (document.is_object() && document.value("format", "") == "tenantry.dialect/1") {
      dialect_facts facts;
      facts.name = document.value("dialect", "");
      facts.schemas = document.value("schemas", false);
      facts.identifier_limit = document.value("identifier_limit", facts.identifier_limit);
      facts.row_limit = document.value("row_limit", "");
      return facts;
    }
  } catch (const nlohmann::json::type_error &) {
    // A key holds a value of another type than the format says: told below.
  }
  return fail(category::internal,
              "the adapter's description of its dialect is not a \"tenantry.dialect/1\" document");
}

const result<dialect_facts> &adapter::facts() const {
  std::call_once(described_, [this] {
    auto document = describe(R"({"format":"tenantry.target/1"})");
    facts_ = document ? parse_dialect_facts(*document) : fail(std::move(document).error());
  });
  return facts_;
}

}  // namespace tenantry
