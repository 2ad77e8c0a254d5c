// Bad migration folders: refused before any tenant is touched, with file, line and what to do.
#include "tests/e2e/refusals/refusal.hpp"

using namespace tenantry::testing;

namespace {

std::string journal(const std::string &entries) {
  return "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n" + entries + "\n]}";
}

std::string entry(int idx, const std::string &tag) {
  return "{\"idx\":" + std::to_string(idx) +
         ",\"version\":\"7\",\"when\":" + std::to_string(1700000000000 + idx) + ",\"tag\":\"" + tag +
         "\",\"breakpoints\":true}";
}

const std::string journal_file = "meta/_journal.json";

}  // namespace

TEST_CASE("a journal that is not JSON is refused with its line") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with(journal_file, "{\n\"version\": \"7\",\n\"entries\": [}\n", {"_journal.json:3"});
  fleet.expect_refusal_with(journal_file, "[]", {"_journal.json"});
  fleet.expect_refusal_with(
      journal_file, "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[{\"idx\":0,\"when\":1}]}",
      {"_journal.json", "tag"});
}

TEST_CASE("a journal that lists a missing file is refused and names the file") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with(journal_file, journal(entry(0, "0000_wells") + "," + entry(1, "0001_lost")),
                            {"0001_lost"});
}

TEST_CASE("T-39: a journal that repeats a tag or an index is refused") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with(journal_file, journal(entry(0, "0000_wells") + "," + entry(1, "0000_wells")),
                            {"_journal.json", "0000_wells"});
  fleet.expect_refusal_with(journal_file, journal(entry(0, "0000_wells") + "," + entry(0, "0001_operator")),
                            {"_journal.json", "\"idx\" 0"});
}

TEST_CASE("T-40: two branches with the same number and different tags are told apart by the index") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with(
      journal_file,
      journal(entry(0, "0000_wells") + "," + entry(1, "0001_operator") + "," + entry(1, "0002_equipment")),
      {"_journal.json"});
}

TEST_CASE("a folder that mixes Drizzle's old and new form is refused") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with("20260101000000_new/migration.sql", "SELECT 1;", {"20260101000000_new"});
}

TEST_CASE("a migration folder that is missing or has no journal is refused") {
  fleet_to_break fleet;
  std::filesystem::remove(fleet.migrations() / journal_file);
  fleet.expect_refusal(2, {"_journal.json"});
  std::filesystem::remove_all(fleet.migrations());
  fleet.expect_refusal(2, {"migrations"});
}

TEST_CASE("a broken snapshot is refused") {
  const fleet_to_break fleet;
  fleet.expect_refusal_with("meta/0000_snapshot.json", "{ \"id\": ", {"0000_snapshot.json"});
}

TEST_CASE("a seal that differs from a file is refused and names the file") {
  const fleet_to_break fleet;
  const auto sealed = run_program(fleet.call({"check", "tenant", "--seal"}));
  INFO(sealed.out << sealed.err);
  REQUIRE(sealed.out.find("sealed") != std::string::npos);
  fleet.expect_refusal_with("0001_operator.sql", "CREATE TABLE edited (id integer);",
                            {"0001_operator.sql", "differs from its seal", "tenantry check --seal"});
}

TEST_CASE("T-34: an applied file that was edited is refused for that tenant, and nothing runs") {
  fleet_to_break fleet;
  REQUIRE(fleet.migrate().program.exit_code == 0);
  fleet.add_migration("0003_more", "CREATE TABLE more (id integer);");
  write_text(fleet.migrations() / "sqlite" / "0001_operator.sql",
             "ALTER TABLE wells ADD COLUMN operator integer;");
  const auto run = fleet.migrate({"--tenant", "t0"});
  INFO(run.told());
  CHECK(run.program.exit_code != 0);
  CHECK((run.program.out + run.program.err).find("0001_operator") != std::string::npos);
  CHECK(sqlite_rows(fleet.folder() / "t0.db", "SELECT 1 FROM sqlite_master WHERE name = 'more'").empty());
}

TEST_CASE("T-32: line ends and a byte order mark do not make a file another file") {
  fleet_to_break fleet;
  REQUIRE(fleet.migrate().program.exit_code == 0);
  for (const char *tag : {"0000_wells", "0001_operator", "0002_equipment"}) {
    const auto file = fleet.migrations() / "sqlite" / (std::string(tag) + ".sql");
    std::string text = "\xEF\xBB\xBF";
    for (const char c : read_text(file)) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    write_text(file, text);
  }
  const auto run = fleet.migrate();
  INFO(run.told());
  CHECK(run.program.exit_code == 0);
  CHECK(run.outcome("t0") == "up_to_date");
}
