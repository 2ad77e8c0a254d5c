#include "core/author/merge.hpp"

#include "tests/unit/author/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

std::string wells(const std::string &more, const std::string &behind = "") {
  return "CREATE TABLE wells (id integer PRIMARY KEY, title text" + more + ");" + behind;
}
merged_schema merged(const std::string &base, const std::string &first, const std::string &second) {
  return merge_schemas(model(base), model(first), model(second));
}

}  // namespace

TEST_CASE("what each branch changed is in the merged schema, the second's columns last") {
  const auto made = merged(wells(""), wells(", depth integer", "CREATE TABLE a (id integer);"),
                           wells(", status text, CHECK (id > 0)", "CREATE INDEX i ON wells (title);"));
  CHECK(made.conflicts.empty());
  CHECK(made.schema == model(wells(", depth integer, status text, CHECK (id > 0)",
                                   "CREATE TABLE a (id integer); CREATE INDEX i ON wells (title);")));
}

TEST_CASE("what one branch took away is gone, unless the other changed it") {
  CHECK(merged(wells(", a text"), wells(""), wells(", a text, b text")).schema == model(wells(", b text")));
  const auto both = merged(wells(", a text"), wells(""), wells(", a integer"));
  CHECK(both.conflicts == std::vector<std::string>{"column \"wells.a\""});
}

TEST_CASE("the same change on both sides is no conflict, another one of the same thing is") {
  CHECK(merged(wells(""), wells(", a text"), wells(", a text")).conflicts.empty());
  CHECK(merged(wells(""), wells(", a text"), wells(", a integer")).conflicts ==
        std::vector<std::string>{"column \"wells.a\""});
  CHECK(merged("", "CREATE TYPE e AS ENUM ('a');", "CREATE TYPE e AS ENUM ('b');").conflicts ==
        std::vector<std::string>{"enum \"e\""});
}

TEST_CASE("the merge of a branch with nothing is the branch") {
  const std::string full = wells(", a text", "CREATE VIEW v AS SELECT id FROM wells;");
  CHECK(merged(wells(""), full, wells("")).schema == model(full));
  CHECK(merged(wells(""), wells(""), full).schema == model(full));
}
