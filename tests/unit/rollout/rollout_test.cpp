// A rollout over real SQLite databases: the first pass that refuses, the outcomes, the skips in their order.
#include "core/rollout/rollout.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/fleet/sqlite_master.hpp"
#include "tests/unit/rollout/fakes.hpp"

using namespace tenantry;
using kind = tenant_outcome::kind;

namespace {

// A registry with rows added one by one, a folder of migrations for SQLite, and runs over them.
struct fleet {
  fakes::sqlite_master master;
  std::optional<folder> migrations;
  std::map<std::string, tenant_outcome> outcomes;  // of the last run, by slug
  std::uint64_t eligible = 0, announced = 0;
  rollout_totals totals;
  rollout_options options;
  int rows = 0;

  fleet() {
    master.run(
        "CREATE TABLE tenants (id TEXT, slug TEXT, database_type TEXT, database_url TEXT, status TEXT, "
        "deleted_at TEXT)");
    master.folder.write("m/meta/_journal.json", R"({"version": "7", "dialect": "sqlite", "entries": [
      {"idx": 0, "version": "6", "when": 1700000000000, "tag": "0000_init", "breakpoints": true},
      {"idx": 1, "version": "6", "when": 1700000001000, "tag": "0001_more", "breakpoints": true}]})");
    master.folder.write("m/0000_init.sql", "CREATE TABLE wells (id integer PRIMARY KEY, name text);\n");
    master.folder.write("m/0001_more.sql", "CREATE UNIQUE INDEX wells_name ON wells (name);\n");
    options.who.statuses = {"ACTIVE"};
    options.engine.track = "tenant";
    options.routing.base_dir = master.folder.path().string();
    options.routing.application_name = "tenantry";
    options.max_failures = {std::nullopt, std::nullopt};
    options.parallel = 4;
  }
  void add(const std::string &slug, const std::string &url, const std::string &type = "SQLITE",
           const std::string &status = "ACTIVE", const std::string &deleted = "NULL") {
    std::string id = std::to_string(++rows);
    id.insert(0, 6 - id.size(), '0');
    master.run("INSERT INTO tenants VALUES ('" + id + "', '" + slug + "', '" + type + "', '" + url + "', '" +
               status + "', " + deleted + ")");
  }
  // With a database of its own.
  void add_tenant(const std::string &slug, const std::string &sql = "PRAGMA user_version = 1") {
    add(slug, "sqlite:" + slug + ".db");
    session made = master.open(slug + ".db");
    const auto done = made.query(sql, {}, {});
    if (!done) FAIL(to_string(done.error()));
  }

  struct ear final : rollout_listener {
    fleet &owner;
    explicit ear(fleet &f) : owner(f) {}
    void begun(std::uint64_t eligible_now, std::uint64_t all) override {
      owner.eligible = eligible_now;
      owner.announced = all;
    }
    void finished(const tenant_outcome &outcome) override { owner.outcomes[outcome.slug] = outcome; }
    void progress(const rollout_progress &) override {}
  };
  status go(bool allow_empty = false) {
    outcomes.clear();
    if (!migrations) {
      auto read = folder::load(master.folder.path() / "m");
      if (!read) FAIL(to_string(read.error()));
      migrations.emplace(std::move(*read));
    }
    registry_options where;
    where.page = 3;
    TENANTRY_TRY(registry tenants, registry::open(*master.connection, where, {}, {}));
    rollout run(*master.connection, tenants, *migrations, master.adapters, options);
    TENANTRY_TRY_VOID(run.prepare(allow_empty));
    ear listener(*this);
    rollout_stops stops;
    totals = run.run(listener, stops);
    return {};
  }
  void must_go() {
    const auto done = go();
    if (!done) FAIL(to_string(done.error()));
  }
  std::string told(const std::string &slug) {
    const auto found = outcomes.find(slug);
    if (found == outcomes.end()) return "nothing";
    const tenant_outcome &o = found->second;
    if (o.failure) UNSCOPED_INFO(to_string(*o.failure));
    return std::string(to_string(o.is)) + (o.reason ? " " + std::string(to_string(*o.reason)) : "");
  }
};

}  // namespace

TEST_CASE("a fleet is migrated once and then up to date, and inspected before and after") {
  fleet f;
  for (int n = 0; n < 10; ++n) f.add_tenant("t" + std::to_string(n));
  f.options.verb = rollout_verb::inspect;
  f.must_go();
  CHECK(f.totals.pending == 10);
  CHECK(f.outcomes["t3"].steps == 2);
  CHECK(f.outcomes["t3"].to == "0001_more");
  CHECK(f.outcomes["t3"].seen.has_value());

  f.options.verb = rollout_verb::migrate;
  f.must_go();
  CHECK(f.eligible == 10);
  CHECK(f.announced == 10);
  CHECK(f.told("t0") == "migrated");
  CHECK(f.totals.migrated == 10);
  CHECK(f.outcomes["t7"].steps == 2);
  CHECK(f.outcomes["t7"].from.empty());
  CHECK(f.outcomes["t7"].to == "0001_more");
  f.must_go();
  CHECK(f.totals.up_to_date == 10);

  f.options.verb = rollout_verb::inspect;
  f.must_go();
  CHECK(f.totals.up_to_date == 10);
  CHECK(f.outcomes["t3"].from == "0001_more");
}

