// Drizzle's fourteen snapshots as declared schemas, one after the other: what tenantry writes gives the
// catalog that Drizzle's own SQL gives.
#include <catch2/catch.hpp>

#include "tests/e2e/author/declared_fleet.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using Catch::Contains;

namespace fs = std::filesystem;

namespace {

const fs::path data = fs::path(TENANTRY_SOURCE_DIR) / "tests" / "data";

std::vector<std::string> tags_of(const std::string &track) {
  std::vector<std::string> tags;
  const auto journal =
      nlohmann::json::parse(read_text(data / "drizzle" / "v0" / track / "meta" / "_journal.json"));
  for (const auto &entry : journal["entries"]) tags.push_back(entry["tag"].get<std::string>());
  return tags;
}

// A fleet of one database, with Drizzle's beside it.
class two_ways {
 public:
  two_ways(const std::string &server, const std::string &track)
      : track_(track), ours_(server, "ours"), drizzles_(server, "drizzles") {
    fs::remove_all(fleet_.migrations());
    fleet_.add_tenant({"one", "POSTGRESQL", ours_.url(), "ACTIVE", {}});
  }

  void declare(const fs::path &schema) const {
    fleet_.configure("schema = \"" + schema.string() + "\"\ndialects = [\"postgresql>=15\"]\n");
  }

  [[nodiscard]] fleet_run generate(std::vector<std::string> more) const {
    more.insert(more.begin(), {"generate", "tenant"});
    return fleet_.run(std::move(more));
  }

  // The next of Drizzle's migrations, by its SQL there, by its snapshot here.
  void step(const std::string &tag, const std::vector<std::string> &how) {
    INFO(tag);
    const fs::path folder = data / "drizzle" / "v0" / track_;
    declare(folder / "meta" / (tag.substr(0, 4) + "_snapshot.json"));
    std::vector<std::string> flags = {"--name", tag.substr(5)};
    flags.insert(flags.end(), how.begin(), how.end());
    if (tag.starts_with("0004") && track_ == "tenant")
      flags.insert(flags.end(), {"--backfill", "wells.field='none'"});
    if (tag.starts_with("0006"))
      flags.insert(flags.end(), {"--rename", "work_orders.title=work_orders.subject"});
    const fleet_run made = generate(flags);
    INFO(made.told());
    REQUIRE(made.program.exit_code == 0);
    const std::string sql = read_text(folder / (tag + ".sql"));
    if (sql.find_first_not_of('\n') == std::string::npos) return;
    run_as_drizzle(sql);
    const std::string theirs = drizzles_.schema();
    forget_roles(drizzles_);
    const fleet_run migrated = fleet_.migrate();
    INFO(migrated.told());
    REQUIRE(migrated.program.exit_code == 0);
    CHECK(ours_.schema() == theirs);
    forget_roles(ours_);
  }

  [[nodiscard]] const test_fleet &fleet() const { return fleet_; }
  [[nodiscard]] std::string ours() const { return ours_.schema(); }
  [[nodiscard]] std::string drizzles() const { return drizzles_.schema(); }
  void run_all_of_drizzle() const {
    for (const std::string &tag : tags_of(track_))
      run_as_drizzle(read_text(data / "drizzle" / "v0" / track_ / (tag + ".sql")));
  }

 private:
  // Roles are the server's, not the database's: what one way made would be in the other's way.
  void forget_roles(const postgres_database &database) const {
    if (track_ == "master") database.run("DROP OWNED BY support; DROP ROLE support");
  }
  void run_as_drizzle(const std::string &sql) const {
    const std::string marker = "--> statement-breakpoint";
    for (std::size_t begin = 0; begin < sql.size();) {
      const std::size_t end = std::min(sql.find(marker, begin), sql.size());
      drizzles_.run(sql.substr(begin, end - begin));
      begin = end + marker.size();
    }
  }

  std::string track_;
  postgres_database ours_, drizzles_;
  test_fleet fleet_;
};

}  // namespace

TEST_CASE("each pair of Drizzle's snapshots gives the catalog that Drizzle's SQL gives, in safe forms") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  two_ways both(server, "tenant");
  for (const std::string &tag : tags_of("tenant")) both.step(tag, {});
}

