// MariaDB's texts were taken from a server (10.11), MySQL's from its manual and its source's own tests.
#include "plugins/odbc/mysql/catalog_text.hpp"

#include <catch2/catch.hpp>

#include <tenantry/sdk/schema_json.hpp>

namespace sdk = tenantry::sdk;
using namespace tenantry::mysql;

namespace {

constexpr catalog_flavour mariadb{true}, mysql{false};

std::string condition(const char *text, catalog_flavour flavour) {
  return sdk::write_expression(read_catalog_condition(text, "t", flavour)).dump();
}
std::string type(const char *text) {
  return sdk::write_type(read_catalog_type(text, mariadb));
}

}  // namespace

TEST_CASE("MySQL's catalog: types come back as the neutral ones, all others as they stand") {
  CHECK(type("tinyint(1)") == "boolean");
  CHECK(type("int(11)") == "integer");
  CHECK(type("bigint") == "bigint");
  CHECK(type("decimal(12,2)") == "numeric(12,2)");
  CHECK(type("timestamp(6)") == "timestamptz");
  CHECK(type("datetime") == "timestamp(0)");
  CHECK(type("longtext") == "text");
  for (const char *own :
       {"int(10) unsigned", "tinyint(4)", "enum('a','B')", "mediumtext", "float(7,3)", "year(4)"}) {
    CHECK(type(own) == "native");
    CHECK(read_catalog_type(own, mariadb).native.at("mariadb") == own);
  }
}

TEST_CASE("MySQL's catalog: conditions are read in the words of either server") {
  const char *const in = R"({"op":"in","args":[{"column":"state"},{"literal":"open"},{"literal":"it's"}]})";
  CHECK(condition(R"(`state` in ('open','it\'s'))", mariadb) == in);
  CHECK(condition(R"((`state` in (_utf8mb4\'open\',_utf8mb4\'it\\\'s\')))", mysql) == in);
  CHECK(condition("lcase(`a`) like 'x%'", mariadb) == condition("(lower(`a`) like _utf8mb4\\'x%\\')", mysql));
  CHECK(condition("`low` MOD 3 <> -1", mariadb) == condition("((`low` % 3) <> -(1))", mysql));
  CHECK(condition("char_length(`a`) <= 100", mariadb) ==
        R"({"op":"<=","args":[{"call":"length","args":[{"column":"a"}]},{"literal":100}]})");
  CHECK(condition(R"(`a` <> 'b\\c\nd')", mariadb) ==
        R"({"op":"<>","args":[{"column":"a"},{"literal":"b\\c\nd"}]})");
}

TEST_CASE("MySQL's catalog: what is not of the closed part stays as it stands") {
  CHECK(condition("length(`a`) > 3", mariadb) ==
        R"x({"sql":{"mariadb":"length(`a`) > 3"}})x");  // counts bytes
  CHECK(condition("`a` <=> NULL", mysql) == R"x({"sql":{"mysql":"`a` <=> NULL"}})x");
  CHECK(condition("regexp_like(`a`,_utf8mb4\\'x\\')", mysql) ==
        R"x({"sql":{"mysql":"regexp_like(`a`,_utf8mb4'x')"}})x");
}

TEST_CASE("MySQL's catalog: defaults of either server") {
  const auto read = [](const char *text, bool computed, const sdk::neutral_type &of,
                       catalog_flavour flavour) {
    const sdk::column_default value = read_catalog_default(text, computed, of, "t", flavour);
    return value.kind + (value.value.is(sdk::expression::node::none)
                             ? ""
                             : " " + sdk::write_expression(value.value).dump());
  };
  CHECK(read("NULL", false, {"text"}, mariadb).empty());
  CHECK(read("'NULL'", false, {"text"}, mariadb) == R"(literal {"literal":"NULL"})");
  CHECK(read("NULL", false, {"text"}, mysql) == R"(literal {"literal":"NULL"})");
  CHECK(read("", false, {"varchar", 9}, mysql) == R"(literal {"literal":""})");
  CHECK(read("-7", false, {"integer"}, mysql) == R"(literal {"literal":-7})");
  CHECK(read("7", false, {"varchar", 9}, mysql) == R"(literal {"literal":"7"})");
  CHECK(read(R"(_utf8mb4\'{}\')", true, {"json"}, mysql) == R"(literal {"literal":"{}"})");
  CHECK(read("CURRENT_TIMESTAMP(6)", true, {"timestamptz"}, mysql) == "now");
  CHECK(read("current_timestamp()", false, {"timestamp", 0}, mariadb) == "now");
  CHECK(read("current_timestamp()", false, {"timestamp"}, mariadb) ==
        R"x(expression {"sql":{"mariadb":"current_timestamp()"}})x");  // whole seconds only
  CHECK(read("curdate()", false, {"date"}, mariadb) == "now");
  CHECK(read("uuid()", true, {"char", 36}, mysql) == "random_uuid");
}

TEST_CASE("MySQL's catalog: the texts of views and programs hold on another server too") {
  CHECK(without_database("select `x1`.`q`.`id` AS `id` from `x1`.`q`", "x1") ==
        "select `q`.`id` AS `id` from `q`");
  CHECK(without_definer("CREATE DEFINER=`me`@`%` FUNCTION `f`(a int) RETURNS int\nreturn a") ==
        "CREATE FUNCTION `f`(a int) RETURNS int\nreturn a");
  CHECK(without_definer("CREATE PROCEDURE `p`() begin end") == "CREATE PROCEDURE `p`() begin end");
}
