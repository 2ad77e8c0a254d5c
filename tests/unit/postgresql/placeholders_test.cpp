#include "plugins/postgresql/placeholders.hpp"

#include <catch2/catch.hpp>

#include "plugins/postgresql/copy.hpp"
#include "plugins/postgresql/server_error.hpp"

using namespace tenantry::postgresql;

TEST_CASE("question marks outside quotes and comments become numbered parameters") {
  const numbered_sql out = number_placeholders("SELECT ?, '?', \"?\", $$?$$, E'\\'?', /* ? */ ? -- ?\n, ?");
  CHECK(out.text == "SELECT $1, '?', \"?\", $$?$$, E'\\'?', /* ? */ $2 -- ?\n, $3");
  CHECK(out.written_at.size() == 3);
  CHECK(number_placeholders("SELECT 1").text == "SELECT 1");
}

TEST_CASE("the way back from the numbered text leads to the byte that was written") {
  std::string sql = "SELECT ";
  for (int i = 0; i < 12; ++i) sql += "?, ";
  sql += "x";
  const numbered_sql out = number_placeholders(sql);
  CHECK(out.original(out.text.find('x')) == sql.find('x'));
  CHECK(out.original(0) == 0);
  CHECK(out.original(7) == 7);
  for (std::size_t i = 0; i < 12; ++i) CHECK(out.original(out.written_at[i]) == 7 + 3 * i);
  CHECK(out.original(out.text.size()) == sql.size());
}

TEST_CASE("the server's characters become bytes") {
  CHECK(byte_of_character("abc", 0) == 0);
  CHECK(byte_of_character("abc", 2) == 2);
  CHECK(byte_of_character("ä€𝄞x", 1) == 1);
  CHECK(byte_of_character("ä€𝄞x", 2) == 3);
  CHECK(byte_of_character("ä€𝄞x", 4) == 10);
  CHECK(byte_of_character("ab", 3) == 3);
}

TEST_CASE("statements that speak COPY with the client or may commit inside are known by their words") {
  CHECK(speaks_copy("COPY t (a) FROM STDIN"));
  CHECK(speaks_copy("copy (select 1 from x) to stdout with csv"));
  CHECK_FALSE(speaks_copy("COPY t FROM '/stdin'"));
  CHECK_FALSE(speaks_copy("SELECT 1"));
  CHECK(may_commit_inside("CALL p()"));
  CHECK(may_commit_inside("DO $$ BEGIN COMMIT; END $$"));
  CHECK_FALSE(may_commit_inside("DO $$ BEGIN NULL; END $$"));
  CHECK_FALSE(may_commit_inside("INSERT INTO commit VALUES (1)"));
}