TEST_CASE("each pair of Drizzle's snapshots gives the catalog that Drizzle's SQL gives, in plain forms") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  two_ways both(server, "tenant");
  for (const std::string &tag : tags_of("tenant")) both.step(tag, {"--plain", "all"});
  // Drizzle's own words, where it writes no more than the change.
  const fs::path drizzle = data / "drizzle" / "v0" / "tenant";
  for (const char *tag : {"0003_bitter_skaar", "0005_mysterious_wither", "0006_rename_title",
                          "0008_add_unique", "0009_add_fk", "0010_alter_many", "0011_drop_table"})
    CHECK(read_text(both.fleet().migrations() / (std::string(tag) + ".sql")) ==
          read_text(drizzle / (std::string(tag) + ".sql")));
}

TEST_CASE("the master of the Drizzle project comes out the same") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  postgres_connection(server).run("DROP ROLE IF EXISTS support");  // of a run that broke off
  two_ways both(server, "master");
  for (const std::string &tag : tags_of("master")) both.step(tag, {});
}

TEST_CASE("the schema as Drizzle Kit and pg_dump export it gives that catalog at once") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  for (const char *source : {"tenant_drizzle_export.sql", "tenant_pg_dump.sql"}) {
    INFO(source);
    const two_ways both(server, "tenant");
    both.run_all_of_drizzle();
    both.declare(data / "declared" / source);
    const fleet_run made = both.generate({"--name", "all"});
    INFO(made.told());
    REQUIRE(made.program.exit_code == 0);
    const fleet_run migrated = both.fleet().migrate();
    INFO(migrated.told());
    REQUIRE(migrated.program.exit_code == 0);
    CHECK(both.ours() == both.drizzles());
    CHECK(both.generate({}).lines.back()["changes"] == 0);
  }
}

TEST_CASE("a folder that Drizzle Kit writes gets the files for the fleet's other dialects") {
  const test_fleet fleet;
  fs::remove_all(fleet.migrations());
  fs::copy(data / "drizzle" / "v0" / "tenant", fleet.migrations(), fs::copy_options::recursive);
  fleet.configure("schema = \"drizzle\"\n");
  fleet.add_sqlite_tenant("small");
  const std::vector<std::string> flags = {"generate",   "tenant",
                                          "--rename",   "work_orders.title=work_orders.subject",
                                          "--backfill", "wells.field='none'"};
  const fleet_run made = fleet.run(flags);
  INFO(made.told());
  REQUIRE(made.program.exit_code == 0);
  CHECK(fs::exists(fleet.migrations() / "sqlite" / "0000_acoustic_kylun.sql"));
  // An index over to_tsvector() is PostgreSQL's own: a draft. What changes rows alone is named.
  CHECK_THAT(made.program.out, Contains("0007_add_indexes.sql") && Contains("\"gap\""));
  CHECK(fs::exists(fleet.migrations() / "sqlite" / "0007_add_indexes.sql.draft"));
  CHECK_THAT(told(made, "note", "message"), Contains("0012_seed_defaults") && Contains("0013_flat_famine"));
  for (const char *by_hand : {"0007_add_indexes", "0012_seed_defaults", "0013_flat_famine"})
    write_text(fleet.migrations() / "sqlite" / (std::string(by_hand) + ".sql"), "-- tenantry: no-op\n");
  // SQLite makes the table anew for a foreign key, and that index with it: a draft too.
  CHECK(fs::exists(fleet.migrations() / "sqlite" / "0009_add_fk.sql.draft"));
  write_text(fleet.migrations() / "sqlite" / "0009_add_fk.sql",
             "ALTER TABLE work_orders ADD COLUMN assignee_id CHAR(36) REFERENCES users (id);");
  const fleet_run migrated = fleet.migrate();
  INFO(migrated.told());
  CHECK(migrated.outcome("small") == "migrated");
  CHECK(migrated.tenant("small")["steps"] == 14);
  sqlite_run(fleet.folder() / "small.db",
             "INSERT INTO users (id, email, name) VALUES ('u', 'a@b', 'n');"
             "INSERT INTO work_orders (id, subject) VALUES ('w', 's')");
  CHECK(fleet.run(flags).lines.back()["changes"] == 0);
}
