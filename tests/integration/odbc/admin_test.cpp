// Identity, and making and dropping databases.
#include <catch2/catch.hpp>

#include "tests/integration/odbc/mariadb.hpp"
#include "tests/support/require_server.hpp"

using namespace tenantry::testing;

namespace {

std::string column_of(const answer &row, const std::string &name) {
  for (std::size_t at = 0; at < row.columns.size(); ++at)
    if (row.columns[at].rfind(name + ":", 0) == 0) return row.value(0, at);
  return "no such column";
}

}  // namespace

TEST_CASE("MariaDB is told from MySQL, and two roads to one database have one identity") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  session a(database.url()),
      b(with_database("mysql" + database.url().substr(database.url().find(':')), database.name()));
  const answer one = a.identify(), two = b.identify();
  REQUIRE(one.rows.size() == 1);
  CHECK(column_of(one, "flavour") == "mariadb");
  CHECK(column_of(one, "database") == database.name());
  CHECK(column_of(one, "version").rfind("10.", 0) == 0);
  CHECK(column_of(one, "server") == column_of(two, "server"));
  CHECK(column_of(one, "session") == a.execute("SELECT CONNECTION_ID()").value());
  CHECK(column_of(one, "session") != column_of(two, "session"));
  CHECK(one.rows[0][5].i == 1);  // writable
  CHECK(one.rows[0][6].i == 0);  // pooled
}

TEST_CASE("MariaDB: who the server is was asked with the first question, and is asked again behind another") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  const mariadb_database database(url);
  const auto questions = [](session &of) {
    return std::stol(of.execute("SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE "
                                "VARIABLE_NAME = 'QUESTIONS'")
                         .value());
  };
  session asks(database.url()), does_not(database.url());
  REQUIRE(asks.identify().status == TNT_OK);
  const long first = questions(asks);
  CHECK(first == questions(does_not));
  const answer again = asks.identify();
  REQUIRE(again.status == TNT_OK);
  CHECK(questions(asks) == first + 2);
  CHECK(column_of(again, "session") == asks.execute("SELECT CONNECTION_ID()").value());
}

TEST_CASE("a database is made once, seen, and dropped though somebody works in it") {
  TENANTRY_REQUIRE_SERVER(url, TENANTRY_TEST_MARIADB);
  session admin(open_admin(url));
  const std::string name = "tenantry `odd` name " + std::to_string(getpid());
  REQUIRE(admin.create(name).status == TNT_OK);
  const answer again = admin.create(name);
  CHECK(again.status == TNT_CONFLICT);
  CHECK(again.sqlstate == "42P04");
  CHECK(admin.exists(name).second);
  auto [opened, conn] = session::try_open({{"url", with_database(url, "")}, {"database", name}});
  REQUIRE(opened.status == TNT_OK);
  session busy(conn);
  REQUIRE(busy.begin().status == TNT_OK);
  CHECK(admin.drop(name, true).status == TNT_OK);
  CHECK_FALSE(admin.exists(name).second);
  CHECK(busy.execute("SELECT 1").status == TNT_CONNECTION_LOST);
}
