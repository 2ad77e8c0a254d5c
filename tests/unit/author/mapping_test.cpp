#include "core/author/mapping.hpp"

#include "core/author/names.hpp"
#include "tests/unit/author/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using Catch::Contains;

namespace {

const char *const both =
    "CREATE SCHEMA audit; CREATE TYPE mood AS ENUM ('calm');"
    "CREATE TABLE wells (id integer PRIMARY KEY, code text UNIQUE, body text, words tsvector, price "
    "numeric(9,2), "
    "cost numeric(12,2), mood mood, tags text[]);"
    "CREATE TABLE audit.log (id integer PRIMARY KEY, well integer, CONSTRAINT log_well_fk FOREIGN KEY (well) "
    "REFERENCES wells (id)); CREATE INDEX by_well ON audit.log (well);";

dialect_mapping mapping(const std::vector<std::pair<std::string, std::string>> &types) {
  dialect_mapping made;
  for (const auto &[from, to] : types) REQUIRE(add_type_mapping(made, "mysql", from, to));
  return made;
}
std::string type_of(const schema_model &schema, const std::string &column) {
  const auto *wells = sdk::find_object(schema.tables, "", "wells");
  REQUIRE(wells != nullptr);
  const sdk::neutral_type &type = sdk::find_named(wells->columns, column)->type;
  return type.name == "native" ? type.native.begin()->second : sdk::write_type(type);
}

}  // namespace

TEST_CASE("a type is mapped by its name, by its lengths, as an array and as an enum") {
  const schema_model mapped = map_schema(mapping({{"numeric", "varchar(30)"},
                                                  {"numeric(9,2)", "DECIMAL(9,2)"},
                                                  {"tsvector", "LONGTEXT"},
                                                  {"mood", "text"},
                                                  {"text[]", "json"}}),
                                         model(both));
  CHECK(type_of(mapped, "price") == "DECIMAL(9,2)");
  CHECK(type_of(mapped, "cost") == "varchar(30)");
  CHECK(type_of(mapped, "words") == "LONGTEXT");
  CHECK(type_of(mapped, "mood") == "text");
  CHECK(type_of(mapped, "tags") == "json");
  CHECK(type_of(mapped, "body") == "text");
}

TEST_CASE("a text has the configured length where it stands in a key, and nowhere else") {
  const schema_model mapped = map_schema(mapping({{"text-in-key", "varchar(191)"}}), model(both));
  CHECK(type_of(mapped, "code") == "varchar(191)");
  CHECK(type_of(mapped, "body") == "text");
}

TEST_CASE("the objects of a mapped schema have longer names in the default one, and the schema is not made") {
  dialect_mapping made;
  REQUIRE(add_schema_mapping(made, "audit", "audit_"));
  const schema_model mapped = map_schema(made, model(both));
  CHECK(mapped.schemas.empty());
  const auto *log = sdk::find_object(mapped.tables, "", "audit_log");
  REQUIRE(log != nullptr);
  CHECK(log->indexes[0].name == "audit_by_well");
  CHECK(log->foreign_keys[0].name == "audit_log_well_fk");
  const auto all = changes("", both);
  const mapped_changes now = map_changes(made, all);
  CHECK(now.changes.size() + 1 == all.size());
  for (std::size_t at = 0; at < now.changes.size(); ++at) {
    const schema_change &one = now.changes[at];
    CHECK(one.kind == all[now.numbers[at]].kind);
    CHECK(one.kind != "create_schema");
    CHECK(one.schema != "audit");
    if (one.kind == "create_index") CHECK(one.name == "audit_by_well");
  }
}

TEST_CASE("a dialect's own mapping goes before its fallback's") {
  std::map<std::string, dialect_mapping> all;
  REQUIRE(add_type_mapping(all["mysql"], "mysql", "tsvector", "LONGTEXT"));
  REQUIRE(add_type_mapping(all["mysql"], "mysql", "mood", "text"));
  REQUIRE(add_type_mapping(all["mariadb"], "mariadb", "tsvector", "TINYTEXT"));
  const schema_model mapped = map_schema(mapping_of_chain(all, {"mariadb", "mysql"}), model(both));
  CHECK(type_of(mapped, "words") == "TINYTEXT");
  CHECK(type_of(mapped, "mood") == "text");
}

TEST_CASE(
    "T-48: constraints of two tables that share a name are refused where the dialect keeps them in one "
    "place") {
  const schema_model two = model(
      "CREATE TABLE a (id integer, CONSTRAINT positive CHECK (id > 0));"
      "CREATE TABLE b (id integer, CONSTRAINT positive CHECK (id > 0));");
  rendition_target apart = able();
  CHECK(check_names(two, apart, false));
  apart.shared_names = {"foreign_key"};
  CHECK(check_names(two, apart, false));
  apart.shared_names = {"check", "foreign_key", "unique", "primary_key"};
  const status refused = check_names(two, apart, false);
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, Contains("a.positive") && Contains("b.positive") && Contains("able"));
  CHECK_THAT(refused.error().next, Contains("two tables"));
}
