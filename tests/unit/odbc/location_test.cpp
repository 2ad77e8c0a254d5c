#include "plugins/odbc/common/location.hpp"

#include <tenantry/sdk/error.hpp>

#include <catch2/catch.hpp>

using namespace tenantry::odbc;

TEST_CASE("a URL is taken apart and its parts are decoded") {
  const location at =
      read_url("mysql://us%40er:p%3Aw%3B%7D@[::1]:3307/my%20db?SOCKET=/run/x%26y&ssl-mode=required");
  CHECK(at.user == "us@er");
  CHECK(at.password == "p:w;}");
  CHECK(at.host == "::1");
  CHECK(at.port == "3307");
  CHECK(at.database == "my db");
  CHECK(at.parameters == options{{"SOCKET", "/run/x&y"}, {"ssl-mode", "required"}});
  const location bare = read_url("mariadb://host");
  CHECK(bare.host == "host");
  CHECK(bare.port.empty());
  CHECK(bare.database.empty());
}

TEST_CASE("T-68: a URL that cannot be read is refused without a part of its password") {
  for (const char *url : {"mysql://u:sec%ret@h/d", "mysql://u:secret@h:secret/d", "mysql://u@[::1/d",
                          "mysql://u@h/d?a;b=c", "mysql://u@h/a/b"}) {
    INFO(url);
    try {
      (void)read_url(url);
      FAIL("it was read");
    } catch (const tenantry::sdk::failure &why) {
      CHECK(why.status() == TNT_BAD_CONFIG);
      CHECK(why.message().find("secret") == std::string::npos);
    }
  }
}

TEST_CASE("a connection string is read with its braces and written so that it reads the same") {
  const options read = read_connection_string("Driver={MariaDB Unicode}; Server = h ;PWD={a;}}b{};;UID=u");
  CHECK(read == options{{"Driver", "MariaDB Unicode"}, {"Server", "h"}, {"PWD", "a;}b{"}, {"UID", "u"}});
  CHECK(find_option(read, "pwd") == "a;}b{");
  CHECK_FALSE(find_option(read, "port"));
  for (const char *value : {"plain", "", "a;b", "{x}", "}}", "ä=😀", " blank ", "it's"}) {
    INFO(value);
    const options all{{"UID", "u"}, {"PWD", value}, {"X", "y"}};
    CHECK(read_connection_string(write_connection_string(all)) == all);
  }
}

TEST_CASE("a connection string that cannot be read is refused without its values") {
  for (const char *text : {"PWD={secret", "PWD=a;secret", "secret"}) {
    INFO(text);
    try {
      (void)read_connection_string(text);
      FAIL("it was read");
    } catch (const tenantry::sdk::failure &why) {
      CHECK(why.message().find("secret") == std::string::npos);
    }
  }
}

TEST_CASE("URLs and connection strings are told apart") {
  CHECK(is_url("mysql://h/d"));
  CHECK_FALSE(is_url("Driver={x};Server=h;PWD=://"));
  CHECK_FALSE(is_url("mysql:d"));
}
