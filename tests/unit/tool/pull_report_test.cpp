#include "tools/tenantry/pull_report.hpp"

#include "tests/unit/tool/event_schema.hpp"
#include "tests/unit/tool/told.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Contains;

namespace {

pulled_source odd_source() {
  pulled_source made;
  made.sql = "CREATE TABLE a (id integer);\n";
  made.declared.schema.tables = {{"", "a"}};
  made.lost = {{{"", "a", "column \"a.place\"", "written as text"}, 3},
               {{"", "", "view \"v\"", "left out"}, 0}};
  return made;
}

pull_report odd_report(const pulled_source &source) {
  pull_report report;
  report.track = "tenant";
  report.database = "north-sea";
  report.dialect = "sqlite";
  report.file = "schema/tenant.sql";
  report.source = &source;
  report.findings = {{"invalid_index", "", "a", "i", "a build broke off"}};
  return report;
}

}  // namespace

TEST_CASE("each event of pull has the promised fields") {
  const pulled_source source = odd_source();
  pull_report report = odd_report(source);
  const std::string lines = told(true, [&](output &out) { show_pull_losses(report, out); });
  const auto first = checked(lines.substr(0, lines.find('\n')));
  CHECK(first.at("line") == 3);
  CHECK(first.at("file") == "schema/tenant.sql");
  CHECK(checked(lines.substr(lines.rfind('\n') + 1)).at("object") == "a.i");
  for (const bool dry : {true, false}) {
    report.dry = dry;
    const auto end = checked(told(true, [&](output &out) { show_pulled(report, out); }));
    CHECK(end.at("path").is_null() == dry);
    CHECK(end.at("tables") == 1);
    CHECK(end.at("lost") == 2);
  }
  CHECK(checked(told(true, [&](output &out) { show_pulled_text(source, out); })).at("sql") == source.sql);
}

TEST_CASE("a person reads what is lost where, and whether anything was written") {
  const pulled_source source = odd_source();
  pull_report report = odd_report(source);
  CHECK_THAT(told(false, [&](output &out) { show_pull_losses(report, out); }),
             Contains("schema/tenant.sql:3: column \"a.place\": written as text") &&
                 Contains("lost     view \"v\": left out") && Contains("found    a.i: a build broke off"));
  CHECK_THAT(told(false, [&](output &out) { show_pulled(report, out); }), Contains("says the same already"));
  report.dry = true;
  CHECK_THAT(told(false, [&](output &out) { show_pulled(report, out); }), Contains("--dry-run"));
}

TEST_CASE("only what the model does not hold counts as lost, not every finding") {
  pulled_source source;
  pull_report report = odd_report(source);
  CHECK_FALSE(loses_something(report));
  report.findings.front().kind = "not_kept";
  CHECK(loses_something(report));
}
