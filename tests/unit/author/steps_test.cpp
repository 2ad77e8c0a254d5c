#include "core/author/steps.hpp"

#include <algorithm>

#include "tests/unit/author/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

const std::string fields = "CREATE TABLE fields (id integer PRIMARY KEY);";
const std::string loose =
    fields + "CREATE TABLE wells (id integer PRIMARY KEY, field_id integer, title text);";

std::string wells(const std::string &columns, const std::string &behind = "") {
  return fields + "CREATE TABLE wells (id integer PRIMARY KEY, " + columns + ");" + behind;
}

}  // namespace

TEST_CASE("a foreign key is added unchecked after a guard, and validated behind a cut") {
  const auto made = changes(loose, wells("field_id integer REFERENCES fields (id), title text"));
  CHECK(shown(plan_steps(made, able(), {}, {})) ==
        "require_parents wells_field_id_fkey\n"
        "add_foreign_key wells_field_id_fkey not valid\n"
        "cut validate_constraint wells_field_id_fkey\n");
  CHECK(shown(plan_steps(made, able(), {true, false, true}, {})) == "add_foreign_key wells_field_id_fkey\n");
  rendition_target simple = able();
  simple.not_valid = false;
  CHECK(shown(plan_steps(made, simple, {}, {})) ==
        "require_parents wells_field_id_fkey\nadd_foreign_key wells_field_id_fkey\n");
}

TEST_CASE("a new column that references something has no orphans to look for") {
  const auto made = changes(fields + "CREATE TABLE wells (id integer PRIMARY KEY);",
                            fields +
                                "CREATE TABLE wells (id integer PRIMARY KEY, field_id integer REFERENCES "
                                "fields (id));");
  CHECK(shown(plan_steps(made, able(), {}, {})).find("require_parents") == std::string::npos);
}

TEST_CASE("NOT NULL goes by way of a check, behind what fills the rows") {
  const auto made = changes(loose, wells("field_id integer NOT NULL, title text"));
  CHECK(shown(plan_steps(made, able(), {}, {})) ==
        "require_values field_id\n"
        "add_check wells_field_id_not_null not valid\n"
        "cut validate_constraint wells_field_id_not_null\n"
        "cut alter_column field_id\n"
        "drop_check wells_field_id_not_null\n");
  CHECK(shown(plan_steps(made, able(), {}, told("wells.field_id=7"))) ==
        "cut fill_column field_id\n"
        "cut add_check wells_field_id_not_null not valid\n"
        "cut validate_constraint wells_field_id_not_null\n"
        "cut alter_column field_id\n"
        "drop_check wells_field_id_not_null\n");
  CHECK(shown(plan_steps(made, able(), {false, true, true}, told("wells.field_id=7"))) ==
        "fill_column field_id\n"
        "alter_column field_id\n");
}

TEST_CASE("a constant fills a new column without touching a row, an expression in three steps") {
  const auto made = changes(loose, wells("field_id integer, title text, label text NOT NULL"));
  const auto constant = plan_steps(made, able(), {}, told("wells.label='x'"));
  CHECK(shown(constant) == "add_column label\nalter_column label\n");
  CHECK(sdk::find_named(constant[0].change.after->columns, "label")->default_value.value.text == "x");
  CHECK(sdk::find_named(constant[1].change.after->columns, "label")->default_value.empty());
  CHECK(shown(plan_steps(made, able(), {}, told("wells.label=lower(title)"))) ==
        "add_column label\n"
        "cut fill_column label\n"
        "cut add_check wells_label_not_null not valid\n"
        "cut validate_constraint wells_label_not_null\n"
        "cut alter_column label\n"
        "drop_check wells_label_not_null\n");
}

TEST_CASE("indexes of old tables are built online and last, unique ones in their place") {
  const auto made =
      changes(loose, wells("field_id integer, title text, extra text",
                           "CREATE INDEX a ON wells (title); CREATE UNIQUE INDEX b ON wells "
                           "(field_id); CREATE TABLE x (id integer); CREATE INDEX c ON x (id);"));
  const std::string steps = shown(plan_steps(made, able(), {}, {}));
  CHECK(steps.find("create_index a online\n") ==
        steps.size() - std::string("create_index a online\n").size());
  CHECK(steps.find("create_index b online") != std::string::npos);
  CHECK(steps.find("create_index c online") == std::string::npos);
  CHECK(shown(plan_steps(made, able(), {true, true, false}, {})).find("online") == std::string::npos);
}

TEST_CASE(
    "a unique constraint of an old table is wished online, and all else where the dialect tells what is") {
  const auto made = changes(loose, wells("field_id integer UNIQUE, title text, extra text"));
  CHECK(shown(plan_steps(made, able(), {}, {})) ==
        "require_distinct wells_field_id_key\nadd_column extra\nadd_unique wells_field_id_key online\n");
  CHECK(shown(plan_steps(made, able(), {true, true, false}, {})).find("online") == std::string::npos);
  rendition_target marking = able();
  marking.online_marks = true;
  CHECK(
      shown(plan_steps(made, marking, {}, {})) ==
      "require_distinct wells_field_id_key\nadd_column extra online\nadd_unique wells_field_id_key online\n");
}

