#pragma once
// Events of the JSON output, held against their schemas in docs/json.
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace tenantry::testing {

// Parses one event and holds it against the schema of its name; what fails is in the test's message.
inline nlohmann::json checked(const std::string &line) {
  CHECK(line.find('\n') == std::string::npos);
  nlohmann::json event = nlohmann::json::parse(line);
  const std::string name = event.at("event");
  std::ifstream file(TENANTRY_SOURCE_DIR "/docs/json/" + name + ".schema.json");
  REQUIRE(file.good());
  const nlohmann::json written = nlohmann::json::parse(file);
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::NlohmannJsonAdapter(written), schema);
  valijson::ValidationResults results;
  valijson::Validator validator;
  const bool valid = validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(event), &results);
  std::string why;
  for (valijson::ValidationResults::Error e; results.popError(e);) why += e.description + "\n";
  INFO(line << "\n" << why);
  CHECK(valid);
  return event;
}

}  // namespace tenantry::testing