TEST_CASE("every kind of tenant that is not touched is told with its reason") {
  fleet f;
  f.add_tenant("good");
  f.add("gone", "sqlite:good.db", "DB2", "FROZEN", "'2026-01-01'");
  f.add("cold", "sqlite:good.db", "DB2", "frozen");
  f.add("idle", "sqlite:good.db", "DB2", "SUSPENDED");
  f.add("left_out", "sqlite:good.db", "DB2");
  f.add("db2", "db2://h/x", "DB2");
  f.add("broken", "broken://h/x", "BROKEN");
  f.add("net", "netdb://h/x", "NETDB");
  f.add("again", "sqlite:./good.db");
  f.add("none", "");
  f.add("absent", "sqlite:absent.db");
  f.options.who.exclude = {"left_out"};
  f.must_go();
  CHECK(f.told("good") == "migrated");
  CHECK(f.told("gone") == "skipped deleted");
  CHECK(f.told("cold") == "skipped frozen");
  CHECK(f.told("idle") == "skipped inactive");
  CHECK(f.told("left_out") == "skipped filtered");
  CHECK(f.told("db2") == "skipped no_adapter");
  CHECK(f.told("broken") == "skipped adapter_refused");
  CHECK(f.told("net") == "skipped no_rendition");
  CHECK_THAT(f.outcomes["net"].why, Catch::Contains("0000_init") && Catch::Contains("netdb"));
  CHECK(f.told("again") == "skipped duplicate_database");
  CHECK(f.told("none") == "skipped database_missing");
  CHECK(f.told("absent") == "skipped database_missing");
  CHECK(f.totals.tenants == 11);
  CHECK(f.totals.skipped == 10);
  CHECK(f.totals.skips.size() == 9);
  CHECK(f.eligible == 4);
  CHECK_FALSE(f.totals.named_was_skipped);
  CHECK_FALSE(std::filesystem::exists(f.master.folder.file("absent.db")));
  for (const auto &[slug, outcome] : f.outcomes)
    if (outcome.is == kind::skipped) CHECK_FALSE(outcome.why.empty());
}

TEST_CASE("T-58: two roads to one database are found by the server's identity and the database runs once") {
  fleet f;
  f.add_tenant("a");
  std::filesystem::create_hard_link(f.master.folder.file("a.db"), f.master.folder.file("b.db"));
  f.add("b", "sqlite:b.db");
  f.options.parallel = 2;
  f.must_go();
  CHECK(f.totals.migrated == 1);
  CHECK(f.totals.skips[skip_reason::duplicate_database] == 1);
}

TEST_CASE("one tenant's fault is its own outcome") {
  fleet f;
  f.add_tenant("fine");
  f.add_tenant("dirty", "CREATE TABLE wells (id integer)");
  f.add("bad_url", "postgresql://app:pw@h/x");
  f.add("no_variable", "sqlite:${env:TENANTRY_NO_SUCH_VARIABLE}.db");
  f.add_tenant("last");
  f.must_go();
  CHECK(f.told("fine") == "migrated");
  CHECK(f.told("last") == "migrated");
  CHECK(f.told("dirty") == "failed");
  CHECK(f.outcomes["dirty"].failed_tag == "0000_init");
  CHECK(f.told("bad_url") == "failed");
  CHECK(f.outcomes["bad_url"].failure->category == category::bad_config);
  CHECK(f.told("no_variable") == "failed");
  CHECK(f.totals.failed == 3);
}

TEST_CASE("the default budget stops at the first failure in the registry's order") {
  fleet f;
  f.add_tenant("one");
  f.add("two", "postgresql://app:pw@h/x");
  for (int n = 3; n < 20; ++n) f.add_tenant("t" + std::to_string(n));
  f.options.max_failures = {std::uint64_t{0}, std::nullopt};
  f.options.parallel = 1;
  f.must_go();
  CHECK(f.told("one") == "migrated");
  CHECK(f.told("two") == "failed");
  CHECK(f.told("t3") == "not_run");
  CHECK(f.totals.not_run == 17);
  CHECK(f.totals.budget_used_up);
}

