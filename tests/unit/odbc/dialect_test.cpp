#include "plugins/odbc/mysql/dialect.hpp"

#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

namespace {

nlohmann::json rendered(const nlohmann::json &changes) {
  const nlohmann::json request{
      {"format", "tenantry.render/1"}, {"target", {{"format", "tenantry.target/1"}}}, {"changes", changes}};
  return nlohmann::json::parse(tenantry::mysql::dialect().render(sdk::call(nullptr), request.dump()));
}

nlohmann::json described(const char *dialect) {
  const nlohmann::json target{{"format", "tenantry.target/1"}, {"dialect", dialect}};
  return nlohmann::json::parse(tenantry::mysql::dialect().describe(target.dump()));
}

nlohmann::json column(const char *name, const char *type, bool null = true) {
  return {{"name", name}, {"type", type}, {"null", null}};
}

}  // namespace

TEST_CASE("MySQL: a table that tenantry describes is rendered so that rows roll back and all text fits") {
  nlohmann::json at = column("at", "timestamptz", false);
  at["default"] = "now";
  const nlohmann::json table{{"kind", "create_table"},
                             {"name", "h`y"},
                             {"columns",
                              {column("seq", "bigint", false), column("tag", "varchar(255)", false),
                               column("body", "text"), column("ok", "boolean"), at}},
                             {"primary_key", {{"name", "h_pk"}, {"columns", {"tag", "seq"}}}}};
  const auto answer = rendered({table, {{"kind", "create_schema"}, {"name", "s"}}});
  CHECK(answer["statements"][0]["sql"] ==
        "CREATE TABLE `h``y` (\n  `seq` bigint NOT NULL,\n  `tag` varchar(255) NOT NULL,\n  `body` "
        "longtext,\n  `ok` "
        "tinyint(1),\n  `at` timestamp(6) DEFAULT CURRENT_TIMESTAMP(6) NOT NULL,\n  CONSTRAINT `h_pk` "
        "PRIMARY KEY (`tag`, "
        "`seq`)\n) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  CHECK(answer["gaps"][0]["why"] == "this database has no schemas");
}

TEST_CASE("MySQL: the dialect describes itself and MariaDB's") {
  const auto known = described("mysql");
  CHECK(known["dialect"] == "mysql");
  CHECK(known["identifier_limit"] == 64);
  CHECK(known["schemas"] == false);
  CHECK(known["row_limit"] == "LIMIT {n}");
  CHECK(described("mariadb")["dialect"] == "mariadb");
}
