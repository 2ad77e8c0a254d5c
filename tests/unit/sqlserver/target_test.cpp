#include "plugins/odbc/sqlserver/target.hpp"

#include <catch2/catch.hpp>

namespace sdk = tenantry::sdk;

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

tenantry::odbc::opening target_of(const pairs &config, const std::vector<std::string> &installed = {
                                                           "MariaDB Unicode", "FreeTDS"}) {
  std::vector<tnt_field> fields;
  for (const auto &[key, value] : config) fields.push_back({sdk::text(key), sdk::text(value)});
  return tenantry::sqlserver::read_target(sdk::config(fields.data(), fields.size()), installed);
}

}  // namespace

TEST_CASE("SQL Server: a URL becomes a connection string for FreeTDS, with its text in UTF-8") {
  const auto made = target_of({{"url", "sqlserver://u:p%3Bw@db.example:1444/wells?encrypt=yes"}});
  CHECK(made.connection_string ==
        "Driver=FreeTDS;Server=db.example;Port=1444;Database=wells;UID=u;PWD={p;w};Encryption=require;"
        "ClientCharset=UTF-8;TDS_Version=7.4;APP=tenantry;");
  CHECK(made.password == "p;w");
  CHECK(target_of({{"url", "mssql://h/d?instance=EX"}}).connection_string ==
        "Driver=FreeTDS;Server=h\\EX;Database=d;ClientCharset=UTF-8;TDS_Version=7.4;APP=tenantry;");
}

TEST_CASE("SQL Server: Microsoft's driver is taken first and has the port behind the server") {
  const auto made = target_of({{"url", "sqlserver://u@h/d?encrypt=strict&TrustServerCertificate=yes"}},
                              {"FreeTDS", "ODBC Driver 18 for SQL Server"});
  CHECK(made.connection_string ==
        "Driver={ODBC Driver 18 for SQL Server};Server={h,1433};Database=d;UID=u;Encrypt=strict;"
        "TrustServerCertificate=yes;APP=tenantry;");
}

TEST_CASE("SQL Server: a raw string is kept, and FreeTDS is told how to read text whatever it says") {
  CHECK(target_of({{"url", "Driver={FreeTDS};Server=h;TDS_Version=7.3;ClientCharset=CP1252;UID=u"},
                   {"password", "p"},
                   {"database", "d"},
                   {"application_name", "deploy"}})
            .connection_string ==
        "Driver=FreeTDS;Server=h;TDS_Version=7.3;UID=u;PWD=p;Database=d;ClientCharset=UTF-8;APP=deploy;");
}

TEST_CASE("SQL Server: an administrator connects to master") {
  CHECK(
      target_of({{"url", "sqlserver://h/d"}, {"purpose", "admin"}}).connection_string ==
      "Driver=FreeTDS;Server=h;Port=1433;Database=master;ClientCharset=UTF-8;TDS_Version=7.4;APP=tenantry;");
}

TEST_CASE("SQL Server: what cannot be used is named") {
  try {
    (void)target_of({{"url", "sqlserver://h/d"}}, {"MariaDB Unicode"});
    FAIL("a driver was found");
  } catch (const sdk::failure &why) {
    CHECK(why.status() == TNT_BAD_CONFIG);
    CHECK(std::string(why.what()).find("tdsodbc") != std::string::npos);
  }
  CHECK_THROWS_AS(target_of({{"url", "sqlserver://h/d?encrypt=maybe"}}), sdk::failure);
  CHECK_THROWS_AS(target_of({{"url", "sqlserver://h/d"}, {"setting.drivr", "x"}}), sdk::failure);
  CHECK(target_of({{"url", "sqlserver://h/d?driver=Own"}}).driver == "Own");
  CHECK(target_of({{"url", "DSN=wells"}}).connection_string == "DSN=wells;APP=tenantry;");
}
