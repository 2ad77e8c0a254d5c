#include "core/adapter/manifest.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tenantry;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

json good() {
  return json::parse(R"({
    "manifest": 1, "id": "org.example.maria", "version": "1.2.3", "library": "libmaria.so",
    "platform": "Linux-x86_64", "abi": {"major": 1, "min_host_minor": 0},
    "database_types": ["maria", "MYSQL"],
    "dialects": [{"database_type": "Maria", "dialect": "MariaDB", "fallbacks": ["mysql"]},
                 {"database_type": "MYSQL", "dialect": "mysql"}],
    "url_schemes": ["MYSQL", "mariadb"], "traits": ["cancel"], "extensions": ["tenantry.script/1"],
    "sha256": "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
    "settings": {"type": "object"}, "future": {"key": [1, 2]}})");
}

error refusal(const json &document) {
  const auto parsed = parse_manifest(document.dump(1), "/x/adapter.json", false);
  if (parsed) FAIL("accepted: " + document.dump());
  CHECK(parsed.error().category == category::bad_config);
  CHECK(parsed.error().where.file == "/x/adapter.json");
  CHECK_FALSE(parsed.error().next.empty());
  return parsed.error();
}

}  // namespace

TEST_CASE("a manifest is read with types in upper case and unknown keys ignored") {
  const auto m = parse_manifest(good().dump(), "x", false);
  if (!m) FAIL(to_string(m.error()));
  CHECK(m->id == "org.example.maria");
  CHECK(m->version == "1.2.3");
  CHECK(m->library == "libmaria.so");
  CHECK(m->platform == "linux-x86_64");
  CHECK(m->abi_major == 1);
  CHECK(m->database_types == std::vector<std::string>{"MARIA", "MYSQL"});
  REQUIRE(m->dialects.size() == 2);
  CHECK(m->dialects[0].database_type == "MARIA");
  CHECK(m->dialects[0].name == "mariadb");
  CHECK(m->dialects[0].fallbacks == std::vector<std::string>{"mysql"});
  CHECK(m->url_schemes == std::vector<std::string>{"mysql", "mariadb"});
  CHECK(m->sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(json::parse(m->settings_json) == json{{"type", "object"}});
}

TEST_CASE("each required key that is missing is named") {
  const std::string key = GENERATE("manifest", "id", "version", "library", "platform", "abi",
                                   "database_types", "dialects", "sha256");
  json document = good();
  document.erase(key);
  CHECK(refusal(document).message == "key \"" + key + "\" is missing");
}

TEST_CASE("a built-in needs neither library nor platform nor hash") {
  json document = good();
  for (const char *key : {"library", "platform", "sha256", "abi"}) document.erase(key);
  CHECK(parse_manifest(document.dump(), "built in", true));
}

TEST_CASE("a key with a wrong value is named with its place and what to write") {
  const auto [key, value, says] = GENERATE(table<std::string, std::string, std::string>({
      {"manifest", "2", "says version 2, and this tenantry knows version 1"},
      {"manifest", "\"1\"", "says version \"1\""},
      {"id", "\"Example\"", "has the value \"Example\""},
      {"id", "\"noDot\"", "has the value"},
      {"id", "\"org..x\"", "has the value"},
      {"id", "\"../../etc.x\"", "has the value"},
      {"id", "7", "is number, not a text"},
      {"id", "\"\"", "is empty, not a text"},
      {"library", "\"../lib.so\"", "has the value \"../lib.so\""},
      {"library", "\"/abs.so\"", "has the value"},
      {"library", "\"..\"", "has the value"},
      {"library", "\"a\\u0000.so\"", "has the value"},
      {"sha256", "\"abc\"", "has the value \"abc\""},
      {"abi", "1", "is not an object"},
      {"abi", R"({"major": -1})", "is not a whole number"},
      {"abi", R"({"major": 1.5})", "is not a whole number"},
      {"abi", "{}", "key \"abi.major\" is missing"},
      {"database_types", "[]", "is an empty list"},
      {"database_types", "\"X\"", "is not a list of texts"},
      {"database_types", "[1]", "is not a list of texts"},
      {"database_types", R"(["MY SQL"])", "has the value \"MY SQL\""},
      {"database_types", R"(["A", "a"])", "names \"A\" twice"},
      {"dialects", "[]", "is not a list of objects"},
      {"dialects", "[1]", "holds an entry that is number"},
      {"dialects", R"([{"database_type": "MARIA"}])", "key \"dialects[0].dialect\" is missing"},
      {"dialects", R"([{"database_type": "DB2", "dialect": "x"}])", "names \"DB2\", which"},
      {"dialects", R"([{"database_type": "MARIA", "dialect": "x"}])", "has 0 entries for the type \"MYSQL\""},
      {"url_schemes", R"(["a b"])", "has the value \"a b\""},
      {"extensions", R"(["tenantry.script"])", "has the value"},
      {"settings", "[]", "is not an object"},
  }));
  json document = good();
  document[key] = json::parse(value);
  const error e = refusal(document);
  INFO(to_string(e));
  CHECK_THAT(e.message, Contains(says));
}

TEST_CASE("a wrong key is told with its line") {
  const error e =
      parse_manifest("{\n \"manifest\": 1,\n \"id\": \"X\",\n \"version\": \"1\"}", "m", false).error();
  CHECK(e.where.line == 3);
  CHECK(e.where.column == 2);
}

TEST_CASE("a document that is no object is refused") {
  CHECK_THAT(parse_manifest("[]", "m", false).error().message, Contains("is array, not a JSON object"));
  CHECK_THAT(parse_manifest("", "m", false).error().message, Contains("not JSON"));
  CHECK_THAT(parse_manifest("{\"manifest\": 3E1111111}", "m", false).error().message, Contains("not JSON"));
  CHECK(parse_manifest("{\"manifest\": 1,\n\"id\": \"a\xFF\"}", "m", false).error().where.line == 2);
}

TEST_CASE("what can be read of a refused manifest is still told") {
  const manifest_claims claims = read_claims(R"({"manifest": 9, "id": "a.b", "database_types": ["x", 1]})");
  CHECK(claims.id == "a.b");
  CHECK(claims.database_types == std::vector<std::string>{"X"});
  CHECK(read_claims("{{{").id.empty());
}

TEST_CASE("no bytes make the reader of manifests fail otherwise than with an error") {
  const std::string whole = good().dump();
  CHECK(rc::check("a manifest with one byte changed", [&] {
    std::string bent = whole;
    bent[*rc::gen::inRange<std::size_t>(0, bent.size())] = *rc::gen::arbitrary<char>();
    const auto parsed = parse_manifest(bent, "m", false);
    RC_ASSERT(parsed.has_value() || !parsed.error().message.empty());
    (void)read_claims(bent);
  }));
  CHECK(rc::check("a manifest that is cut", [&] {
    const auto cut = *rc::gen::inRange<std::size_t>(0, whole.size());
    RC_ASSERT(!parse_manifest(whole.substr(0, cut), "m", false).has_value());
  }));
}
