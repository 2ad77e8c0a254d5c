#include "tools/tenantry/json_events.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/unit/tool/event_schema.hpp"
#include "tools/tenantry/adoption.hpp"
#include "tools/tenantry/lock_report.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using nlohmann::json;

namespace {

error full_error() {
  error e = make_error(category::sql, "duplicate key", "remove the duplicates");
  e.sqlstate = "23505";
  e.native_code = 7;
  e.where = {"m/0003_x.sql", 12, 4};
  e.statement = 3;
  e.sql = "INSERT INTO t";
  e.details = {{"detail", "Key (id)=(1) already exists."},
               {"hint", "look"},
               {"committed", "2 of 3 statements of \"x\" are committed and stay"}};
  return e;
}

}  // namespace

TEST_CASE("a migrated tenant's event has exactly the promised fields") {
  tenant_outcome outcome;
  outcome.is = tenant_outcome::kind::migrated;
  outcome.id = "1";
  outcome.slug = "north-sea";
  outcome.database_type = "POSTGRESQL";
  outcome.to = "0013_flat_famine";
  outcome.steps = 14;
  outcome.ms = 41;
  const json event = checked(tenant_event("tenant", outcome, 0, 14));
  CHECK(event.at("v") == 1);
  CHECK(event.at("id") == "1");
  CHECK(event.at("slug") == "north-sea");
  CHECK(event.at("outcome") == "migrated");
  CHECK(event.at("from").is_null());
  CHECK(event.at("to") == "0013_flat_famine");
  CHECK(event.at("steps") == 14);
  CHECK(event.at("ms") == 41);
}

TEST_CASE("a skipped tenant's event has its reason") {
  tenant_outcome outcome;
  outcome.is = tenant_outcome::kind::skipped;
  outcome.id = "1";
  outcome.reason = skip_reason::no_adapter;
  CHECK(checked(tenant_event("tenant", outcome, 0, 14)).at("reason") == "no_adapter");
}

TEST_CASE("a failed tenant's event has the whole error") {
  tenant_outcome outcome;
  outcome.is = tenant_outcome::kind::failed;
  outcome.id = "1";
  outcome.failure = full_error();
  outcome.failed_tag = "0003_x";
  outcome.findings = {{finding::kind::hole, true, "0002_y", "a hole"}};
  const json event = checked(tenant_event("tenant", outcome, 0, 14));
  const json &e = event.at("error");
  CHECK(e.at("category") == "sql");
  CHECK(e.at("sqlstate") == "23505");
  CHECK(e.at("native_code") == 7);
  CHECK(e.at("detail") == "Key (id)=(1) already exists.");
  CHECK(e.at("hint") == "look");
  CHECK(e.at("tag") == "0003_x");
  CHECK(e.at("file") == "m/0003_x.sql");
  CHECK(e.at("line") == 12);
  CHECK(e.at("statement") == 3);
  CHECK(e.at("sql") == "INSERT INTO t");
  CHECK(e.at("effect") == "none");
  CHECK(event.at("findings").at(0).at("kind") == "hole");
}

TEST_CASE("every outcome's event fits its schema") {
  using kind = tenant_outcome::kind;
  for (const kind k : {kind::migrated, kind::up_to_date, kind::pending, kind::skipped, kind::failed,
                       kind::held, kind::not_run}) {
    tenant_outcome outcome;
    outcome.is = k;
    outcome.id = "1";
    if (k == kind::pending) outcome.seen.emplace();
    checked(tenant_event("tenant", outcome, k == kind::pending ? 1 : 0, 3));
  }
}

TEST_CASE("every category and every finding that exists fits the schemas") {
  for (int c = 1; c <= 12; ++c) checked(error_event(make_error(static_cast<category>(c), "x"), 2));
  for (int c = 100; c <= 102; ++c) checked(error_event(make_error(static_cast<category>(c), "x"), 2));
  for (int k = 0; k <= static_cast<int>(finding::kind::baseline); ++k) {
    tenant_outcome outcome;
    outcome.findings = {{static_cast<finding::kind>(k), false, "", "x"}};
    checked(tenant_event("tenant", outcome, 0, 1));
  }
}

