#include "tools/tenantry/drizzle_project.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

using namespace tenantry;

namespace {

struct project_folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("tenantry-drizzle-" + std::to_string(::getpid()));
  project_folder() {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~project_folder() { std::filesystem::remove_all(path); }
  project_folder(const project_folder &) = delete;
  project_folder &operator=(const project_folder &) = delete;

  void write(const std::string &name, const std::string &text) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
  }
  void journal(const std::string &folder) const {
    write(folder + "/meta/_journal.json", R"({"entries":[]})");
  }
};

}  // namespace

TEST_CASE("a drizzle configuration is read as text, comments skipped") {
  const drizzle_config config = read_drizzle_config(R"(
    import { defineConfig } from "drizzle-kit"; // out: "./wrong"
    /* out: "./wrong too" */
    export default defineConfig({
      dialect: 'postgresql',
      schema: "./src/schema.ts",
      out: "./drizzle/tenant",
      dbCredentials: { url: process.env.DATABASE_URL! },
      migrations: { table: "my_migrations", schema: `public` },
    });)");
  CHECK(config.out == "./drizzle/tenant");
  CHECK(config.dialect == "postgresql");
  CHECK(config.table == "my_migrations");
  CHECK(config.schema == "public");
}

TEST_CASE("a JSON configuration has its keys in quotes") {
  const drizzle_config config = read_drizzle_config(R"({"dialect": "sqlite", "out": "db"})");
  CHECK(config.out == "db");
  CHECK_FALSE(config.table.has_value());
  CHECK_FALSE(config.schema.has_value());
}

TEST_CASE("a value that is computed is not guessed") {
  const drizzle_config config =
      read_drizzle_config("export default { out: process.env.OUT ?? \"./d\", dialect: `${kind}` }");
  CHECK_FALSE(config.out.has_value());
  CHECK_FALSE(config.dialect.has_value());
}

TEST_CASE("folders named master and tenant become these tracks") {
  const project_folder project;
  project.write("drizzle.config.ts", "export default { out: './drizzle' }\n");
  project.journal("drizzle/master");
  project.journal("drizzle/tenant");
  const auto found = find_drizzle_project(project.path);
  REQUIRE(found.has_value());
  REQUIRE(found->folders.size() == 2);
  CHECK(found->folders[0].track == "master");
  CHECK(found->folders[1].track == "tenant");
}

TEST_CASE("a single folder is the tenants'") {
  const project_folder project;
  project.journal("drizzle");
  const auto found = find_drizzle_project(project.path);
  REQUIRE(found.has_value());
  REQUIRE(found->folders.size() == 1);
  CHECK(found->folders[0].track == "tenant");
  CHECK_FALSE(found->folders[0].v1);
}

TEST_CASE("two configurations name their tracks by their own names") {
  const project_folder project;
  project.write("drizzle-master.config.ts", "export default { out: './a' }\n");
  project.write("drizzle-tenant.config.ts", "export default { out: './b' }\n");
  project.journal("a");
  project.journal("b");
  const auto found = find_drizzle_project(project.path);
  REQUIRE(found.has_value());
  REQUIRE(found->folders.size() == 2);
  CHECK(found->folders[0].track == "master");
  CHECK(found->folders[1].track == "tenant");
}

TEST_CASE("the migrations folder itself may be given, in the newer form too") {
  const project_folder project;
  project.write("20261122000000_a/migration.sql", "SELECT 1;");
  const auto found = find_drizzle_project(project.path);
  REQUIRE(found.has_value());
  REQUIRE(found->folders.size() == 1);
  CHECK(found->folders[0].v1);
}

TEST_CASE("a folder without migrations is refused with what was looked for") {
  const project_folder project;
  const auto found = find_drizzle_project(project.path);
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().message.find("_journal.json") != std::string::npos);
}
