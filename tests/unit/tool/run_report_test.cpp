#include "tools/tenantry/run_report.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

namespace {

struct recorder : run_view {
  std::vector<std::string> tenants;
  std::vector<plan_group> groups;
  std::optional<run_summary> last;
  void begun(const std::string &, std::uint64_t, std::uint64_t) override {}
  void tenant(const std::string &, const tenant_outcome &outcome, std::size_t group, std::size_t) override {
    tenants.push_back(outcome.id + ":" + std::to_string(group));
  }
  void progress(const rollout_progress &) override {}
  void plan(const std::string &, const std::vector<plan_group> &all) override { groups = all; }
  void summary(const run_summary &summary) override { last = summary; }
};

tenant_outcome failed(const std::string &id, category c = category::sql) {
  tenant_outcome outcome;
  outcome.is = tenant_outcome::kind::failed;
  outcome.id = id;
  outcome.failure = make_error(c, "boom");
  return outcome;
}

report_options options_for(const std::string &track) {
  report_options options;
  options.track = track;
  options.command = options.migrate = "tenantry migrate " + track;
  return options;
}

}  // namespace

TEST_CASE("the next command after a failure names the tenants that failed") {
  recorder view;
  run_report report(options_for("tenant"), view);
  report.finished(failed("north-sea"));
  report.finished(failed("it's"));
  rollout_totals totals;
  totals.tenants = totals.failed = 2;
  CHECK(exit_code(report.close(totals)) == 5);
  REQUIRE(view.last.has_value());
  CHECK(view.last->next == "tenantry migrate tenant --tenant north-sea --tenant 'it'\\''s'");
  CHECK(view.last->exit_code == 5);
}

TEST_CASE("after many failures the next command is the whole run again") {
  recorder view;
  run_report report(options_for("tenant"), view);
  for (int i = 0; i < 30; ++i) report.finished(failed("t" + std::to_string(i)));
  rollout_totals totals;
  totals.tenants = totals.failed = 30;
  report.close(totals);
  CHECK(view.last->next == "tenantry migrate tenant");
  REQUIRE(view.last->failures.size() == 1);
  CHECK(view.last->failures[0].tenants == 30);
}

TEST_CASE("one named tenant that waits for another runner is exit code 7") {
  recorder view;
  report_options options = options_for("tenant");
  options.one_database = true;
  run_report report(std::move(options), view);
  report.finished(failed("a", category::locked));
  rollout_totals totals;
  totals.tenants = totals.failed = 1;
  CHECK(exit_code(report.close(totals)) == 7);
}

TEST_CASE("a master that cannot be reached is exit code 3, one whose SQL fails is 4") {
  for (const auto &[c, code] : {std::pair{category::unreachable, 3}, std::pair{category::sql, 4}}) {
    recorder view;
    report_options options = options_for("master");
    options.one_database = options.master = true;
    run_report report(std::move(options), view);
    report.finished(failed("master", c));
    rollout_totals totals;
    totals.tenants = totals.failed = 1;
    CHECK(exit_code(report.close(totals)) == code);
  }
}

TEST_CASE("a skip that needs attention is a finding, one that is meant is not") {
  for (const auto &[reason, code] :
       {std::pair{skip_reason::inactive, 0}, std::pair{skip_reason::no_adapter, 0},
        std::pair{skip_reason::no_rendition, 1}, std::pair{skip_reason::database_missing, 1},
        std::pair{skip_reason::adapter_refused, 1}}) {
    recorder view;
    run_report report(options_for("tenant"), view);
    rollout_totals totals;
    totals.tenants = totals.skipped = 1;
    totals.skips[reason] = 1;
    CHECK(exit_code(report.close(totals)) == code);
  }
}

TEST_CASE("pending is exit code 1 only where it was asked for") {
  for (const bool asked : {false, true}) {
    recorder view;
    report_options options = options_for("tenant");
    options.purpose = run_purpose::look;
    options.exit_code = asked;
    run_report report(std::move(options), view);
    rollout_totals totals;
    totals.tenants = totals.pending = 3;
    CHECK(exit_code(report.close(totals)) == (asked ? 1 : 0));
    CHECK(view.last->next == "tenantry migrate tenant");
  }
}

TEST_CASE("tenants with the same finding are told once") {
  recorder view;
  run_report report(options_for("tenant"), view);
  for (int i = 0; i < 25; ++i) {
    tenant_outcome outcome;
    outcome.is = tenant_outcome::kind::migrated;
    outcome.id = std::to_string(i);
    outcome.findings = {{finding::kind::hole, false, i < 20 ? "0003_x" : "0004_y", "a hole"}};
    report.finished(outcome);
  }
  report.close({});
  REQUIRE(view.last->findings.size() == 2);
  CHECK(view.last->findings[0].tenants == 20);
  CHECK(view.last->findings[0].first.size() == 10);
  CHECK(view.last->findings[1].tenants == 5);
}

TEST_CASE("tenants with the same pending list are one group of the plan") {
  migration first, second;
  first.tag = "0000_a";
  second.tag = "0001_b";
  source_file file;
  rendition r1, r2;
  r1.of = &first;
  r2.of = &second;
  r1.file = r2.file = &file;
  recorder view;
  report_options options = options_for("tenant");
  options.purpose = run_purpose::plan;
  run_report report(std::move(options), view);
  const auto pending = [](const std::string &id, const std::vector<const rendition *> &what) {
    tenant_outcome outcome;
    outcome.is = tenant_outcome::kind::pending;
    outcome.id = id;
    outcome.seen.emplace();
    for (const rendition *r : what) outcome.seen->pending.migrations.push_back({r, 1, false});
    return outcome;
  };
  report.finished(pending("a", {&r1, &r2}));
  report.finished(pending("b", {&r2}));
  report.finished(pending("c", {&r1, &r2}));
  report.close({});
  CHECK(view.tenants == std::vector<std::string>{"a:1", "b:2", "c:1"});
  REQUIRE(view.groups.size() == 2);
  CHECK(view.groups[0].tenants == 2);
  CHECK(view.groups[0].migrations == std::vector<std::string>{"0000_a", "0001_b"});
  CHECK(view.groups[1].first == std::vector<std::string>{"b"});
}
