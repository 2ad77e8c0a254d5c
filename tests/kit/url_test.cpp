// The kit's own reading of a URL, and of an ODBC connection string.
#include "tools/conformance/url.hpp"

#include <catch2/catch.hpp>

namespace tenantry::conformance {

TEST_CASE("the parts of a connection string are given as they are written, whatever case its keys have") {
  const std::string string =
      "DRIVER={MariaDB Unicode};server=db.example; Port=3307;Database=wells;uid=u;PWD={a;b}}c}";
  placeholders parts = url_parts(string);
  CHECK(parts["driver"] == "{MariaDB Unicode}");
  CHECK(parts["host"] == "db.example");
  CHECK(parts["port"] == "3307");
  CHECK(parts["path"] == "wells");
  CHECK(parts["user"] == "u");
  CHECK(parts["password"] == "{a;b}}c}");
  CHECK(parts["scheme"].empty());
  CHECK(port_of(string) == 3307);
  CHECK(secrets_of(string).decoded == "a;b}c");
  CHECK(fill("Driver={driver};Server={host};PWD={canary}", parts) ==
        "Driver={MariaDB Unicode};Server=db.example;PWD=" + std::string(canary));
}

TEST_CASE("a connection string goes by way of a proxy with all else as it was") {
  CHECK(by_proxy("Driver=x;Servername=db.example;Port=5432;Option=3;PWD={a;b}", 99) ==
        "Driver=x;Servername=127.0.0.1;Port=99;Option=3;PWD={a;b};");
  CHECK(by_proxy("oracle://u:p@db.example:1521/s?a=b", 99) == "oracle://u:p@127.0.0.1:99/s?a=b");
}

TEST_CASE("a connection string is told from a URL, whose query and password may hold an equals sign") {
  CHECK(is_connection_string("Driver={x};Server=h"));
  CHECK(is_connection_string("DSN=wells"));
  CHECK_FALSE(is_connection_string("oracle://u:a=b@h/s?x=y"));
  CHECK_FALSE(is_connection_string(""));
  CHECK_FALSE(is_connection_string("/srv/wells.db"));
}

}  // namespace tenantry::conformance
