#include "core/schema/rename.hpp"

#include "core/schema/apply.hpp"
#include "core/schema/diff.hpp"
#include "tests/unit/schema/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

const char *const before_sql = R"(
CREATE TABLE wells (id uuid PRIMARY KEY, title text NOT NULL, depth integer,
  CONSTRAINT titled CHECK (char_length(title) > 2 AND title <> 'title'));
CREATE TABLE orders (id uuid PRIMARY KEY, well uuid CONSTRAINT order_well REFERENCES wells(id));
CREATE INDEX by_title ON wells (lower(title)) WHERE title IS NOT NULL;
)";
const char *const after_sql = R"(
CREATE TABLE wells (id uuid PRIMARY KEY, subject text NOT NULL, depth integer,
  CONSTRAINT titled CHECK (char_length(subject) > 2 AND subject <> 'title'));
CREATE TABLE orders (id uuid PRIMARY KEY, well uuid CONSTRAINT order_well REFERENCES wells(id));
CREATE INDEX by_title ON wells (lower(subject)) WHERE subject IS NOT NULL;
)";

result<std::vector<schema_change>> told(const schema_model &from, const schema_model &to,
                                        const std::vector<std::string> &flags) {
  diff_options options;
  for (const std::string &flag : flags) options.renames.push_back(must(parse_rename(flag)));
  return diff_schemas(from, to, options);
}
std::string described(const std::vector<schema_change> &changes) {
  std::string all;
  for (const auto &one : changes) all += describe_change(one) + "\n";
  return all;
}

}  // namespace

TEST_CASE("a rename is asked for, never guessed, and the refusal has the flags that answer it") {
  const auto asked = diff_schemas(model(before_sql), model(after_sql));
  REQUIRE_FALSE(asked);
  CHECK(asked.error().category == category::usage);
  CHECK(asked.error().message ==
        "the column \"wells.title\" is gone and \"wells.subject\" is new: was it renamed?");
  CHECK(asked.error().next ==
        "say --rename wells.title=wells.subject if it was, or --rename wells.title= if it was dropped");
}

TEST_CASE("a told rename is one change, and checks and indexes that name the column follow it") {
  CHECK(described(must(told(model(before_sql), model(after_sql), {"wells.title=wells.subject"}))) ==
        "rename column \"wells.title\" to \"subject\"\n");
}

TEST_CASE("a column that was told to be dropped is dropped, and the new one is added") {
  const std::string changes = described(must(told(model(before_sql), model(after_sql), {"wells.title="})));
  CHECK(changes.find("add column \"wells.subject\"") != std::string::npos);
  CHECK(changes.find("drop column \"wells.title\"") != std::string::npos);
  CHECK(changes.find("rename") == std::string::npos);
}

TEST_CASE("a table is renamed, and foreign keys follow it") {
  std::string renamed = before_sql;
  for (std::size_t at = 0; (at = renamed.find("wells", at)) != std::string::npos; at += 5)
    renamed.replace(at, 5, "holes");
  const schema_model from = model(before_sql), to = model(renamed);
  REQUIRE_FALSE(diff_schemas(from, to));
  const auto changes = must(told(from, to, {"wells=holes"}));
  CHECK(described(changes) == "rename table \"wells\" to \"holes\"\n");
  schema_model made = from;
  REQUIRE(apply_changes(made, changes));
  CHECK(same_schema(made, to));
}

TEST_CASE("a table and its column are renamed in one step") {
  std::string renamed = after_sql;
  for (std::size_t at = 0; (at = renamed.find("wells", at)) != std::string::npos; at += 5)
    renamed.replace(at, 5, "holes");
  CHECK(described(
            must(told(model(before_sql), model(renamed), {"wells=holes", "wells.title=holes.subject"}))) ==
        "rename table \"wells\" to \"holes\"\nrename column \"holes.title\" to \"subject\"\n");
}

TEST_CASE("a new table under the old name of another comes after the rename") {
  const schema_model from = model("CREATE TABLE log (id integer);");
  const schema_model to = model("CREATE TABLE old_log (id integer); CREATE TABLE log (at date);");
  // "log" is still there by name: a person says that it is the old one.
  diff_options options;
  options.renames.push_back(must(parse_rename("log=old_log")));
  const auto changes = must(diff_schemas(from, to, options));
  CHECK(described(changes) == "rename table \"log\" to \"old_log\"\ncreate table \"log\"\n");
}

TEST_CASE("a rename that fits nothing is refused") {
  for (const char *flag :
       {"wells.tilte=wells.subject", "wells.title=wells.nothing", "holes=wells", "wells.id=wells.depth"}) {
    const auto refused = told(model(before_sql), model(after_sql), {flag});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find(flag) != std::string::npos);
  }
}

TEST_CASE("what is no rename is refused with the form of one") {
  for (const char *text : {"", "wells", "=x", "a..b=c", "a=b=c.", "\"a=b", "a.b.c.d=e", ".a=b", "a=b."}) {
    INFO(text);
    const auto parsed = parse_rename(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().next.find("--rename wells.title=wells.subject") != std::string::npos);
  }
  const auto quoted = must(parse_rename("\"Odd.Name\".\"a=\"\"b\"=audit.log.text"));
  CHECK(quoted.from == std::vector<std::string>{"Odd.Name", "a=\"b"});
  CHECK(quoted.to == std::vector<std::string>{"audit", "log", "text"});
}
