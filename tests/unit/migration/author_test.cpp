#include "core/migration/author.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/migration/folder_reading.hpp"
#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

namespace {

class copy_of_sample {
 public:
  explicit copy_of_sample(const std::string &name = "v0/tenant") {
    fs::copy(drizzle_data(name), root_.path(), fs::copy_options::recursive);
  }
  [[nodiscard]] const fs::path &path() const { return root_.path(); }
  [[nodiscard]] std::string text(const std::string &name) const { return read_text(root_.path() / name); }
  void write(const std::string &name, std::string_view text) const { root_.write(name, text); }
  [[nodiscard]] json journal() const { return json::parse(text("meta/_journal.json")); }

 private:
  temporary_folder root_;
};

new_migration backfill() {
  return {"backfill", {{"postgresql", "UPDATE wells SET depth = 0;\n"}}, sample_now, 0};
}

std::string added_tag(const copy_of_sample &sample, const new_migration &m) {
  const auto written = append_migration(sample.path(), m);
  if (!written) FAIL(to_string(written.error()));
  return written->tag;
}

}  // namespace

TEST_CASE("an added migration is read back, with an entry and a snapshot as Drizzle Kit makes them") {
  const copy_of_sample sample;
  CHECK(added_tag(sample, backfill()) == "0014_backfill");
  const auto f = folder::load(sample.path(), {sample_now, true});
  REQUIRE(f);
  REQUIRE(f->migrations().size() == 15);
  CHECK(f->migrations()[14].files.at("postgresql").text == "UPDATE wells SET depth = 0;\n");
  CHECK(sample.journal()["entries"][14].dump() ==
        R"({"idx":14,"version":"7","when":1795384400000,"tag":"0014_backfill","breakpoints":true})");
  const json before = json::parse(sample.text("meta/0013_snapshot.json"));
  json after = json::parse(sample.text("meta/0014_snapshot.json"));
  CHECK(after["prevId"] == before["id"]);
  const std::string id = after["id"];
  CHECK(id != before["id"]);
  REQUIRE(id.size() == 36);
  CHECK(id[14] == '4');
  CHECK(contains("89ab", std::string(1, id[19])));
  after["id"] = before["id"];
  after["prevId"] = before["prevId"];
  CHECK(after == before);
}

TEST_CASE("nothing is added to a broken folder, and one that was loaded is not read again") {
  const copy_of_sample sample;
  REQUIRE(write_seal(*folder::load(sample.path(), {sample_now, true})));
  const auto loaded = folder::load(sample.path(), {sample_now, true});
  REQUIRE(loaded);
  const std::string last = loaded->migrations().back().tag + ".sql";
  sample.write(last, sample.text(last) + "SELECT 1;\n");
  const auto refused = append_migration(sample.path(), backfill());
  REQUIRE_FALSE(refused);
  CHECK(contains(refused.error().message, "differs from its seal"));
  const auto added = append_migration(*loaded, backfill());
  REQUIRE(added);
  CHECK(added->tag == "0014_backfill");
}

TEST_CASE("the journal keeps its form, its keys and their order") {
  const copy_of_sample sample;
  json root = sample.journal();
  root["ours"] = {{"b", 1}, {"a", "ü"}};
  root["entries"][3]["note"] = "kept";
  sample.write("meta/_journal.json", root.dump(2));
  added_tag(sample, backfill());
  json expected = root;
  expected["entries"].push_back(
      {{"idx", 14}, {"version", "7"}, {"when", sample_now}, {"tag", "0014_backfill"}, {"breakpoints", true}});
  CHECK(sample.text("meta/_journal.json") == expected.dump(2));
}

TEST_CASE("a new stamp is later than the clock, than every entry by a second, and than what the fleet has") {
  const copy_of_sample sample;
  const std::int64_t last = sample.journal()["entries"][13]["when"];
  new_migration m = backfill();
  m.now_ms = 5;
  added_tag(sample, m);
  CHECK(sample.journal()["entries"][14]["when"] == last + 1000);
  m.newest_applied_ms = last + 90000;
  added_tag(sample, m);
  CHECK(sample.journal()["entries"][15]["when"] == last + 90001);
  CHECK(sample.journal()["entries"][15]["idx"] == 15);
}

TEST_CASE("renditions of other dialects stand in their folders") {
  const copy_of_sample sample;
  new_migration m = backfill();
  m.sql["mysql"] = "UPDATE wells SET depth = 1;";
  const auto written = append_migration(sample.path(), m);
  REQUIRE(written);
  CHECK(sample.text("mysql/0014_backfill.sql") == "UPDATE wells SET depth = 1;");
  CHECK(written->files.size() == 4);
  CHECK(written->files.back() == sample.path() / "meta/_journal.json");
}

