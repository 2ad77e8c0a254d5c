// Which refusals are worth another try, and which mean that the database does not exist.
#include "core/rollout/server_words.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

namespace {

error refusal(category c, const char *sqlstate, int number = 0, retry again = retry::new_connection) {
  error e = make_error(c, "no");
  e.sqlstate = sqlstate;
  e.native_code = number;
  e.retry = again;
  return e;
}

}  // namespace

TEST_CASE("T-60: a server that is full or starting is asked again, one that is down or refuses is not") {
  CHECK(has_no_room(refusal(category::unreachable, "53300")));
  CHECK(has_no_room(refusal(category::unreachable, "57P03")));
  CHECK(has_no_room(refusal(category::unreachable, "08004", 1040)));
  CHECK_FALSE(has_no_room(refusal(category::unreachable, "")));
  CHECK_FALSE(has_no_room(refusal(category::unreachable, "3D000")));
  CHECK_FALSE(has_no_room(refusal(category::sql, "53300")));
  CHECK_FALSE(has_no_room(refusal(category::auth, "28P01")));
  CHECK_FALSE(has_no_room(refusal(category::unreachable, "53300", 0, retry::never)));
}

TEST_CASE("T-57: a database that does not exist is told from a server that is down") {
  CHECK(lacks_database(refusal(category::unreachable, "3D000")));
  CHECK(lacks_database(refusal(category::unreachable, "42000", 1049)));
  CHECK(lacks_database(refusal(category::unreachable, "42000", 4060)));
  CHECK_FALSE(lacks_database(refusal(category::unreachable, "")));
  CHECK_FALSE(lacks_database(refusal(category::sql, "3D000")));
}
