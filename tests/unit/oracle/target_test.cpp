#include "plugins/odbc/oracle/target.hpp"

#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

tenantry::odbc::opening target_of(const pairs &config, const std::vector<std::string> &installed = {
                                                           "FreeTDS", "Oracle 21 ODBC driver"}) {
  std::vector<tnt_field> fields;
  for (const auto &[key, value] : config) fields.push_back({sdk::text(key), sdk::text(value)});
  return tenantry::oracle::read_target(sdk::config(fields.data(), fields.size()), installed);
}

}  // namespace

TEST_CASE("Oracle: a URL becomes an Easy Connect string of the driver that is installed") {
  const auto made = target_of({{"url", "oracle://u:p%3Bw@db.example:1522/wells?FWC=T"}});
  CHECK(made.connection_string ==
        "Driver={Oracle 21 ODBC driver};DBQ=//db.example:1522/wells;UID=u;PWD={p;w};FWC=T;");
  CHECK(made.password == "p;w");
  CHECK(target_of({{"url", "oracle://[::1]/s"}, {"user", "u"}}).connection_string ==
        "Driver={Oracle 21 ODBC driver};DBQ={//[::1]:1521/s};UID=u;");
}

TEST_CASE("Oracle: a raw string reaches engines that are like it through their own drivers") {
  CHECK(
      target_of({{"url", "Driver={MariaDB Unicode};Server=h;UID=u"}, {"password", "p"}}).connection_string ==
      "Driver={MariaDB Unicode};Server=h;UID=u;PWD=p;AUTO_RECONNECT=0;");
  CHECK(target_of({{"url", "Driver={PostgreSQL Unicode};Servername=h"}}).connection_string ==
        "Driver={PostgreSQL Unicode};Servername=h;UseServerSidePrepare=1;");
}

TEST_CASE("Oracle: a driver that Debian lacks is named with where to get it") {
  try {
    (void)target_of({{"url", "oracle://h/d"}}, {"FreeTDS"});
    FAIL("a driver was found");
  } catch (const sdk::failure &why) {
    CHECK(why.status() == TNT_BAD_CONFIG);
    CHECK(std::string(why.what()).find("Instant Client") != std::string::npos);
    CHECK(std::string(why.what()).find("Debian's package \"") == std::string::npos);
  }
  CHECK_THROWS_AS(target_of({{"url", "oracle://h/d"}, {"setting.sql_mode", "x"}}), sdk::failure);
}
