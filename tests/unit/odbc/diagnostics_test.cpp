#include "plugins/odbc/common/diagnostics.hpp"

#include <tenantry/sdk/error.hpp>

#include <array>
#include <barrier>
#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "plugins/odbc/common/drivers.hpp"

using namespace tenantry::odbc;

TEST_CASE("the names of driver and server before a message are taken away, brackets inside it stay") {
  CHECK(without_brackets("[ma-3.1.15][10.11.6-MariaDB-1]Table 'a[1]' doesn't exist") ==
        "Table 'a[1]' doesn't exist");
  CHECK(without_brackets("[unixODBC][Driver Manager]Can't open lib") == "Can't open lib");
  CHECK(without_brackets("[half") == "[half");
  CHECK(without_brackets("[all]") == "[all]");
}

TEST_CASE("a secret is replaced wherever a driver repeats it") {
  CHECK(without_secret("a pw b pw", "pw") == "a *** b ***");
  CHECK(without_secret("*", "*") == "***");
  CHECK(without_secret("text", "") == "text");
}

TEST_CASE("of several records the first with a number of the server tells most") {
  const diagnostics login{{"01000", 0, "general"}, {"42000", 18456, "Login failed"}, {"08001", 20002, "no"}};
  CHECK(most_telling(login).message == "Login failed");
  CHECK(most_telling({{"IM002", 0, "no data source"}, {"01000", 0, "x"}}).message == "no data source");
  CHECK(most_telling({}).sqlstate == "HY000");
}

TEST_CASE("the preferred driver is chosen, and without one the package is named") {
  constexpr std::array<std::string_view, 2> names{"mariadb", "mysql"};
  const driver_wish wish{"MySQL or MariaDB", names, "odbc-mariadb"};
  CHECK(choose_driver(wish, {"FreeTDS", "MySQL ODBC 8.0", "MariaDB Unicode"}) == "MariaDB Unicode");
  CHECK(choose_driver(wish, {"MySQL ODBC 8.0"}) == "MySQL ODBC 8.0");
  try {
    (void)choose_driver(wish, {"FreeTDS"});
    FAIL("one was chosen");
  } catch (const tenantry::sdk::failure &why) {
    CHECK(why.status() == TNT_BAD_CONFIG);
    CHECK(why.message().find("odbc-mariadb") != std::string::npos);
    CHECK(why.message().find("\"FreeTDS\"") != std::string::npos);
  }
}

TEST_CASE("connections that are opened at once all see every installed driver") {
  std::array<std::vector<std::string>, 8> seen;
  {
    std::vector<std::thread> threads;
    threads.reserve(seen.size());
    std::barrier together(std::ptrdiff_t{seen.size()});
    for (auto &one : seen)
      threads.emplace_back([&] {
        together.arrive_and_wait();
        one = installed_drivers();
      });
    for (std::thread &one : threads) one.join();
  }
  const std::vector<std::string> &all = installed_drivers();
  for (const auto &one : seen) CHECK(one == all);
  CHECK(std::set(all.begin(), all.end()).size() == all.size());
}
