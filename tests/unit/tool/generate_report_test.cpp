#include "tools/tenantry/generate_report.hpp"

#include <set>
#include <sstream>

#include "tests/unit/tool/event_schema.hpp"
#include "tests/unit/tool/told.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Contains;

namespace {

// One dialect with a gap, one without a way back.
migration_draft odd_draft() {
  migration_draft made;
  made.changes.resize(2);
  drafted_rendition base;
  base.dialect = "postgresql";
  base.sql = "SELECT 1;";
  base.no_down = "it cannot be";
  drafted_rendition other;
  other.dialect = "sqlite";
  other.sql = "SELECT 2;";
  other.gaps = {{"add column \"wells.tags\"", "no arrays", "[types.sqlite] \"text[]\" = \"TEXT\""}};
  other.losses = {"values are rounded"};
  other.down = "SELECT 3;";
  other.down_losses = {"rows are gone"};
  made.renditions = {base, other};
  made.risks = {{"D003", "wells.depth", "the column and its values go"}};
  return made;
}

generate_report odd_report(const migration_draft &draft, bool written) {
  generate_report report{"tenant", &draft, {}, {"a note"}, {}, "migrations"};
  if (written) report.written = written_migration{"0001_x", {"migrations/0001_x.sql"}};
  return report;
}

std::set<std::string> event_names(const std::string &lines) {
  std::set<std::string> names;
  std::istringstream each(lines);
  for (std::string line; std::getline(each, line);)
    names.insert(checked(line).at("event").get<std::string>());
  return names;
}

}  // namespace

TEST_CASE("each event of generate has the promised fields") {
  const migration_draft draft = odd_draft();
  for (const bool written : {true, false}) {
    generate_report report = odd_report(draft, written);
    const std::set<std::string> names =
        event_names(told(true, [&](output &out) { show_generated(report, out); }));
    CHECK(names == std::set<std::string>{written ? "written" : "drafted", "unsafe", "gap", "no_down", "note",
                                         "generated"});
    report.tenants = {{"sqlite", 3}};
    CHECK_THAT(told(true, [&](output &out) { show_generated(report, out); }), Contains("\"tenants\":3"));
  }
  CHECK(event_names(told(true, [](output &out) { show_unchanged("tenant", {"n"}, out); })) ==
        std::set<std::string>{"note", "generated"});
}

TEST_CASE("a person reads what is unsafe, what is missing and how many tenants wait for it") {
  const migration_draft draft = odd_draft();
  generate_report report = odd_report(draft, true);
  report.tenants = {{"sqlite", 3}};
  const std::string text = told(false, [&](output &out) { show_generated(report, out); });
  CHECK_THAT(text, Contains("written  migrations/0001_x.sql") && Contains("D003 wells.depth") &&
                       Contains("sqlite (3 tenants): add column \"wells.tags\": no arrays") &&
                       Contains("migrations/sqlite/0001_x.sql.draft") &&
                       Contains("D008 sqlite: values are rounded") &&
                       Contains("no down  postgresql: it cannot be") &&
                       Contains("when it is undone: rows are gone") && Contains("tenantry plan tenant"));
  report.tenants.reset();
  CHECK_THAT(told(false, [&](output &out) { show_generated(report, out); }),
             Contains("number of tenants not known"));
}
