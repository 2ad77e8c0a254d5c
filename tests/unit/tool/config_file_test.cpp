#include "tools/tenantry/config_file.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

using namespace tenantry;

namespace {
error wrong(std::string_view text) {
  const auto parsed = parse_config(text, "t.toml");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().category == category::usage);
  CHECK(parsed.error().where.file == "t.toml");
  return parsed.error();
}
}  // namespace

TEST_CASE("each key of the documentation is known and remembers its line") {
  const auto parsed = parse_config(R"(environment = "production"
[master]
url = "sqlite:m.db"
[registry]
statuses = ["ACTIVE", "trial"]
[registry.columns]
id = "uuid"
[run]
parallel = 16
max_failures = "1%"
[adapters]
path = ["a", "b"]
[adapters.route]
SQL_SERVER = "org.example.mssql"
[adapters.settings.MARIADB]
driver = "MariaDB Unicode"
packet = 16
tls = true
[tracks.audit]
migrations = "migrations/audit"
on = "master"
)",
                                   "t.toml");
  REQUIRE(parsed.has_value());
  CHECK(parsed->at("environment").text() == "production");
  CHECK(parsed->at("registry.statuses").values == std::vector<std::string>{"ACTIVE", "trial"});
  CHECK(parsed->at("run.parallel").text() == "16");
  CHECK(parsed->at("run.parallel").from.line == 9);
  CHECK(parsed->at("registry.columns.id").text() == "uuid");
  CHECK(parsed->at("adapters.route.SQL_SERVER").text() == "org.example.mssql");
  CHECK(parsed->at("adapters.settings.MARIADB.driver").text() == "MariaDB Unicode");
  CHECK(parsed->at("adapters.settings.MARIADB.packet").text() == "16");
  CHECK(parsed->at("adapters.settings.MARIADB.packet").from.line == 17);
  CHECK(parsed->at("adapters.settings.MARIADB.tls").text() == "true");
  CHECK(parsed->at("tracks.audit.on").text() == "master");
}

TEST_CASE("an unknown key is an error with line, column and the nearest known key") {
  const error e = wrong("[run]\n  paralel = 8\n");
  CHECK(e.where.line == 2);
  CHECK(e.where.column == 3);
  CHECK(e.message.find("run.paralel") != std::string::npos);
  CHECK(e.message.find("run.parallel") != std::string::npos);
}

TEST_CASE("a known key in the wrong table names the right one") {
  CHECK(wrong("parallel = 8\n").message.find("run.parallel") != std::string::npos);
}

TEST_CASE("an unknown table is an error") {
  CHECK(wrong("[regstry]\ntable = \"x\"\n").message.find("registry") != std::string::npos);
}

TEST_CASE("a wrong type is an error at its value that says what is wanted") {
  const error number = wrong("[run]\nparallel = \"8\"\n");
  CHECK(number.where.line == 2);
  CHECK(number.where.column == 12);
  CHECK(number.message.find("whole number") != std::string::npos);
  CHECK(wrong("[run]\nlock_timeout = 5\n").message.find("\"5s\"") != std::string::npos);
  CHECK(wrong("[registry]\nstatuses = \"ACTIVE\"\n").message.find("list") != std::string::npos);
  CHECK(wrong("[registry]\nstatuses = [1]\n").message.find("list") != std::string::npos);
  CHECK(wrong("master = \"x\"\n").message.find("table") != std::string::npos);
}

TEST_CASE("settings of adapters are texts, numbers or truth values in a table per database type") {
  CHECK(wrong("[adapters.settings]\nMARIADB = \"x\"\n").message.find("table") != std::string::npos);
  CHECK(wrong("[adapters.settings.MARIADB]\ndriver = [\"x\"]\n").where.line == 2);
  CHECK(wrong("[adapters.settings.MARIADB.driver]\nname = \"x\"\n").message.find("adapters.settings") !=
        std::string::npos);
}

TEST_CASE("text that is no TOML is an error with its place") {
  const error e = wrong("[run]\nparallel = = 8\n");
  CHECK(e.where.line == 2);
  CHECK(e.where.column > 1);
}

TEST_CASE("a further track has migrations and on, and nothing else") {
  CHECK(wrong("[tracks.audit]\nmigration = \"x\"\n").message.find("tracks.audit.migrations") !=
        std::string::npos);
}

TEST_CASE("the configuration file is found by walking up") {
  const auto root = std::filesystem::temp_directory_path() / ("tenantry-walk-" + std::to_string(::getpid()));
  std::filesystem::create_directories(root / "a" / "b");
  CHECK_FALSE(find_config_file(root / "a" / "b").has_value());
  std::ofstream(root / "tenantry.toml") << "environment = \"test\"\n";
  CHECK(find_config_file(root / "a" / "b") == root / "tenantry.toml");
  std::filesystem::remove_all(root);
}
