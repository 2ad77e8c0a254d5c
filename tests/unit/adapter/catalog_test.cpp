#include "core/adapter/catalog.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "tests/unit/adapter/fake_adapter.hpp"
#include "tests/unit/adapter/installed_adapter.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

built_in named(const std::string &id, const std::string &type) {
  return {fake_adapter::manifest_json(id, type), fake_entry};
}

catalog_options options_of(std::vector<built_in> built_ins, std::map<std::string, std::string> route = {}) {
  catalog_options options;
  options.built_ins = std::move(built_ins);
  options.route = std::move(route);
  return options;
}

}  // namespace

TEST_CASE("a type that no manifest claims is unsupported and the known types are named") {
  fake_adapter fake;
  const error e = fake.adapters().for_database_type("db2").error();
  CHECK(e.category == category::unsupported);
  CHECK(e.message == "no adapter serves the database type \"DB2\"");
  CHECK_THAT(e.next, Contains("FAKE"));
  CHECK_FALSE(fake.adapters().serves("DB2"));
  CHECK(fake.adapters().serves("fake"));
}

TEST_CASE("types and schemes are found in any case and dialects with their fallbacks") {
  fake_adapter fake;
  catalog &adapters = fake.adapters();
  REQUIRE(adapters.for_database_type("fAkE"));
  CHECK(*adapters.for_url_scheme("FAKE") == *adapters.for_database_type("FAKE"));
  CHECK(adapters.database_type_of_scheme("Fake") == "FAKE");
  CHECK_FALSE(adapters.database_type_of_scheme("http"));
  CHECK(adapters.for_url_scheme("http").error().category == category::unsupported);
  CHECK(adapters.dialects_of("fake") == std::vector<std::string>{"fake", "base"});
  CHECK(adapters.dialects_of("DB2").empty());
  CHECK(adapters.entries().at(0).is == catalog_entry::state::built_in);
}

TEST_CASE("a scheme stands for the type of its name before the adapter's first type") {
  fake_adapter fake;
  const std::string json =
      R"({"manifest":1,"id":"org.example.two","version":"1.0.0","database_types":["FIRST","SECOND"],
    "dialects":[{"database_type":"FIRST","dialect":"a"},{"database_type":"SECOND","dialect":"b"}],
    "url_schemes":["second","other"]})";
  catalog adapters(options_of({{json, fake_entry}}));
  CHECK(adapters.database_type_of_scheme("second") == "SECOND");
  CHECK(adapters.database_type_of_scheme("other") == "FIRST");
}

TEST_CASE("every path that was searched is told with what was there") {
  const temporary_folder root;
  const installed_adapter one(root, "good", "adapters/one");
  fs::create_directory(root.path() / "empty");
  write_text(root.path() / "file", "");
  catalog_options options;
  options.paths = {{root.path() / "adapters", "--adapter-dir", true},
                   {root.path() / "empty", "TENANTRY_ADAPTER_PATH", false},
                   {root.path() / "missing", "built-in path", false},
                   {root.path() / "file", "built-in path", false},
                   {root.path() / "empty" / ".." / "adapters", "again", false}};
  SECTION("what nobody named may be missing") {
    const catalog adapters(options);
    std::vector<std::string> notes;
    for (const searched_path &path : adapters.searched()) notes.push_back(path.note);
    CHECK(notes == std::vector<std::string>{"1 adapter", "no adapters", "no such directory",
                                            "not a directory", "searched already"});
    CHECK_FALSE(adapters.problem());
    CHECK(adapters.entries().size() == 1);
    CHECK(adapters.entries()[0].origin == "--adapter-dir");
  }
  SECTION("what a person named may not") {
    options.paths[2].required = true;
    const catalog adapters(options);
    REQUIRE(adapters.problem());
    CHECK_THAT(adapters.problem()->message, Contains("missing\" (built-in path): no such directory"));
  }
}

TEST_CASE("a manifest may stand in the search path itself") {
  const temporary_folder root;
  const installed_adapter fixture(root, "good", ".");
  catalog adapters(searching(root));
  CHECK(adapters.for_database_type("FIXTURE"));
}

TEST_CASE("a manifest that is not JSON is refused with its line and column") {
  const temporary_folder root;
  const installed_adapter fixture(root, "good");
  write_text(fixture.folder / "adapter.json", "{\n  \"manifest\": 1,\n  id\n}");
  const catalog adapters(searching(root));
  const catalog_entry entry = adapters.entries().at(0);
  REQUIRE(entry.reason);
  CHECK(entry.reason->where.file == (fixture.folder / "adapter.json").string());
  CHECK(entry.reason->where.line == 3);
  CHECK(entry.reason->where.column == 3);
  CHECK_THAT(entry.reason->message, Contains("the manifest is not JSON"));
  CHECK(entry.is == catalog_entry::state::refused);
}

TEST_CASE("a manifest of an unknown version is refused and its types count as claimed") {
  const temporary_folder root;
  installed_adapter fixture(root, "good");
  fixture.manifest["manifest"] = 2;
  fixture.save();
  const error e = refusal_of(root);
  CHECK(e.message == "key \"manifest\" says version 2, and this tenantry knows version 1");
}