TEST_CASE("tags of stamps and of seconds carry on in their own way") {
  v0_scene stamps;
  stamps.add("20261122214623_a", "SELECT 1", 1795383983000)
      .write("meta/20261122214623_snapshot.json", R"({"id":"x"})");
  const auto first = append_migration(stamps.path(), backfill());
  REQUIRE(first);
  CHECK(first->tag == utc_digits(sample_now) + "_backfill");
  CHECK(fs::exists(stamps.file("meta/" + utc_digits(sample_now) + "_snapshot.json")));
  v0_scene seconds;
  seconds.add("1795383987_a", "SELECT 1", 1795383987000)
      .write("meta/1795383987_snapshot.json", R"({"id":"x"})");
  const auto second = append_migration(seconds.path(), backfill());
  REQUIRE(second);
  CHECK(second->tag == "1795384400_backfill");
}

TEST_CASE("what a crash left does not break the second try, and another text is kept") {
  const copy_of_sample sample;
  sample.write("0014_backfill.sql", "half a text");
  sample.write("meta/0014_snapshot.json", "{\"id\": \"half");
  CHECK(added_tag(sample, backfill()) == "0014_backfill");
  CHECK(sample.text("0014_backfill.sql") == "UPDATE wells SET depth = 0;\n");
  CHECK(sample.text("0014_backfill.sql.leftover") == "half a text");
  CHECK(json::parse(sample.text("meta/0014_snapshot.json"))["prevId"] ==
        json::parse(sample.text("meta/0013_snapshot.json"))["id"]);
}

TEST_CASE("a sealed folder stays sealed, an unsealed one stays unsealed") {
  const copy_of_sample sample;
  REQUIRE(write_seal(*folder::load(sample.path(), {sample_now, true})));
  added_tag(sample, backfill());
  const auto f = folder::load(sample.path(), {sample_now, true});
  REQUIRE(f);
  CHECK(f->notes().empty());
  new_migration later = backfill();
  later.to_be_written = true;
  added_tag(sample, later);
  REQUIRE(folder::load(sample.path(), {sample_now, true})->notes().size() == 1);
  CHECK(folder::load(sample.path(), {sample_now, true})->notes().front().kind == "unsealed");
  const copy_of_sample other;
  added_tag(other, backfill());
  CHECK_FALSE(fs::exists(other.path() / "meta/_tenantry.json"));
}

TEST_CASE("a migration that cannot be added leaves the folder as it was") {
  const copy_of_sample sample;
  const std::string before = sample.text("meta/_journal.json");
  new_migration m = backfill();
  for (const char *name : {"", "a/b", "../a", "a b", "a.down", "a\n"}) {
    m.name = name;
    CAPTURE(name);
    CHECK_FALSE(append_migration(sample.path(), m));
  }
  m = backfill();
  m.sql = {{"mysql", "SELECT 1"}};
  CHECK_FALSE(append_migration(sample.path(), m));
  CHECK(sample.text("meta/_journal.json") == before);
  CHECK_FALSE(fs::exists(sample.path() / "0014_backfill.sql"));
}

TEST_CASE("a folder without a snapshot, a broken one and a v1 folder are refused") {
  v0_scene bare;
  bare.add("0000_a", "SELECT 1");
  const auto refused = append_migration(bare.path(), backfill());
  REQUIRE_FALSE(refused);
  CHECK(contains(refused.error().message, "no snapshot"));
  CHECK_FALSE(fs::exists(bare.file("0001_backfill.sql")));
  CHECK_FALSE(append_migration(bare.write("meta/0000_snapshot.json", "{}").path(), backfill()));
  const copy_of_sample newer("v1/five");
  const auto v1 = append_migration(newer.path(), backfill());
  REQUIRE_FALSE(v1);
  CHECK(contains(v1.error().message, "v1 form"));
}

TEST_CASE("a folder that is not there yet begins with its first migration, as Drizzle Kit would begin it") {
  const temporary_folder root;
  const fs::path folder = root.path() / "migrations/tenant";
  const auto first = append_migration(folder, backfill());
  if (!first) FAIL(to_string(first.error()));
  CHECK(first->tag == "0000_backfill");
  const json snapshot = json::parse(read_text(folder / "meta/0000_snapshot.json"));
  CHECK(snapshot["prevId"] == "00000000-0000-0000-0000-000000000000");
  CHECK(snapshot["version"] == "7");
  CHECK(snapshot["tables"] == json::object());
  CHECK(append_migration(folder, backfill()));
  CHECK(json::parse(read_text(folder / "meta/0001_snapshot.json"))["prevId"] == snapshot["id"]);
  const auto read = tenantry::folder::load(folder, {sample_now, true});
  REQUIRE(read);
  CHECK(read->migrations().size() == 2);
  CHECK(read->base_dialect() == "postgresql");
}

TEST_CASE("a folder without migrations takes the dialect of its first one") {
  const temporary_folder root;
  root.write("meta/_journal.json", R"({"version":"7","dialect":"postgresql","entries":[]})");
  new_migration m = backfill();
  m.sql = {{"sqlite", "SELECT 1;"}};
  REQUIRE(append_migration(root.path(), m));
  CHECK(json::parse(read_text(root.path() / "meta/_journal.json"))["dialect"] == "sqlite");
  const json snapshot = json::parse(read_text(root.path() / "meta/0000_snapshot.json"));
  CHECK(snapshot["version"] == "6");
  CHECK(snapshot["dialect"] == "sqlite");
}
