// Two branches with one parent, put into one line (T-40).
#include <catch2/catch.hpp>

#include "tests/e2e/author/declared_fleet.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace fs = std::filesystem;

namespace {

std::string wells(const std::string &more, const std::string &behind = "") {
  return "CREATE TABLE wells (id integer PRIMARY KEY, title varchar(40) NOT NULL" + more + ");\n" + behind;
}

// As git leaves a file that both branches changed from its first line on.
std::string in_conflict(const std::string &ours, const std::string &theirs) {
  return "<<<<<<< HEAD\n" + ours + "\n=======\n" + theirs + "\n>>>>>>> other\n";
}

// One folder from which two branches go on; `meet` is what a merge of them leaves.
class two_branches {
 public:
  two_branches() : team_("") {
    team_.declare(wells(""));
    (void)team_.generate({"--name", "begin"});
    fs::copy(team_.fleet().migrations(), base_.path() / "m", fs::copy_options::recursive);
  }

  void first(const std::string &schema, const std::string &name) {
    team_.declare(schema);
    (void)team_.generate({"--name", name});
    fs::copy(team_.fleet().migrations(), first_.path() / "m", fs::copy_options::recursive);
    fs::remove_all(team_.fleet().migrations());
    fs::copy(base_.path() / "m", team_.fleet().migrations(), fs::copy_options::recursive);
  }
  void second(const std::string &schema, const std::string &name) {
    team_.declare(schema);
    (void)team_.generate({"--name", name});
  }

  void meet() const {
    const fs::path here = team_.fleet().migrations(), there = first_.path() / "m";
    for (const auto &entry : fs::recursive_directory_iterator(there)) {
      if (!entry.is_regular_file()) continue;
      const fs::path name = entry.path().lexically_relative(there);
      const std::string theirs = read_text(entry.path());
      if (!fs::exists(here / name))
        write_text(here / name, theirs);
      else if (read_text(here / name) != theirs)
        write_text(here / name, in_conflict(read_text(here / name), theirs));
    }
  }

  [[nodiscard]] const declared_fleet &team() const { return team_; }
  [[nodiscard]] std::string text(const std::string &name) const { return team_.file(name); }
  [[nodiscard]] finished_program check() const {
    return run_program(team_.fleet().call({"check", "tenant"}));
  }

 private:
  declared_fleet team_;
  temporary_folder base_, first_;
};

}  // namespace

TEST_CASE("T-40: after a merge with conflicts both branches' migrations stand in one line and lose nothing") {
  two_branches both;
  both.first(wells(", depth integer", "CREATE TABLE a (id integer PRIMARY KEY);\n"), "depth");
  both.second(wells(", status text NOT NULL DEFAULT 'new', CHECK (length(title) > 1)"), "status");
  both.meet();
  const declared_fleet &team = both.team();
  team.declare(wells(", depth integer, status text NOT NULL DEFAULT 'new', CHECK (length(title) > 1)",
                     "CREATE TABLE a (id integer PRIMARY KEY);\n"));
  CHECK(both.check().exit_code == 1);
  const auto made = team.generate({"--rebase"});
  INFO(made.told());
  CHECK(told(made, "rebased", "before") == "0001_status\n");
  CHECK(told(made, "rebased", "after") == "0002_status\n");
  CHECK_FALSE(team.has_file("0001_status.sql"));
  CHECK(team.has_file("0002_status.down.sql"));
  // The check makes SQLite write the whole table anew: with the column of the other branch.
  CHECK_THAT(both.text("sqlite/0002_status.sql"), Contains("\"depth\""));
  const auto clean = both.check();
  INFO(clean.out << clean.err);
  CHECK(clean.exit_code == 0);
  team.migrate();
  sqlite_run(team.small(), "INSERT INTO wells (id, title, depth) VALUES (1, 'A-1', 3)");
  CHECK(sqlite_value(team.small(), "SELECT status || depth FROM wells") == "new3");
  CHECK(team.generate({"--rebase"}).lines.empty());
}

TEST_CASE("what was written by hand is carried over as it is") {
  two_branches both;
  both.first(wells(", depth integer"), "depth");
  both.team().declare(wells(""));
  (void)both.team().generate({"--custom", "--name", "rows"});
  const std::string sql = "INSERT INTO wells (id, title) VALUES (7, 'by hand');\n";
  for (const char *file : {"0001_rows.sql", "sqlite/0001_rows.sql"})
    write_text(both.team().fleet().migrations() / file, sql);
  both.meet();
  const auto made = both.team().generate({"--rebase"});
  INFO(made.told());
  CHECK_THAT(made.program.out, Contains("sqlite/0002_rows.sql"));
  CHECK(both.text("sqlite/0002_rows.sql") == sql);
  CHECK(both.text("0002_rows.sql") == sql);
  both.team().migrate();
  CHECK(sqlite_value(both.team().small(), "SELECT count(*) FROM wells WHERE depth IS NULL") == "1");
}

TEST_CASE("where both branches changed one thing it is named and nothing is written") {
  two_branches both;
  both.first(wells(", depth integer"), "depth");
  both.second(wells(", depth bigint"), "wide_depth");
  both.meet();
  const auto refused = both.team().generate({"--rebase"}, 2);
  CHECK_THAT(refused.program.err, Contains("column \"wells.depth\""));
  CHECK(both.team().has_file("0001_depth.sql"));
  CHECK(both.team().has_file("0001_wide_depth.sql"));
  CHECK_THAT(both.text("meta/_journal.json"), Contains("<<<<<<<"));
}

TEST_CASE("where one of two snapshots was overwritten it is asked for") {
  two_branches both;
  both.first(wells(", depth integer"), "depth");
  both.second(wells(", status text"), "status");
  const std::string mine = both.text("meta/0001_snapshot.json");
  both.meet();
  write_text(both.team().fleet().migrations() / "meta" / "0001_snapshot.json", mine);
  const auto refused = both.team().generate({"--rebase"}, 2);
  CHECK_THAT(refused.program.err, Contains("git checkout --merge") && Contains("0001_snapshot.json"));
}
