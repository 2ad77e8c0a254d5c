#include "tools/tenantry/text_format.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

namespace {
constexpr palette plain{};
}

TEST_CASE("a tenant's line tells what became of it") {
  tenant_outcome outcome;
  outcome.is = tenant_outcome::kind::migrated;
  outcome.id = "7";
  outcome.slug = "north-sea";
  outcome.to = "0013_flat_famine";
  outcome.steps = 14;
  outcome.ms = 41;
  const std::string line = outcome_line(outcome, plain);
  CHECK(line.find("migrated") == 0);
  CHECK(line.find("north-sea") != std::string::npos);
  CHECK(line.find("14 migrations to 0013_flat_famine  41 ms") != std::string::npos);
}

TEST_CASE("a failed tenant's line has file, line, message and SQLSTATE") {
  tenant_outcome outcome;
  outcome.is = tenant_outcome::kind::failed;
  outcome.id = "gulf";
  outcome.failure = make_error(category::sql, "column \"x\" does not exist");
  outcome.failure->sqlstate = "42703";
  outcome.failure->where = {"migrations/tenant/0006_rename_title.sql", 3, 1};
  CHECK(outcome_line(outcome, plain)
            .find("gulf                     migrations/tenant/0006_rename_title.sql:3: column \"x\" does not "
                  "exist "
                  "(SQLSTATE 42703)") != std::string::npos);
}

TEST_CASE("the summary has counts, skips by reason, failures by cause and the next command") {
  run_summary summary;
  summary.track = "tenant";
  summary.totals.tenants = 12;
  summary.totals.migrated = 8;
  summary.totals.skipped = 3;
  summary.totals.skips = {{skip_reason::inactive, 2}, {skip_reason::no_adapter, 1}};
  summary.totals.failed = 1;
  summary.totals.ms = 2300;
  failure_group group;
  group.shape = "42703 at statement 2 of 0006_rename_title";
  group.tenants = 1;
  group.first = {"gulf"};
  group.example = make_error(category::sql, "no such column", "rename it first");
  group.example.sql = "ALTER TABLE t";
  summary.failures = {group};
  summary.next = "tenantry migrate tenant --tenant gulf";
  const std::string text = summary_text(summary, plain);
  CHECK(text.find(
            "tenant: 12 tenants in 2.3 s: 8 migrated, 3 skipped (inactive 2, no_adapter 1), 1 failed") == 0);
  for (const char *part :
       {"42703 at statement 2 of 0006_rename_title", "  gulf\n", "ALTER TABLE t", "rename it first",
        "nothing of the failed step took effect", "next: tenantry migrate tenant --tenant gulf"})
    CHECK(text.find(part) != std::string::npos);
}

TEST_CASE("a plan shows each statement with its file and line, unit by unit") {
  plan_group group;
  group.tenants = 2;
  group.first = {"a", "b"};
  group.migrations = {"0000_x"};
  group.units = {{true, {{"0000_x", "m/0000_x.sql", 4, 1, "CREATE TABLE t (id int)"}}, {"0000_x"}}};
  const std::string text = plan_text("tenant", group, plain);
  CHECK(text.find("2 tenants (a, b)") == 0);
  CHECK(text.find("-- in one transaction") != std::string::npos);
  CHECK(text.find("-- m/0000_x.sql:4\nCREATE TABLE t (id int);") != std::string::npos);
}

TEST_CASE("a plan adds no semicolon to a batch that ends with its own") {
  plan_group group;
  group.tenants = 1;
  group.units = {{true, {{"0000_x", "m/0000_x.sql", 1, 1, "CREATE TABLE t (id int);"}}, {"0000_x"}}};
  const std::string text = plan_text("tenant", group, plain);
  CHECK(text.find("CREATE TABLE t (id int);\n") != std::string::npos);
  CHECK(text.find(";;") == std::string::npos);
}

TEST_CASE("the master's summary is one word") {
  run_summary summary;
  summary.track = "master";
  summary.of_master = true;
  summary.totals.tenants = summary.totals.migrated = 1;
  summary.totals.ms = 77;
  CHECK(summary_text(summary, plain) == "master: migrated in 77 ms");
}

TEST_CASE("a refusal is told once, by its finding, and a message stands once in its group, unchanged") {
  run_summary summary;
  failure_group refused;
  refused.shape = "history: \"…\" was edited";
  refused.tenants = 1;
  refused.first = {"gulf"};
  refused.example = make_error(category::history, "\"0003_x\" was edited");
  refused.example.details = {{"finding", "edited"}};
  failure_group other;
  other.shape = "unsupported: …";
  other.tenants = 1;
  other.first = {"aral"};
  other.example = make_error(category::unsupported, "remove the /* and */ in \"a.sql\"");
  summary.failures = {refused, other};
  summary.findings = {{{finding::kind::edited, true, "0003_x", "\"0003_x\" was edited"}, 1, {"gulf"}}};
  const std::string text = summary_text(summary, plain);
  CHECK(text.find("was edited") == text.rfind("was edited"));
  CHECK(text.find("1 tenant: unsupported: remove the /* and */ in \"a.sql\"\n  aral\n") != std::string::npos);
  CHECK(text.find("remove the") == text.rfind("remove the"));
  CHECK(text.find("took effect") == std::string::npos);
}