TEST_CASE("a missing library is refused by its path without loading") {
  const temporary_folder root;
  const installed_adapter fixture(root, "good");
  fs::remove(fixture.library);
  CHECK(refusal_of(root).message == "its library \"" + fixture.library.string() + "\" is missing");
}

TEST_CASE("a manifest for another contract or platform is refused without loading") {
  const temporary_folder root;
  installed_adapter fixture(root, "good");
  SECTION("major") {
    fixture.manifest["abi"]["major"] = 2;
    fixture.save();
    CHECK_THAT(refusal_of(root).message, Contains("speaks version 2 of the adapter contract"));
  }
  SECTION("minor") {
    fixture.manifest["abi"]["min_host_minor"] = 99;
    fixture.save();
    CHECK(refusal_of(root).message == "it needs a host of contract version 1.99, and this tenantry has 1.0");
  }
  SECTION("platform") {
    fixture.manifest["platform"] = "linux-m68k";
    fixture.save();
    CHECK_THAT(refusal_of(root).message, Contains("for the platform \"linux-m68k\""));
  }
}

TEST_CASE("two adapters for one type are both refused until a route names one") {
  fake_adapter fake;
  const std::vector<built_in> two{named("org.example.fake", "FAKE"), named("org.example.rival", "FAKE")};
  SECTION("no route") {
    catalog adapters(options_of(two));
    const error e = adapters.for_database_type("fake").error();
    CHECK(e.category == category::bad_config);
    CHECK_THAT(e.message, Contains("the database type \"FAKE\" is claimed by 2 adapters") &&
                              Contains("\"org.example.fake\" (built in) and \"org.example.rival\""));
    CHECK_THAT(e.next, Contains("[adapters.route] FAKE = \"org.example.fake\""));
    CHECK(adapters.entries()[0].reason);
    CHECK(adapters.entries()[1].reason);
  }
  SECTION("a route") {
    catalog adapters(options_of(two, {{"fake", "org.example.fake"}}));
    const auto found = adapters.for_database_type("fake");
    REQUIRE(found);
    CHECK((*found)->about().id == "org.example.fake");
    REQUIRE(adapters.entries()[1].reason);
    CHECK_THAT(adapters.entries()[1].reason->message, Contains("not used: the configuration routes FAKE"));
  }
  SECTION("a route to nobody") {
    catalog adapters(options_of(two, {{"FAKE", "org.example.third"}}));
    CHECK_THAT(adapters.for_database_type("fake").error().message,
               Contains("to adapter \"org.example.third\", but no adapter with that id was found"));
  }
}

TEST_CASE("a found adapter that claims a built-in's type is the same conflict") {
  const temporary_folder root;
  const installed_adapter fixture(root, "good");
  fake_adapter fake;
  catalog_options options = searching(root);
  options.built_ins = {named("org.example.fake", "FIXTURE")};
  SECTION("no route") {
    catalog adapters(options);
    CHECK_THAT(adapters.for_database_type("FIXTURE").error().message,
               Contains("claimed by 2 adapters") && Contains("(built in)") && Contains("adapter.json"));
  }
  SECTION("routed to the found one") {
    options.route = {{"FIXTURE", "org.example.fixture"}};
    catalog adapters(options);
    const auto found = adapters.for_database_type("FIXTURE");
    REQUIRE(found);
    CHECK((*found)->about().id == "org.example.fixture");
  }
}

TEST_CASE("a refused adapter takes no type away from a good one") {
  const temporary_folder root;
  const installed_adapter good(root, "good", "a");
  installed_adapter bad(root, "good", "b");
  bad.manifest["id"] = "org.example.bad";
  bad.save();
  fs::remove(bad.library);
  catalog adapters(searching(root));
  CHECK(adapters.for_database_type("FIXTURE"));
}

TEST_CASE("an id that is found twice is taken once and the second is shadowed") {
  const temporary_folder root;
  const installed_adapter first(root, "good", "a");
  const installed_adapter second(root, "good", "b");
  catalog adapters(searching(root));
  CHECK(adapters.for_database_type("FIXTURE"));
  const auto entries = adapters.entries();
  REQUIRE(entries.size() == 2);
  CHECK_FALSE(entries[0].reason);
  REQUIRE(entries[1].reason);
  CHECK_THAT(entries[1].reason->message,
             Contains("shadowed") && Contains((first.folder / "adapter.json").string()));
}

TEST_CASE("many threads that ask at once get one adapter that was entered once") {
  const temporary_folder root;
  const installed_adapter fixture(root, "good");
  catalog adapters(searching(root));
  std::vector<const adapter *> found(8);
  {
    std::vector<std::jthread> threads;
    threads.reserve(found.size());
    for (const adapter *&one : found)
      threads.emplace_back([&] { one = adapters.for_database_type("FIXTURE").value_or(nullptr); });
  }
  for (const adapter *one : found) CHECK(one == found[0]);
  CHECK(found[0] != nullptr);
}
