#include "tools/tenantry/push_report.hpp"

#include "tests/unit/tool/event_schema.hpp"
#include "tests/unit/tool/told.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Contains;

namespace {

push_plan odd_plan() {
  push_plan made;
  made.statements = {{"DROP TABLE a", "all rows of \"a\" are gone"},
                     {"DROP TABLE b", "all rows of \"a\" are gone"},
                     {"SELECT 1", ""}};
  made.notes = {"check \"a.x\": not compared"};
  return made;
}

push_report odd_report(const push_plan &plan) {
  push_report report;
  report.track = "tenant";
  report.database = "dev";
  report.dialect = "mariadb";
  report.plan = &plan;
  return report;
}

}  // namespace

TEST_CASE("each event of push has the promised fields") {
  const push_plan plan = odd_plan();
  push_report report = odd_report(plan);
  const std::string lines = told(true, [&](output &out) { show_push_plan(report, out); });
  CHECK(checked(lines.substr(0, lines.find('\n'))).at("event") == "note");
  const auto planned = checked(lines.substr(lines.find('\n') + 1));
  CHECK(planned.at("statements").at(2).at("loss").is_null());
  CHECK(checked(told(true, [&](output &out) { show_pushed(report, out); })).at("error").is_null());
  report.ran = 1;
  report.failure = make_error(category::sql, "no such table");
  report.failure->details.emplace_back("committed", "1 of 3 statements took effect and stay: DROP TABLE a");
  const auto failed = checked(told(true, [&](output &out) { show_pushed(report, out); }));
  CHECK(failed.at("ran") == 1);
  CHECK_THAT(failed.at("error").at("committed").get<std::string>(), Contains("DROP TABLE a"));
}

TEST_CASE("a person reads the statements, each loss once, and what took effect of a push that failed") {
  const push_plan plan = odd_plan();
  push_report report = odd_report(plan);
  const std::string text = told(false, [&](output &out) { show_push_plan(report, out); });
  CHECK_THAT(text, Contains("DROP TABLE b;") && Contains("loss     all rows"));
  CHECK(text.find("are gone") == text.rfind("are gone"));
  report.ran = 3;
  CHECK_THAT(told(false, [&](output &out) { show_pushed(report, out); }), Contains("3 statements ran"));
  report.dry = true;
  CHECK_THAT(told(false, [&](output &out) { show_pushed(report, out); }), Contains("nothing was run"));
  report.failure = make_error(category::sql, "no such table");
  report.failure->details.emplace_back("committed", "1 of 3 statements took effect and stay: DROP TABLE a");
  CHECK_THAT(told(false, [&](output &out) { show_pushed(report, out); }),
             Contains("no such table") && Contains("1 of 3 statements took effect and stay: DROP TABLE a"));
  const push_plan nothing;
  push_report idle = odd_report(nothing);
  CHECK_THAT(told(false, [&](output &out) { show_pushed(idle, out); }), Contains("nothing to do"));
}
