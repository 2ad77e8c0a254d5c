// tenantry init --from-drizzle on a project that Drizzle Kit made and Drizzle's migrator ran: the report must
// say what tenantry then does and what Drizzle really does.
#include <catch2/catch.hpp>
#include <map>
#include <sstream>

#include "tests/e2e/drizzle/project.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;
using words = std::vector<std::string>;

namespace {

constexpr const char *schema =
    "import { pgTable, integer, text } from 'drizzle-orm/pg-core';\n"
    "export const wells = pgTable('wells', { id: integer('id').primaryKey(), /* more */ });\n";

// Three migrations by Drizzle Kit, and four tenants: all applied; two of three; one with a hollow history;
// suspended.
struct team_with_drizzle {
  explicit team_with_drizzle(const std::string &server)
      : team(server), behind(server, "behind"), hollow(server, "hollow") {
    std::filesystem::remove_all(team.folder());
    std::filesystem::remove(team.home() / "tenantry.toml");
    team.prepare_kit("v0", schema);
    generate("init", "");
    generate("name", "name: text('name'), ");
    generate("depth", "depth: integer('depth'), ");
    REQUIRE(team.tags() == words{"0000_init", "0001_name", "0002_depth"});
    const finished_program migrated = team.kit({"migrate"});
    INFO(migrated.out << migrated.err);
    REQUIRE(migrated.exit_code == 0);
    REQUIRE(drizzle_on(behind, team.first(2)).exit_code == 0);
    make_hollow();
    write_text(team.folder() / "stray.sql", "SELECT 1;");
    team.master().run("INSERT INTO tenants VALUES ('2', 'behind', 'Behind', 'POSTGRESQL', '" + behind.url() +
                      "', 'ACTIVE'), ('3', 'hollow', 'Hollow', 'POSTGRESQL', '" + hollow.url() +
                      "', 'ACTIVE'), ('4', 'away', 'Away', 'POSTGRESQL', "
                      "'postgresql://nobody@127.0.0.1:1/x', 'SUSPENDED')");
  }

  void generate(const std::string &name, const std::string &column) const {
    replace_in_file(team.home() / "schema.ts", "/* more */", column + "/* more */");
    const finished_program made = team.kit({"generate", "--name", name});
    INFO(made.out << made.err);
    REQUIRE(team.tags().back().find(name) != std::string::npos);
  }

  // 0001 never ran, 0000 was edited after it ran, and a row is of nobody.
  void make_hollow() const {
    REQUIRE(drizzle_on(hollow, {}).exit_code == 0);
    hollow.run(
        "ALTER TABLE wells DROP COLUMN name; DELETE FROM drizzle.__drizzle_migrations WHERE id = 2; UPDATE "
        "drizzle.__drizzle_migrations SET hash = 'another' WHERE id = 1; INSERT INTO "
        "drizzle.__drizzle_migrations "
        "(hash, created_at) VALUES ('nobody', 7)");
  }

  [[nodiscard]] finished_program drizzle_on(const postgres_database &database,
                                            const std::filesystem::path &folder) const {
    program_call call = team.drizzle_call("v0", folder);
    call.arguments.back() = database.url();
    return run_program(call);
  }

  [[nodiscard]] program_call call(std::vector<std::string> arguments) const {
    program_call made;
    made.arguments = std::move(arguments);
    made.folder = team.home();
    made.environment["MASTER_DATABASE_URL"] = team.master().url();
    return made;
  }

  project team;
  postgres_database behind, hollow;
};

// Lines of --json: the tenants of status by slug, or the groups of the report by their first database.
std::vector<json> lines_of(const finished_program &program) {
  INFO(program.out << program.err);
  REQUIRE(program.exit_code == 0);
  std::vector<json> lines;
  std::istringstream text(program.out);
  for (std::string line; std::getline(text, line);) lines.push_back(json::parse(line));
  return lines;
}

words kinds(const json &findings) {
  words all;
  for (const json &one : findings) all.push_back(one.at("kind").get<std::string>());
  return all;
}

std::map<std::string, json> groups_of(const json &report) {
  std::map<std::string, json> groups;
  for (const json &group : report.at("groups")) groups[group.at("first").at(0).get<std::string>()] = group;
  return groups;
}

std::string rows_in(const postgres_database &database) {
  return database.value("SELECT count(*) FROM drizzle.__drizzle_migrations");
}

}  // namespace

