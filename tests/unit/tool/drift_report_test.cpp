// What `tenantry drift` says, as text and as events.
#include "tools/tenantry/drift_report.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/unit/tool/event_schema.hpp"
#include "tools/tenantry/json_events.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Contains;

namespace {

schema_difference hot_fix() {
  schema_difference one;
  one.is = schema_difference::kind::extra;
  one.object = "index";
  one.table = "wells";
  one.name = "ix_hotfix";
  one.text = "extra index ix_hotfix on wells (title)";
  one.mend = {{"DROP INDEX \"ix_hotfix\"", 0, true, false, ""}};
  return one;
}

tenant_outcome drifted() {
  tenant_outcome out;
  out.is = tenant_outcome::kind::drifted;
  out.id = "1";
  out.slug = "north-sea";
  out.database_type = "POSTGRESQL";
  out.drift.emplace();
  out.drift->is = drift_report::kind::drifted;
  out.drift->dialect = "postgresql";
  out.drift->version = "15.4";
  out.drift->tag = "0003_x";
  out.drift->applied = 4;
  out.drift->differences = {hot_fix()};
  out.drift->script = hot_fix().mend;
  out.drift->not_compared = {{"view deep", "a server writes it in its own way"}};
  out.drift->notes = {"0002_y is not applied here"};
  return out;
}

drift_summary summary_of(std::uint64_t tenants) {
  drift_summary summary;
  summary.track = "tenant";
  summary.totals.tenants = summary.totals.drifted = tenants;
  drift_group group;
  group.example = hot_fix();
  group.dialect = "postgresql";
  group.tenants = tenants;
  group.first = {"north-sea"};
  summary.groups = {group};
  summary.not_compared = {{{"view deep", "it is written anew"}, 0, 2, {"a", "b"}, "2"}};
  summary.notes = {{{"", "0002_y is not applied here"}, 0, 1, {"a"}, "1"}};
  summary.next = "tenantry drift tenant --tenant north-sea";
  summary.exit_code = 1;
  return summary;
}

}  // namespace

TEST_CASE("a drifted database's event has differences, SQL and what was not compared") {
  const auto event = checked(drift_event("tenant", drifted()));
  CHECK(event.at("state") == "drifted");
  CHECK(event.at("tag") == "0003_x");
  CHECK(event.at("differences").at(0).at("is") == "extra");
  CHECK(event.at("differences").at(0).at("mend").at(0).at("transaction") == false);
  CHECK(event.at("mend").at(0).at("sql") == "DROP INDEX \"ix_hotfix\"");
  CHECK(event.at("not_compared").at(0).at("object") == "view deep");
}

TEST_CASE("every state of a drift fits its schema") {
  using kind = tenant_outcome::kind;
  for (const kind k :
       {kind::up_to_date, kind::pending, kind::refused, kind::skipped, kind::failed, kind::not_run}) {
    tenant_outcome out;
    out.is = k;
    out.id = "1";
    if (k == kind::failed) out.failure = make_error(category::unreachable, "no route to host");
    if (k == kind::skipped) out.reason = skip_reason::no_adapter;
    if (k == kind::up_to_date) out.drift.emplace();
    if (k == kind::pending) out.drift.emplace().is = drift_report::kind::not_migrated;
    const auto event = checked(drift_event("tenant", out));
    INFO(event.dump());
    CHECK(event.at("state") == drift_state(out));
    CHECK(drift_line(out, {}).size() > 5);
  }
}

TEST_CASE("the end of a track fits its schema and has the groups") {
  drift_summary summary = summary_of(37);
  failure_group failed;
  failed.shape = "x";
  failed.tenants = 1;
  failed.example = make_error(category::auth, "wrong password");
  summary.failures = {failed};
  const auto event = checked(drift_summary_event(summary));
  CHECK(event.at("groups").at(0).at("tenants") == 37);
  CHECK(event.at("notes").at(0).at("object").is_null());
}

TEST_CASE("people read how many share a drift, who, and what mends it") {
  const std::string text = drift_summary_text(summary_of(37), {});
  CHECK_THAT(text, Contains("37 tenants share the extra index ix_hotfix on wells (title)") &&
                       Contains("north-sea") && Contains("DROP INDEX \"ix_hotfix\";") &&
                       Contains("outside a transaction") &&
                       Contains("not compared:\n  view deep: it is written anew") &&
                       Contains("worth knowing:") &&
                       Contains("next: tenantry drift tenant --tenant north-sea"));
}

TEST_CASE("SQL that depends on other differences is shown with them, in order") {
  drift_summary summary = summary_of(1);
  summary.groups[0].example.alone = false;
  CHECK_THAT(drift_summary_text(summary, {}),
             Contains("--tenant north-sea shows it") && !Contains("DROP INDEX"));
  summary.script = hot_fix().mend;
  CHECK_THAT(drift_summary_text(summary, {}),
             Contains("mends all of it, in this order:\n    DROP INDEX \"ix_hotfix\";"));
}

TEST_CASE("what loses data says so") {
  drift_summary summary = summary_of(1);
  summary.groups[0].example.mend[0].loss = "the values are gone";
  CHECK_THAT(drift_summary_text(summary, {}), Contains("-- loses data: the values are gone"));
}
