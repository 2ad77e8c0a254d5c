#include "plugins/postgresql/connect.hpp"

#include <catch2/catch.hpp>

using namespace tenantry::postgresql;

TEST_CASE("the code is taken out of libpq's verbose words about a connection") {
  const auto one = read_connect_error(
      "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  3D000: database \"nix\" does not "
      "exist\n"
      "LOCATION:  InitPostgres, postinit.c:890\n");
  CHECK(one.sqlstate == "3D000");
  CHECK(one.message ==
        "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  database \"nix\" does not exist");
}

TEST_CASE("of several servers the last that answered gives the code, and all of them are told") {
  const auto two = read_connect_error(
      "connection to server at \"a\", port 1 failed: Connection refused\n\tIs the server running?\n"
      "connection to server at \"b\", port 2 failed: FATAL:  53300: sorry, too many clients already\n");
  CHECK(two.sqlstate == "53300");
  CHECK(two.message.find("\"a\"") != std::string::npos);
  CHECK(two.message.find("53300") == std::string::npos);
}

TEST_CASE("words without a code have none") {
  CHECK(read_connect_error("could not translate host name \"x\" to address: Name or service not known\n")
            .sqlstate.empty());
  CHECK(read_connect_error("").message.empty());
  CHECK(read_connect_error("a:  12345").sqlstate.empty());
}
