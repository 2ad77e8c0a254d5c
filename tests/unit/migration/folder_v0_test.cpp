#include <catch2/catch.hpp>

#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

using list = std::vector<std::string>;

namespace {

// A journal whose only entry is `entry`, on line 2.
error journal_refusal(std::string_view entry) {
  v0_scene scene;
  scene.journal("{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n" + std::string(entry) + "]}");
  error e = scene.refusal();
  CHECK(e.where.file == scene.file("meta/_journal.json"));
  return e;
}

}  // namespace

TEST_CASE("Drizzle Kit's folder of 14 migrations is read in the journal's order") {
  const auto f = folder::load(drizzle_data("v0/tenant"), {sample_now, true});
  REQUIRE(f);
  CHECK(f->form() == folder_form::v0);
  CHECK(f->base_dialect() == "postgresql");
  REQUIRE(f->migrations().size() == 14);
  CHECK(f->migrations()[0].tag == "0000_acoustic_kylun");
  CHECK(f->migrations()[0].when == 1795383698506);
  CHECK(f->migrations()[13].tag == "0013_flat_famine");
  CHECK(f->migrations()[3].files.at("postgresql").drizzle_hashes.front() ==
        "9d4657013da65d163b17f63cafef4e33f5b63b7cd71c2cd33381b89bf76c50f6");
  CHECK(f->find("0007_add_indexes") == &f->migrations()[7]);
  CHECK(f->find("0007") == nullptr);
  REQUIRE(f->notes().size() == 1);
  CHECK(f->notes()[0].kind == "unsealed");
}

TEST_CASE("Drizzle Kit's folders for MySQL and SQLite are read under their own dialect") {
  for (const char *dialect : {"mysql", "sqlite"}) {
    const auto f = folder::load(drizzle_data("v0/" + std::string(dialect)), {sample_now, true});
    REQUIRE(f);
    CHECK(f->base_dialect() == dialect);
    CHECK(f->migrations().size() == 2);
  }
}

TEST_CASE("the journal's old versions and names of dialects are read, others are refused") {
  for (const char *version : {"5", "6", "7"}) {
    v0_scene scene;
    scene.journal("{\"version\":\"" + std::string(version) + "\",\"dialect\":\"pg\",\"entries\":[]}");
    CHECK(scene.load().base_dialect() == "postgresql");
    CHECK(scene.load().migrations().empty());
    CHECK(scene.notes().empty());
  }
  v0_scene scene;
  CHECK(contains(scene.journal(R"({"version":"8","dialect":"pg","entries":[]})").refusal().message,
                 "version is \"8\""));
  CHECK(contains(scene.journal(R"({"version":7,"dialect":"pg","entries":[]})").refusal().message,
                 "version is 7"));
  CHECK(contains(scene.journal(R"({"dialect":"pg","entries":[]})").refusal().message, "missing"));
  CHECK(contains(scene.journal(R"({"version":"7","entries":[]})").refusal().message, "\"dialect\""));
  CHECK(contains(scene.journal(R"({"version":"7","dialect":"pg"})").refusal().message, "\"entries\""));
  CHECK(contains(scene.journal("[]").refusal().message, "not a JSON object"));
}

TEST_CASE("a journal that is not JSON is refused with line and column") {
  v0_scene scene;
  const error e = scene.journal("{\"version\":\"7\",\n \"dialect\":,\n}").refusal();
  CHECK(e.where.file == scene.file("meta/_journal.json"));
  CHECK(e.where.line == 2);
  CHECK(e.where.column == 12);
  CHECK(contains(scene.journal("{\n<<<<<<< HEAD\n}").refusal().next, "merge conflict"));
  CHECK(scene.journal("").refusal().where.line == 1);
  CHECK(scene.journal("{\n\"version\": 1e999}").refusal().where.line == 2);
}

TEST_CASE("entries of wrong types are refused with their line") {
  for (const char *entry :
       {R"("0000_a")", R"({"idx":"0","when":1,"tag":"a"})", R"({"idx":0,"when":"1","tag":"a"})",
        R"({"idx":0,"when":1.5,"tag":"a"})", R"({"idx":0,"when":-1,"tag":"a"})", R"({"idx":0,"when":1})",
        R"({"idx":0,"when":1,"tag":7})", R"({"idx":0,"when":1,"tag":"a","version":7})",
        R"({"when":1,"tag":"a"})", R"({"idx":0,"when":18446744073709551615,"tag":"a"})", "null", "[]"}) {
    CAPTURE(entry);
    CHECK(journal_refusal(entry).where.line == 2);
  }
}

TEST_CASE("a tag that leaves the folder is refused, one in a sub-folder is read") {
  for (const char *tag : {"../a", "/etc/a", "a/../../b", "a//b", ".", "", "a\\\\b", "a/", "a\\u0000b"}) {
    CAPTURE(tag);
    const error e = journal_refusal(R"({"idx":0,"when":1,"tag":")" + std::string(tag) + "\"}");
    CHECK(e.where.line == 2);
    CHECK(contains(e.message, "not the name of a file inside the folder"));
  }
  v0_scene scene;
  scene.add("sub/0000_a", "SELECT 1");
  CHECK(scene.load().migrations()[0].files.at("postgresql").text == "SELECT 1");
  CHECK(scene.notes() == list{"unsealed ."});
}

