// What the kit writes for programs, and that `tenantry adapter check` is the same program.
#include <catch2/catch.hpp>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "tests/kit/kit.hpp"

namespace tenantry::kit {
namespace {

using nlohmann::json;

void expect_schema(const std::string &file, const json &document) {
  const json written = json::parse(testing::read_text(TENANTRY_SOURCE_DIR "/" + file));
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::NlohmannJsonAdapter(written), schema);
  valijson::Validator validator;
  INFO(document.dump());
  CHECK(validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), nullptr));
}

std::vector<json> events_of(const testing::finished_program &ended) {
  std::vector<json> events;
  std::istringstream lines(ended.out);
  for (std::string line; std::getline(lines, line);) {
    events.push_back(json::parse(line));
    expect_schema("docs/json/" + events.back().at("event").get<std::string>() + ".schema.json",
                  events.back());
  }
  return events;
}

}  // namespace

TEST_CASE("each line of the kit's JSON has the schema of its event") {
  CHECK(events_of(run_kit({TENANTRY_SQLITE_MANIFEST, "--json"})).size() > 30);
  CHECK(events_of(run_kit({"--list", "--json"})).size() > 30);
  CHECK(events_of(run_kit({"/no/such/library.so", "--json"})).size() == 1);
}

TEST_CASE("the quirks of our adapters have the schema of a quirks file") {
  for (const char *adapter : {"sqlite", "postgresql"})
    expect_schema("sdk/schema/adapter-quirks.schema.json",
                  json::parse(testing::read_text(std::string(TENANTRY_SOURCE_DIR "/plugins/") + adapter +
                                                 "/quirks.json")));
}

TEST_CASE("the last line counts and names the level, the one before what the next level needs") {
  const std::string out = run_kit({TENANTRY_SQLITE_MANIFEST}).out;
  CHECK(out.find("\nthe next level needs cancel.after-end, ") != std::string::npos);
  const std::string last = out.substr(out.rfind('\n', out.size() - 2) + 1);
  CHECK(last.find(" 0 failed, 0 crashed, 0 timed out: level none\n") != std::string::npos);
}

TEST_CASE("a failed test says what is demanded, what was seen and where it is written") {
  const auto ended = run_kit({TENANTRY_KIT_BROKEN "/no_table.so"});
  INFO(ended.out);
  CHECK(ended.out.find("demanded: the entry function answers TNT_OK and gives a table") != std::string::npos);
  CHECK(ended.out.find("seen:     the entry answered OK and gave no table") != std::string::npos);
  CHECK(ended.out.find("written:  adapter.h: tenantry_adapter_v1") != std::string::npos);
}

TEST_CASE("tenantry adapter check runs the kit on an installed and on a built-in adapter") {
  const testing::temporary_folder folder;
  testing::program_call call;
  call.folder = folder.path();
  for (const auto &[id, adapter] :
       {std::pair("org.tenantry.sqlite", "sqlite"), std::pair("org.tenantry.postgresql", "postgresql")}) {
    const std::string quirks = std::string(TENANTRY_SOURCE_DIR "/plugins/") + adapter + "/quirks.json";
    call.arguments = {"adapter", "check", id, "--quirks", quirks, "--only", "^manifest", "--json"};
    const auto ended = run_program(call);
    INFO(ended.out << ended.err);
    CHECK(ended.exit_code == 0);
    CHECK(events_of(ended).back().at("event") == "kit_summary");
  }
  call.arguments = {"adapter",     "check",  "org.tenantry.sqlite", "--url",
                    "sqlite:x.db", "--only", "lifecycle.open-close"};
  CHECK(run_program(call).exit_code == 1);  // the file is not there, and no quirk says that it may be made
}

TEST_CASE("tenantry adapter check names the adapters that there are") {
  testing::program_call call;
  const testing::temporary_folder folder;
  call.folder = folder.path();
  call.arguments = {"adapter", "check", "org.example.none"};
  const auto ended = run_program(call);
  CHECK(ended.exit_code == 2);
  CHECK(ended.err.find("org.tenantry.postgresql") != std::string::npos);
}

}  // namespace tenantry::kit