TEST_CASE("a server that is down does not spend the budget, a missing database on it is a skip") {
  fleet f;
  f.master.folder.write("m/meta/_journal.json", R"({"version": "7", "dialect": "netdb", "entries": [
      {"idx": 0, "version": "6", "when": 1700000000000, "tag": "0000_init", "breakpoints": true}]})");
  f.add("down", "netdb://a@down/x", "NETDB");
  f.add("nodb", "netdb://a@nodb/x", "NETDB");
  f.options.max_failures = {std::uint64_t{0}, std::nullopt};
  const auto done = f.go();
  if (!done) FAIL(to_string(done.error()));
  CHECK(f.told("down") == "failed");
  CHECK(f.outcomes["down"].failure->category == category::unreachable);
  CHECK(f.told("nodb") == "skipped database_missing");
  CHECK_FALSE(f.totals.budget_used_up);
}

TEST_CASE("tenants are named by id or slug, an id wins, and unknown names are refused with the nearest") {
  fleet f;
  f.add_tenant("acme");    // 000001
  f.add_tenant("globex");  // 000002
  f.add("000002", "sqlite:acme.db");
  f.add("idle", "sqlite:idle.db", "SQLITE", "SUSPENDED");
  f.options.who.tenants = {"acme", "000002"};
  f.must_go();
  CHECK(f.told("acme") == "migrated");
  CHECK(f.told("globex") == "migrated");
  CHECK(f.told("000002") == "nothing");
  CHECK(f.told("idle") == "nothing");
  CHECK(f.announced == 2);

  f.options.who.tenants = {"idle"};
  f.must_go();
  CHECK(f.told("idle") == "skipped inactive");
  CHECK(f.totals.named_was_skipped);

  for (auto *list : {&f.options.who.tenants, &f.options.who.exclude}) {
    f.options.who.tenants.clear();
    *list = {"globx"};
    const auto done = f.go(true);
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().category == category::usage);
    CHECK_THAT(done.error().message,
               Catch::Contains("\"globx\"") && Catch::Contains("Did you mean \"globex\"?"));
  }
}

TEST_CASE("T-56: an empty fleet is refused unless it is allowed") {
  fleet f;
  auto done = f.go();
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().category == category::usage);
  CHECK_THAT(to_string(done.error()), Catch::Contains("--allow-empty"));
  CHECK(f.go(true).has_value());
  CHECK(f.totals.tenants == 0);

  f.add("idle", "sqlite:idle.db", "SQLITE", "SUSPENDED");
  done = f.go();
  REQUIRE_FALSE(done.has_value());
  CHECK_THAT(done.error().message, Catch::Contains("1 inactive"));
  CHECK(f.go(true).has_value());
  CHECK(f.told("idle") == "skipped inactive");
}

TEST_CASE("a migration that no tenant's dialect can read refuses the run before a tenant is touched") {
  fleet f;
  f.add_tenant("acme");
  f.master.folder.write("m/0001_more.sql", "CREATE TABLE t (a text DEFAULT 'open);\n");
  const auto done = f.go();
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().category == category::folder);
  CHECK_THAT(to_string(done.error()), Catch::Contains("0001_more.sql"));
  session tenant = f.master.open("acme.db");
  CHECK(tenant.query("SELECT name FROM sqlite_master", {}, {})->data.empty());
}

TEST_CASE("T-27: a migration that one dialect cannot read fails its tenants, and all others go on") {
  fleet f;
  f.master.folder.write("m/netdb/0000_init.sql", "SELECT 1;\n");
  f.master.folder.write("m/netdb/0001_more.sql", "SELECT 1;\nCREATE TABLE t (a text DEFAULT 'open);\n");
  f.add("net", "netdb://a@down/x", "NETDB");
  f.add("idle", "netdb://a@down/y", "NETDB", "SUSPENDED");
  for (int n = 0; n < 5; ++n) f.add_tenant("t" + std::to_string(n));
  f.add("last", "netdb://a@down/z", "NETDB");
  f.options.max_failures = {std::uint64_t{0}, std::nullopt};
  f.options.parallel = 1;
  f.must_go();
  for (const char *one : {"net", "last"}) {
    REQUIRE(f.told(one) == "failed");
    const error &why = *f.outcomes[one].failure;
    CHECK(why.category == category::folder);
    CHECK_THAT(why.where.file, Catch::EndsWith("netdb/0001_more.sql"));
    CHECK(why.where.line == 2);
  }
  CHECK(f.told("idle") == "skipped inactive");
  CHECK(f.totals.migrated == 5);
  CHECK(f.eligible == 5);
  CHECK_FALSE(f.totals.budget_used_up);

  f.options.who.tenants = {"net"};
  const auto alone = f.go();
  REQUIRE_FALSE(alone.has_value());
  CHECK(alone.error().category == category::folder);
}