TEST_CASE("rows that share a key are looked for first, or once they have got it") {
  const std::string wide = wells("field_id integer, title varchar(90)");
  const auto steps = [](const std::string &before, const std::string &after) {
    return shown(plan_steps(changes(before, after), able(), {}, {}));
  };
  CHECK(steps(loose, wells("field_id integer, title text, extra text",
                           "CREATE UNIQUE INDEX b ON wells (title, field_id);")) ==
        "require_distinct b\nadd_column extra\ncreate_index b online\n");
  CHECK(steps(wide, wells("field_id integer, title varchar(9)", "CREATE UNIQUE INDEX b ON wells (title);")) ==
        "alter_column title\nrequire_distinct b\ncreate_index b online\n");
  CHECK(steps(loose,
              wells("field_id integer, title text, extra text", "CREATE UNIQUE INDEX b ON wells (extra);")) ==
        "add_column extra\nrequire_distinct b\ncreate_index b online\n");
  // What a computed key reads is not followed.
  const std::string computed = "CREATE UNIQUE INDEX b ON wells (lower(title));";
  CHECK(steps(loose, wells("field_id integer, title text", computed)) ==
        "require_distinct b\ncreate_index b online\n");
  CHECK(steps(loose, wells("field_id integer, title text, extra text", computed)) ==
        "add_column extra\nrequire_distinct b\ncreate_index b online\n");
  CHECK(steps("CREATE TABLE wells (id integer NOT NULL);", "CREATE TABLE wells (id integer PRIMARY KEY);") ==
        "require_distinct \nadd_primary_key \n");
}

TEST_CASE("rows that share a key are not looked for in vain") {
  const auto steps = [](const std::string &behind, const safe_forms &forms) {
    return shown(
        plan_steps(changes(loose, wells("field_id integer, title text", behind)), able(), forms, {}));
  };
  CHECK(steps("CREATE INDEX b ON wells (title);", {}) == "create_index b online\n");
  CHECK(steps("CREATE UNIQUE INDEX b ON wells (title text_pattern_ops);", {}) == "create_index b online\n");
  CHECK(steps("CREATE UNIQUE INDEX b ON wells (title);", {true, true, false}) == "create_index b\n");
  CHECK(shown(plan_steps(changes("", wells("field_id integer UNIQUE, title text")), able(), {}, {}))
            .find("require_distinct") == std::string::npos);
}

TEST_CASE("a guard does not look for names that the migration itself makes") {
  const auto made = changes(
      "CREATE TABLE wells (id integer PRIMARY KEY, field_id integer);",
      fields + "CREATE TABLE wells (id integer PRIMARY KEY, field_id integer REFERENCES fields (id));");
  const std::string steps = shown(plan_steps(made, able(), {}, {}));
  CHECK(steps.find("create_table") < steps.find("require_parents"));
}

TEST_CASE("a guard stands behind the enums that a new column of its table has") {
  const auto made = changes(loose, "CREATE TYPE mood AS ENUM ('calm', 'wild');" +
                                       wells("field_id integer NOT NULL, title text UNIQUE, state mood"));
  CHECK(shown(plan_steps(made, able(), {true, false, true}, {})) ==
        "create_enum mood\n"
        "require_values field_id\n"
        "require_distinct wells_title_key\n"
        "add_check wells_field_id_not_null not valid\n"
        "add_column state\n"
        "add_unique wells_title_key online\n"
        "cut validate_constraint wells_field_id_not_null\n"
        "cut alter_column field_id\n"
        "drop_check wells_field_id_not_null\n");
}

TEST_CASE("whatever the form, the steps make the declared schema") {
  const std::string wanted = wells(
      "field_id integer NOT NULL REFERENCES fields (id), title varchar(9) NOT NULL, "
      "label text NOT NULL, CHECK (id > 0)",
      "CREATE INDEX a ON wells (title);");
  const auto made = changes(loose, wanted);
  for (const safe_forms &forms : {safe_forms{}, safe_forms{false, false, false}}) {
    rendition_target simple = able();
    simple.not_valid = forms.not_null;
    std::vector<author_step> steps = plan_steps(made, simple, forms, told("wells.label=lower(title)"));
    CHECK(steps.size() >= made.size());
    // Each change that alone makes a part of the schema comes once.
    for (const schema_change &one : made)
      CHECK(std::count_if(steps.begin(), steps.end(), [&](const author_step &step) {
              return step.change.kind == one.kind && step.change.name == one.name;
            }) >= 1);
  }
}
