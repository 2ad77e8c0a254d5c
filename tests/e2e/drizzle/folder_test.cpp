// What drizzle-kit pull writes, and roles that may do less than Drizzle asks for.
#include <catch2/catch.hpp>

#include "tests/e2e/drizzle/project.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

// A role that may use what is there but create neither schemas nor databases.  Gone with the object.
class modest_role {
 public:
  explicit modest_role(const postgres_database &where) : where_(where), name_(where.name() + "_role") {
    where_.run("CREATE ROLE " + name_ + " LOGIN; REVOKE CREATE ON DATABASE " + where_.name() +
               " FROM PUBLIC");
    where_.run("GRANT ALL ON SCHEMA public TO " + name_);
    for (const std::string schema : {"tenantry", "drizzle"})
      where_.run("GRANT USAGE ON SCHEMA " + schema + " TO " + name_ + "; GRANT ALL ON ALL TABLES IN SCHEMA " +
                 schema + " TO " + name_ + "; GRANT USAGE ON ALL SEQUENCES IN SCHEMA " + schema + " TO " +
                 name_);
  }
  ~modest_role() {
    try {
      where_.run("DROP OWNED BY " + name_ + " CASCADE; DROP ROLE " + name_);
    } catch (const std::exception &error) {
      WARN("cannot drop " << name_ << ": " << error.what());
    }
  }
  modest_role(const modest_role &) = delete;
  modest_role &operator=(const modest_role &) = delete;

  [[nodiscard]] std::string url() const {
    const std::string url = where_.url();
    return "postgresql://" + name_ + url.substr(url.find('@'));
  }

 private:
  const postgres_database &where_;
  std::string name_;
};

// A database that was there first, and the folder that drizzle-kit pull makes of it.
struct pulled_project {
  pulled_project(const std::string &server, const std::string &tables) : team(server) {
    std::filesystem::remove_all(team.folder());
    team.tenant().run(tables);
    team.prepare_kit("v0", "");
    const finished_program pulled = team.kit({"pull"});
    INFO(pulled.err);
    REQUIRE(team.tags().size() == 1);
  }
  void check_refused() const {
    const answer ran = team.tenantry({"migrate", "tenant"});
    INFO(ran.program.out << ran.program.err);
    CHECK(ran.program.exit_code != 0);
    const std::string said = ran.program.out + ran.program.err;
    CHECK(said.find("it is a baseline to be marked as applied, not run") != std::string::npos);
    CHECK(said.find(team.tags().front()) != std::string::npos);
    CHECK(team.tenant().value("SELECT to_regnamespace('tenantry') IS NULL") == "t");
  }
  project team;
};

}  // namespace

TEST_CASE("a no-op and a migration need no right to create schemas, where Drizzle fails without it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server);
  team.add("a", "CREATE TABLE a (n integer);");
  REQUIRE(team.drizzle("v0").exit_code == 0);
  team.add("b", "CREATE TABLE b (n integer);");
  REQUIRE(team.tenantry({"migrate", "tenant"}).program.exit_code == 0);

  const modest_role role(team.tenant());
  program_call call = team.drizzle_call("v0");
  call.arguments.back() = role.url();
  const finished_program drizzle = run_program(call);
  CHECK(drizzle.exit_code == 1);
  CHECK(drizzle.err.find("42501") != std::string::npos);

  team.use_tenant_url(role.url());
  const answer nothing = team.tenantry({"migrate", "tenant"});
  INFO(nothing.program.out << nothing.program.err);
  CHECK(nothing.tenant().at("outcome") == "up_to_date");
  team.add("c", "CREATE TABLE c (n integer);");
  const answer one = team.tenantry({"migrate", "tenant"});
  INFO(one.program.out << one.program.err);
  CHECK(one.tenant().at("steps") == 1);
  CHECK(team.history().size() == 3);
}

TEST_CASE("the baseline that drizzle-kit pull writes is refused with advice, where Drizzle fails on it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const pulled_project pulled(server,
                              "CREATE TABLE wells (id integer PRIMARY KEY); CREATE TABLE users (id integer)");
  const finished_program drizzle = pulled.team.drizzle("v0");
  CHECK(drizzle.exit_code == 1);
  CHECK(drizzle.err.find("unterminated /* comment") != std::string::npos);
  pulled.check_refused();
}

// One statement needs no breakpoint, so the comment ends in the same piece: Drizzle runs nothing, and says it
// is applied.
TEST_CASE("a pulled baseline of one statement is refused too, where Drizzle takes it for applied") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const pulled_project pulled(server, "CREATE TABLE wells (id integer)");
  pulled.check_refused();
  CHECK(pulled.team.drizzle("v0").exit_code == 0);
  CHECK(pulled.team.history().size() == 1);
}

TEST_CASE("the advice about a pulled baseline works as it is written, for tenantry and for Drizzle") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const pulled_project pulled(server,
                              "CREATE TABLE wells (id integer PRIMARY KEY); CREATE TABLE users (id integer)");
  const project &team = pulled.team;
  team.configure("[history]\ndrizzle = \"on\"");
  const auto refused =
      team.tenantry({"migrate", "tenant"}).tenant().at("error").at("message").get<std::string>();
  const std::string tag = team.tags().front();
  INFO(refused);
  REQUIRE(refused.find("`tenantry baseline tenant --to " + tag + "`") != std::string::npos);
  const answer marked = team.tenantry({"baseline", "tenant", "--to", tag, "--tenant", "one"});
  INFO(marked.program.out << marked.program.err);
  REQUIRE(marked.program.exit_code == 0);
  team.add("depth", "ALTER TABLE wells ADD COLUMN depth integer;");
  const finished_program drizzle = team.drizzle("v0");
  INFO(drizzle.err);
  CHECK(drizzle.exit_code == 0);
  CHECK(team.history().size() == 2);
  CHECK(team.tenantry({"migrate", "tenant"}).tenant().at("outcome") == "up_to_date");
}

TEST_CASE("a pulled baseline that the team's row marks as applied is carried on") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const pulled_project pulled(server,
                              "CREATE TABLE wells (id integer PRIMARY KEY); CREATE TABLE users (id integer)");
  const project &team = pulled.team;
  const json entry = team.journal().at("entries").at(0);
  const std::string hash = hash_of(team.folder() / (entry.at("tag").get<std::string>() + ".sql"));
  team.tenant().run(
      "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text "
      "NOT NULL, "
      "created_at bigint); INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('" +
      hash + "', " + std::to_string(entry.at("when").get<std::int64_t>()) + ")");
  team.add("depth", "ALTER TABLE wells ADD COLUMN depth integer;");
  const answer ran = team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out << ran.program.err);
  CHECK(ran.tenant().at("steps") == 1);
  CHECK(team.history().size() == 2);
  CHECK(team.drizzle("v0").exit_code == 0);
  CHECK(team.history().size() == 2);
}
