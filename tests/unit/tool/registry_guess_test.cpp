#include "tools/tenantry/registry_guess.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

TEST_CASE("the usual spellings of registry columns are recognised") {
  const auto mapping =
      guess_columns({"id", "subdomain", "displayName", "databaseType", "connection_string", "status"});
  CHECK(mapping.at("id") == "id");
  CHECK(mapping.at("slug") == "subdomain");
  CHECK(mapping.at("name") == "displayName");
  CHECK(mapping.at("database_type") == "databaseType");
  CHECK(mapping.at("database_url") == "connection_string");
  CHECK(mapping.count("deleted_at") == 0);
}

TEST_CASE("the better of two candidates wins") {
  CHECK(guess_columns({"url", "database_url"}).at("database_url") == "database_url");
  CHECK(guess_columns({"code", "slug"}).at("slug") == "slug");
}

TEST_CASE("a table without a required column says which one") {
  registry_guess guess;
  guess.mapping = guess_columns({"id", "slug", "database_url"});
  CHECK(guess.missing() == std::vector<std::string>{"database_type"});
}
