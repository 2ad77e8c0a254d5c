#include "plugins/odbc/mysql/target.hpp"

#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;
using tenantry::mysql::read_target;

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

tenantry::odbc::opening target_of(const pairs &config) {
  std::vector<tnt_field> fields;
  for (const auto &[key, value] : config) fields.push_back({sdk::text(key), sdk::text(value)});
  return read_target(sdk::config(fields.data(), fields.size()), {"FreeTDS", "MariaDB Unicode"}).how;
}

}  // namespace

TEST_CASE("a URL becomes a connection string of the driver that is installed") {
  const auto made = target_of({{"url", "mysql://u:p%3Bw@db.example:3307/wells?SSLCA=/ca.pem"}});
  CHECK(made.connection_string ==
        "Driver={MariaDB Unicode};Server=db.example;Port=3307;Database=wells;UID=u;PWD={p;w};SSLCA=/ca.pem;"
        "AUTO_RECONNECT=0;");
  CHECK(made.password == "p;w");
  CHECK(target_of({{"url", "mariadb://h/d"}}).connection_string ==
        "Driver={MariaDB Unicode};Server=h;Port=3306;Database=d;AUTO_RECONNECT=0;");
}

TEST_CASE("user, password and database of the configuration fill what the URL leaves out") {
  const auto made = target_of({{"url", "mysql://h"},
                               {"user", "u"},
                               {"password", "pw"},
                               {"database", "d"},
                               {"connect_timeout_ms", "1500"}});
  CHECK(made.connection_string ==
        "Driver={MariaDB Unicode};Server=h;Port=3306;UID=u;PWD=pw;Database=d;AUTO_RECONNECT=0;");
  CHECK(made.connect_timeout == std::chrono::milliseconds(1500));
  CHECK(target_of({{"url", "mysql://x:y@h/z"}, {"user", "u"}, {"database", "d"}}).connection_string ==
        "Driver={MariaDB Unicode};Server=h;Port=3306;Database=z;UID=x;PWD=y;AUTO_RECONNECT=0;");
}

TEST_CASE("an administrator's connection names no database") {
  const auto made =
      target_of({{"url", "Driver=/lib/x.so;Server=h;DATABASE=d"}, {"database", "d"}, {"purpose", "admin"}});
  CHECK(made.connection_string == "Driver=/lib/x.so;Server=h;AUTO_RECONNECT=0;");
}

TEST_CASE("a driver is named by the setting, by the string, or by a data source that knows it") {
  CHECK(target_of({{"url", "mysql://h/d"}, {"setting.driver", "Own"}}).driver == "Own");
  CHECK(target_of({{"url", "DRIVER={Own Two};Server=h"}}).driver == "Own Two");
  CHECK(target_of({{"url", "DSN=wells;UID=u"}}).connection_string == "DSN=wells;UID=u;AUTO_RECONNECT=0;");
}

TEST_CASE("ssl-mode is understood as other clients write it") {
  CHECK(target_of({{"url", "mysql://h/d?ssl-mode=VERIFY_CA&ssl-ca=/c"}}).connection_string ==
        "Driver={MariaDB "
        "Unicode};Server=h;Port=3306;Database=d;FORCETLS=1;SSLVERIFY=1;SSLCA=/c;AUTO_RECONNECT=0;");
  CHECK_THROWS_AS(target_of({{"url", "mysql://h/d?ssl-mode=maybe"}}), sdk::failure);
}

TEST_CASE("an unknown setting is refused") {
  CHECK_THROWS_AS(target_of({{"url", "mysql://h/d"}, {"setting.drivr", "x"}}), sdk::failure);
  CHECK_THROWS_AS(target_of({{"url", "mysql://h/d"}, {"setting.statement_timeout", "nobody"}}), sdk::failure);
}
