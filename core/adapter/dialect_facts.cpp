#include "core/adapter/dialect_facts.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/adapter/catalog.hpp"

namespace tenantry {

result<dialect_facts> parse_dialect_facts(std::string_view json) {
  const auto document = nlohmann::json::parse(json, nullptr, false);
  if (!document.is_object() || document.value("format", "") != "tenantry.dialect/1")
    return fail(category::internal, "the adapter's description of its dialect is not a \"tenantry.dialect/1\" document");
  dialect_facts facts;
  facts.name = document.value("dialect", "");
  facts.schemas = document.value("schemas", false);
  facts.identifier_limit = document.value("identifier_limit", std::size_t{63});
  facts.row_limit = document.value("row_limit", "");
  return facts;
}

const result<dialect_facts> &adapter::facts() const {
  std::call_once(described_, [this] {
    auto document = describe(R"({"format":"tenantry.target/1"})");
    facts_ = document ? parse_dialect_facts(*document) : fail(std::move(document).error());
  });
  return facts_;
}

}  // namespace tenantry
