// A folder to which tenantry added a migration stays Drizzle Kit's folder.
#include <catch2/catch.hpp>

#include "tests/e2e/drizzle/project.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

json snapshot(const project &team, const std::string &number) {
  return json::parse(read_text(team.folder() / "meta" / (number + "_snapshot.json")));
}

bool contains(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

void add_column_to_schema(const project &team) {
  replace_in_file(team.home() / "schema.ts", "field: text('field').notNull(),",
                  "field: text('field').notNull(), basin: text('basin'),");
}

}  // namespace

TEST_CASE("drizzle-kit check and generate accept a folder to which tenantry added a migration") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v0/tenant");
  team.prepare_kit("v0", read_text(sample("v0/schema/tenant.ts")));
  REQUIRE(team.drizzle("v0", team.first(7)).exit_code == 0);

  const answer made = team.tenantry({"generate", "tenant", "--custom", "--name", "first_field"});
  INFO(made.program.out << made.program.err);
  REQUIRE(made.program.exit_code == 0);
  REQUIRE(team.tags().back() == "0014_first_field");
  CHECK(snapshot(team, "0014").at("prevId") == snapshot(team, "0013").at("id"));
  CHECK(snapshot(team, "0014").at("id") != snapshot(team, "0013").at("id"));
  write_text(team.folder() / "0014_first_field.sql", "UPDATE wells SET field = 'north';");

  const finished_program checked = team.kit({"check"});
  INFO(checked.out << checked.err);
  CHECK(checked.exit_code == 0);
  CHECK(contains(checked.out, "Everything's fine"));
  const finished_program same = team.kit({"generate", "--name", "nothing"});
  INFO(same.out << same.err);
  CHECK(contains(same.out, "No schema changes, nothing to migrate"));
  CHECK(team.tags().size() == 15);

  add_column_to_schema(team);
  const finished_program more = team.kit({"generate", "--name", "add_basin"});
  INFO(more.out << more.err);
  REQUIRE(team.tags().back() == "0015_add_basin");
  CHECK(snapshot(team, "0015").at("prevId") == snapshot(team, "0014").at("id"));
  CHECK(read_text(team.folder() / "0015_add_basin.sql") ==
        "ALTER TABLE \"wells\" ADD COLUMN \"basin\" text;");

  const answer ran = team.tenantry({"migrate", "tenant"});
  INFO(ran.program.out << ran.program.err);
  REQUIRE(ran.tenant().at("steps") == 9);
  CHECK(team.drizzle("v0").exit_code == 0);
  CHECK(team.history().size() == 16);
}

TEST_CASE("a migration that tenantry added runs in Drizzle, and its stamp is newer than all before") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v0/tenant");
  REQUIRE(team.drizzle("v0", team.first(7)).exit_code == 0);
  REQUIRE(team.tenantry({"migrate", "tenant"}).program.exit_code == 0);
  REQUIRE(team.tenantry({"generate", "tenant", "--custom", "--name", "notes"}).program.exit_code == 0);
  write_text(team.folder() / "0014_notes.sql", "CREATE TABLE notes (body text);");
  const finished_program ran = team.drizzle("v0");
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK(team.history().size() == 15);
  CHECK(team.tenant().value("SELECT to_regclass('notes') IS NOT NULL") == "t");
  CHECK(team.tenantry({"migrate", "tenant"}).tenant().at("outcome") == "up_to_date");
}