TEST_CASE("a plan's event has groups, units and statements") {
  plan_group group;
  group.number = 1;
  group.tenants = 2;
  group.first = {"a", "b"};
  group.dialect = "postgresql";
  group.migrations = {"0000_x"};
  group.units = {{true, {{"0000_x", "m/0000_x.sql", 4, 1, "SELECT 1"}}, {"0000_x"}}};
  const json event = checked(plan_event("tenant", {group}));
  CHECK(event.at("groups").at(0).at("units").at(0).at("statements").at(0).at("line") == 4);
}

TEST_CASE("the summary's event has all counts and the exit code") {
  run_summary summary;
  summary.track = "tenant";
  summary.totals.tenants = 3;
  summary.totals.failed = 1;
  summary.totals.skips = {{skip_reason::inactive, 2}};
  failure_group group;
  group.example = full_error();
  group.tenants = 1;
  summary.failures = {group};
  summary.findings = {{{finding::kind::edited, true, "0001_x", "edited"}, 4, {"a"}}};
  summary.exit_code = 5;
  const json event = checked(summary_event(summary));
  for (const char *count :
       {"tenants", "migrated", "up_to_date", "skipped", "failed", "held", "not_run", "ms"})
    CHECK(event.at(count).is_number());
  CHECK(event.at("exit_code") == 5);
  CHECK(event.at("skips").at("inactive") == 2);
}

TEST_CASE("the other events fit their schemas") {
  catalog_entry entry;
  entry.is = catalog_entry::state::refused;
  entry.id = "x";
  entry.reason = make_error(category::bad_config, "wrong hash");
  checked(adapter_event(entry));
  checked(searched_event({"/a", "--adapter-dir", "no such directory"}));
  checked(setting_event("run.parallel", {"8"}, {}));
  checked(setting_event("registry.statuses", {"A", "B"}, {origin::kind::file, "t.toml", 3, 1}));
  checked(setting_event("master.url", {}, {}));
  checked(version_event("0.1.0", 1, 0));
  checked(file_event("written", "/a", "a"));
  checked(check_event({check_line::state::warn, "clock", "late", ""}));
  adoption report;
  report.track = "tenant";
  report.groups = {
      {2, {"a"}, true, 3, "0002_x", {"0003_y"}, {}, {{finding::kind::hole, false, "0001_z", "x"}}}};
  report.statuses = {{"active", 2}};
  checked(adoption_event(report));
}

TEST_CASE("the events of locks fit their schemas") {
  tenant_outcome outcome;
  outcome.is = tenant_outcome::kind::up_to_date;
  outcome.id = "1";
  CHECK(checked(locks_event("tenant", outcome)).at("state") == "free");
  held_lock session;
  session.session = "42";
  held_lock lease;
  lease.is = held_lock::kind::lease;
  lease.lease.emplace();
  lease.owner = life::dead;
  lease.releasable = true;
  outcome.locks = {session, lease};
  const json held = checked(locks_event("tenant", outcome));
  CHECK(held.at("state") == "held");
  CHECK(held.at("locks").at(1).at("owner") == "dead");
  outcome.is = tenant_outcome::kind::failed;
  outcome.failure = full_error();
  CHECK(checked(locks_event("tenant", outcome)).at("state") == "failed");
  outcome.failure.reset();
  outcome.is = tenant_outcome::kind::refused;
  outcome.why = "its owner lives";
  CHECK(checked(locks_event("tenant", outcome)).at("state") == "refused");
  lock_summary summary;
  summary.exit_code = 8;
  CHECK(checked(locks_summary_event(summary)).at("exit_code") == 8);
}

TEST_CASE("bytes that are no UTF-8 do not break a line") {
  tenant_outcome outcome;
  outcome.id = "a\xff";
  checked(tenant_event("tenant", outcome, 0, 1));
}
