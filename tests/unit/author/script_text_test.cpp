#include "core/author/script_text.hpp"

#include "core/migration/directives.hpp"
#include "tests/unit/author/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

TEST_CASE("statements stand as Drizzle writes them, with its marker between") {
  CHECK(must(write_script({{"CREATE TABLE \"a\" (\n)"}, {"DROP INDEX \"i\""}, {"SELECT 1"}})) ==
        "CREATE TABLE \"a\" (\n);\n--> statement-breakpoint\nDROP INDEX \"i\";--> "
        "statement-breakpoint\nSELECT 1;");
  CHECK(must(write_script({{"SELECT 1", true}, {"SELECT 2", true}})) ==
        "SELECT 1;--> statement-breakpoint\n-- tenantry: commit\nSELECT 2;");
}

TEST_CASE("a comment at a statement's end does not swallow what ends it") {
  CHECK(must(write_script({{"SELECT 1 -- one"}})) == "SELECT 1 -- one\n;");
}

TEST_CASE("a statement that holds the marker is refused: the file would be cut inside it") {
  const auto made = write_script({{"SELECT '--> statement-breakpoint'"}});
  REQUIRE_FALSE(made);
  CHECK(made.error().category == category::usage);
}

TEST_CASE("what is lost is read back from the head of the file that undoes") {
  const std::string text = write_losses({"the values of \"a\"", "b"}) + "DROP TABLE x;";
  CHECK(find_losses(text) == std::vector<std::string>{"the values of 'a'", "b"});
  CHECK(find_losses("DROP TABLE x;\n-- tenantry: lossy \"late\"\n").empty());
}