TEST_CASE(
    "drizzle-kit up of 1.0 turns a folder to which tenantry added a migration, and its migrator agrees") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v0/tenant");
  REQUIRE(team.drizzle("v0", team.first(7)).exit_code == 0);
  REQUIRE(team.tenantry({"generate", "tenant", "--custom", "--name", "notes"}).program.exit_code == 0);
  write_text(team.folder() / "0014_notes.sql", "CREATE TABLE notes (body text);");
  REQUIRE(team.tenantry({"migrate", "tenant"}).tenant().at("steps") == 8);

  team.prepare_kit("v1", read_text(sample("v0/schema/tenant.ts")));
  const finished_program turned = team.kit({"up"});
  INFO(turned.out << turned.err);
  REQUIRE_FALSE(std::filesystem::exists(team.folder() / "meta" / "_journal.json"));
  const finished_program ran = team.drizzle("v1");
  INFO(ran.err);
  CHECK(ran.exit_code == 0);
  const text_rows rows = team.named_history();
  REQUIRE(rows.size() == 15);
  for (const auto &row : rows) CHECK(row[2] != "NULL");

  const answer after = team.tenantry({"migrate", "tenant"});
  INFO(after.program.out << after.program.err);
  CHECK(after.tenant().at("outcome") == "up_to_date");
}

TEST_CASE("what tenantry generated leaves drizzle-kit nothing to do, and the other way round") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const project team(server, "v0/tenant");
  team.prepare_kit("v0", read_text(sample("v0/schema/tenant.ts")));
  team.configure("schema = \"schema.sql\"\ndialects = [\"postgresql>=15\"]\n");
  const std::filesystem::path sql = team.home() / "schema.sql", script = team.home() / "schema.ts";
  write_text(sql,
             read_text(sample("v0").parent_path().parent_path() / "declared" / "tenant_drizzle_export.sql"));
  const answer same = team.tenantry({"generate", "tenant"});
  INFO(same.program.out << same.program.err);
  CHECK(same.event("generated").at("changes") == 0);

  // One change, said in both languages: a column, and a table with a key, a default, a check and an index.
  replace_in_file(sql, "\"field\" text NOT NULL,", "\"field\" text NOT NULL, \"basin\" varchar(40),");
  write_text(sql, read_text(sql) + R"sql(
CREATE TABLE "notes" (
  "id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
  "well_id" uuid NOT NULL,
  "body" text DEFAULT 'none' NOT NULL,
  "pages" integer DEFAULT 1,
  CONSTRAINT "notes_pages_check" CHECK ("notes"."pages" > 0),
  CONSTRAINT "notes_well_id_wells_id_fk" FOREIGN KEY ("well_id") REFERENCES "wells"("id") ON DELETE cascade
);
CREATE INDEX "notes_well_idx" ON "notes" ("well_id", "pages" DESC NULLS LAST);
)sql");
  replace_in_file(script, "field: text('field').notNull(),",
                  "field: text('field').notNull(), basin: varchar('basin', { length: 40 }),");
  write_text(script, read_text(script) + R"ts(
export const notes = pgTable('notes', {
  id: uuid('id').primaryKey().defaultRandom(),
  wellId: uuid('well_id').notNull().references(() => wells.id, { onDelete: 'cascade' }),
  body: text('body').notNull().default('none'),
  pages: integer('pages').default(1),
}, (t) => [index('notes_well_idx').on(t.wellId, t.pages.desc()), check('notes_pages_check', sql`${t.pages} > 0`)]);
)ts");
  const answer made = team.tenantry({"generate", "tenant", "--name", "notes"});
  INFO(made.program.out << made.program.err);
  REQUIRE(team.tags().back() == "0014_notes");
  const finished_program nothing = team.kit({"generate", "--name", "nothing"});
  INFO(nothing.out << nothing.err);
  CHECK(contains(nothing.out, "No schema changes, nothing to migrate"));
  CHECK(team.kit({"check"}).exit_code == 0);

  replace_in_file(script, "pages: integer('pages').default(1),",
                  "pages: integer('pages').default(1), author: text('author'),");
  const finished_program kits = team.kit({"generate", "--name", "authors"});
  INFO(kits.out << kits.err);
  REQUIRE(team.tags().back() == "0015_authors");
  replace_in_file(sql, "\"pages\" integer DEFAULT 1,", "\"pages\" integer DEFAULT 1, \"author\" text,");
  const answer ours = team.tenantry({"generate", "tenant"});
  INFO(ours.program.out << ours.program.err);
  CHECK(ours.event("generated").at("changes") == 0);
}
