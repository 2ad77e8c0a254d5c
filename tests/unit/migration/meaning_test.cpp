#include "core/migration/meaning.hpp"

#include <catch2/catch.hpp>

#include "core/base/digest.hpp"

using tenantry::fold_meaning;
using tenantry::hash_meaning;
using tenantry::sha256_hex;

namespace {
bool same(std::string_view a, std::string_view b, std::string_view dialect = "postgresql") {
  return fold_meaning(a, dialect).value() == fold_meaning(b, dialect).value();
}
}  // namespace

TEST_CASE("T-34: comments and blanks have no meaning") {
  CHECK(same("SELECT 1", "  SELECT\n\t1  "));
  CHECK(same("SELECT 1; -- one", "/* a /* nested */ one */ SELECT 1;"));
  CHECK(same("SELECT 1;--> statement-breakpoint\nSELECT 2;", "SELECT 1;\nSELECT 2;"));
  CHECK(same("SELECT 1;\r\nSELECT 2;", "SELECT 1;\nSELECT 2;"));
}

TEST_CASE("T-34: what stands in quotes has meaning to the last blank") {
  CHECK_FALSE(same("SELECT 'a  b'", "SELECT 'a b'"));
  CHECK_FALSE(same("SELECT '--a'", "SELECT '--b'"));
  CHECK_FALSE(same("SELECT \"a  b\"", "SELECT \"a b\""));
  CHECK_FALSE(same("SELECT 'it''s  x'", "SELECT 'it''s x'"));
  CHECK_FALSE(same("DO $$ a  b $$", "DO $$ a b $$"));
  CHECK_FALSE(same("DO $x$ '  $x$", "DO $x$ ' $x$"));
  CHECK_FALSE(same("SELECT E'\\'  '", "SELECT E'\\' '"));
  CHECK_FALSE(same("SELECT 1 - 1", "SELECT 1 -- 1"));
  CHECK(same("SELECT $1,  $2", "SELECT $1, $2"));
}

TEST_CASE("T-34: directives, executable comments and hints have meaning") {
  CHECK_FALSE(same("-- tenantry: no-op", "-- note"));
  CHECK_FALSE(same("SELECT 1;\n-- tenantry: commit\nSELECT 2;", "SELECT 1;\nSELECT 2;"));
  CHECK_FALSE(same("SELECT /*!40101 1 */ 2", "SELECT 2", "mysql"));
  CHECK_FALSE(same("SELECT /*+ INDEX(a) */ 2", "SELECT 2"));
}

TEST_CASE("T-34: each dialect has its own quotes and comments") {
  CHECK(same("SELECT 1 # one", "SELECT 1", "mysql"));
  CHECK_FALSE(same("SELECT 5--3", "SELECT 5--4", "mysql"));
  CHECK(same("SELECT 5--3", "SELECT 5--4"));
  CHECK_FALSE(same("SELECT 'a\\'  b'", "SELECT 'a\\' b'", "mysql"));
  CHECK_FALSE(same("SELECT [a  b]", "SELECT [a b]", "sqlserver"));
  CHECK_FALSE(same("SELECT 1\nGO\nSELECT 2", "SELECT 1 GO SELECT 2", "sqlserver"));
  CHECK_FALSE(fold_meaning("SELECT 1", "unheard-of").has_value());
}

TEST_CASE("a text that ends inside a quote or comment is folded without harm") {
  for (const char *text :
       {"'", "\"a", "$$", "$a$ x", "/*", "/* /* */", "--", "E'\\", "'a\\", "$", "$a", "[", "`"})
    for (const char *dialect : {"postgresql", "mysql", "sqlite", "sqlserver"})
      CHECK(fold_meaning(text, dialect).has_value());
}

TEST_CASE("T-34: a long text has the meaning of its parts, and a hash of that without a copy of it") {
  std::string text, meaning;
  const std::string blanks(100'000, ' ');
  for (int n = 0; n < 5000; ++n) {
    text +=
        "SELECT  'a  b';  -- comment\n\n" + (n % 1000 == 999 ? blanks + "SELECT '" + blanks + "';\n" : "");
    meaning += (n == 0 ? "SELECT 'a  b';" : " SELECT 'a  b';");
    if (n % 1000 == 999) meaning += " SELECT '" + blanks + "';";
  }
  text += blanks;
  CHECK(fold_meaning(text, "postgresql").value() == meaning);
  CHECK(hash_meaning(text, "postgresql").value() == sha256_hex(meaning));
  CHECK_FALSE(hash_meaning(text, "unheard-of").has_value());
}