TEST_CASE("an entry without its file is refused with the entry's line") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1").add("0001_b", "SELECT 2").remove("0001_b.sql");
  const error e = scene.refusal();
  CHECK(e.where.file == scene.file("meta/_journal.json"));
  CHECK(e.where.line == 4);
  CHECK(contains(e.message, scene.file("0001_b.sql")));
}

TEST_CASE("T-39: a tag that stands twice is refused, case ignored") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1").add("0000_A", "SELECT 2");
  const error e = scene.refusal();
  CHECK(e.where.line == 4);
  CHECK(contains(e.message, "first on line 3"));
}

TEST_CASE("T-39: an idx that stands twice is refused, gaps and a falling idx are not") {
  v0_scene scene;
  scene.write("a.sql", "SELECT 1").write("b.sql", "SELECT 2");
  const std::string head = "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n";
  scene.journal(head + "{\"idx\":3,\"when\":1,\"tag\":\"a\"},\n{\"idx\":3,\"when\":2,\"tag\":\"b\"}]}");
  CHECK(scene.refusal().where.line == 3);
  scene.journal(head + "{\"idx\":7,\"when\":1,\"tag\":\"b\"},\n{\"idx\":3,\"when\":2,\"tag\":\"a\"}]}");
  CHECK(scene.load().migrations()[0].tag == "b");
}

TEST_CASE("a folder that is not there, is a file, or holds nothing is refused") {
  v0_scene scene;
  CHECK(contains(scene.refusal().message, "there is no meta/_journal.json"));
  scene.write("file", "x");
  const auto file = folder::load(scene.path() / "file");
  REQUIRE_FALSE(file);
  CHECK(contains(file.error().message, "is not a folder"));
  const auto none = folder::load(scene.path() / "none");
  REQUIRE_FALSE(none);
  CHECK(contains(none.error().message, "there is no migration folder"));
  CHECK(none.error().category == category::folder);
}

TEST_CASE("both of Drizzle's forms in one folder are refused") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1").write("20261122214138_b/migration.sql", "SELECT 2");
  CHECK(contains(scene.refusal().message, "20261122214138_b"));
}

TEST_CASE("renditions and their reverses are found beside the base dialect's files") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1").write("0000_a.down.sql", "SELECT -1").write("mysql/0000_a.sql", "SELECT 2");
  scene.write("mysql/0000_a.down.sql", "SELECT -2").write("sqlite/0000_a.sql", "SELECT 3");
  const folder f = scene.load();
  const migration &m = f.migrations()[0];
  CHECK(m.files.size() == 3);
  CHECK(m.files.at("mysql").text == "SELECT 2");
  CHECK(m.downs.size() == 2);
  CHECK(m.downs.at("postgresql").text == "SELECT -1");
  CHECK(scene.notes() == list{"unsealed ."});
}

TEST_CASE("two files of one migration for one dialect are refused") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1").write("postgresql/0000_a.sql", "SELECT 2");
  CHECK(contains(scene.refusal().message, "two files for postgresql"));
}

TEST_CASE("SQL files that the journal does not list are told, those of dialects too") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1").write("0001_b.sql", "SELECT 2").write("mysql/0002_c.sql", "SELECT 3");
  scene.write("0003_d.down.sql", "SELECT 4").write(".git/x.sql", "SELECT 5").write("meta/y.sql", "SELECT 6");
  CHECK(scene.notes() ==
        list{"unlisted 0001_b.sql", "unlisted 0003_d.down.sql", "unlisted mysql/0002_c.sql", "unsealed ."});
}

TEST_CASE("a broken snapshot is refused with its line, a missing one is told") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1");
  const folder f = scene.load();
  REQUIRE_FALSE(f.notes().empty());
  CHECK(f.notes()[0].kind == "no_snapshot");
  CHECK(f.notes()[0].where.line == 3);
  const error e = scene.write("meta/0000_snapshot.json", "{\n\"id\": }").refusal();
  CHECK(e.where.file == scene.file("meta/0000_snapshot.json"));
  CHECK(e.where.line == 2);
}

TEST_CASE("T-41: stamps in the future and stamps that do not grow are told, and the journal's order stays") {
  v0_scene scene;
  scene.add("0000_a", "SELECT 1", 5000).add("0001_b", "SELECT 2", 4000);
  scene.add("0002_c", "SELECT 3", sample_now + 25LL * 3600 * 1000).add("0003_d", "SELECT 4", sample_now);
  CHECK(scene.notes() ==
        list{"stamp_order 0001_b.sql", "future_stamp 0002_c.sql", "stamp_order 0003_d.sql", "unsealed ."});
  CHECK(scene.load().migrations()[1].tag == "0001_b");
}