TEST_CASE("init --from-drizzle tells what each database has, and status and Drizzle itself agree") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const team_with_drizzle all(server);
  json report;
  for (const json &line : lines_of(run_program(all.call({"init", "--from-drizzle", ".", "--json"}))))
    if (line.at("event") == "adoption") report = line;
  REQUIRE(report.is_object());
  CHECK(report.at("track") == "tenant");
  CHECK(report.at("folder") == "migrations/tenant");
  CHECK(report.at("migrations") == 3);
  CHECK(report.at("unlisted") == json({"stray.sql"}));
  CHECK(report.at("statuses") == json({{"ACTIVE", 3}, {"SUSPENDED", 1}}));
  CHECK(report.at("skipped") == json({{"inactive", 1}}));

  auto groups = groups_of(report);
  REQUIRE(groups.size() == 3);
  CHECK(groups["one"].at("applied") == 3);
  CHECK(groups["one"].at("pending") == json::array());
  CHECK(groups["one"].at("findings") == json::array());
  CHECK(groups["behind"].at("applied") == 2);
  CHECK(groups["behind"].at("pending") == json({"0002_depth"}));
  CHECK(groups["behind"].at("drizzle_would_run") == json({"0002_depth"}));
  CHECK(groups["hollow"].at("applied") == 2);
  CHECK(groups["hollow"].at("pending") == json({"0001_name"}));
  CHECK(groups["hollow"].at("drizzle_would_run") == json::array());
  CHECK(kinds(groups["hollow"].at("findings")) == words{"edited", "hole", "drizzle_orphan"});

  for (const json &line : lines_of(run_program(all.call({"status", "tenant", "--json"})))) {
    if (line.at("event") != "tenant" || line.at("outcome") == "skipped") continue;
    const json &group = groups[line.at("slug").get<std::string>()];
    CHECK(line.at("pending") == group.at("pending"));
    CHECK(line.at("applied") == group.at("applied"));
    CHECK(line.at("findings") == group.at("findings"));
  }
  // The report changed nothing, and what Drizzle does is what it said.
  REQUIRE(all.drizzle_on(all.hollow, {}).exit_code == 0);
  CHECK(rows_in(all.hollow) == "3");
  REQUIRE(all.drizzle_on(all.behind, {}).exit_code == 0);
  CHECK(rows_in(all.behind) == "3");

  (void)lines_of(run_program(all.call({"migrate", "tenant", "--json"})));
  CHECK(rows_in(all.hollow) == "4");
  CHECK(all.hollow.schema() == all.team.tenant().schema());
}

TEST_CASE("init --from-drizzle says it in words") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const team_with_drizzle all(server);
  const finished_program told = run_program(all.call({"init", "--from-drizzle", "."}));
  INFO(told.out << told.err);
  REQUIRE(told.exit_code == 0);
  for (const char *part : {"tenantry.toml", "tenant: migrations/tenant, 3 migrations", "stray.sql",
                           "SUSPENDED 1", "Drizzle would run", "hole: ", "edited: ", "0001_name",
                           "Nothing was changed in any database", "tenantry plan"})
    CHECK(told.out.find(part) != std::string::npos);
  // The address of a database is a secret until it is shown to be none.
  CHECK(told.out.find("postgresql://") == std::string::npos);
  CHECK(read_text(all.team.home() / "tenantry.toml").find("${env:MASTER_DATABASE_URL}") != std::string::npos);

  const finished_program again = run_program(all.call({"init", "--from-drizzle", "."}));
  CHECK(again.exit_code == 2);
  CHECK(again.err.find("never overwritten") != std::string::npos);
}

TEST_CASE("init --from-drizzle without a master reads the folders and says that no database was looked at") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v0/tenant");
  std::filesystem::remove(team.home() / "tenantry.toml");
  const answer ran = team.tenantry({"init", "--from-drizzle", "migrations"});
  INFO(ran.program.out << ran.program.err);
  REQUIRE(ran.program.exit_code == 0);
  const json report = ran.event("adoption");
  CHECK(report.at("looked") == false);
  CHECK(report.at("migrations") == 14);
  CHECK(report.at("why_not").get<std::string>().find("MASTER_DATABASE_URL") != std::string::npos);
}
