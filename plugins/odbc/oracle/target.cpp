#include "target.hpp"

#include <array>

namespace tenantry::oracle {
namespace {

constexpr std::array<std::string_view, 1> driver_names{"oracle"};
constexpr odbc::driver_wish wish{
    "Oracle", driver_names, "",
    "Oracle's Instant Client with its ODBC package (oracle-instantclient-odbc; Debian has "
    "none) and register it with odbc_update_ini.sh"};

// host:port/service, as Oracle's clients read it: Easy Connect.
odbc::options from_url(const odbc::location &at, std::string_view) {
  odbc::options out;
  const std::string host = at.host.empty() ? "localhost" : at.host;
  const std::string bracketed = host.find(':') == std::string::npos ? host : "[" + host + "]";
  out.emplace_back("DBQ", "//" + bracketed + ":" + (at.port.empty() ? "1521" : at.port) +
                              (at.database.empty() ? "" : "/" + at.database));
  if (!at.user.empty()) out.emplace_back("UID", at.user);
  if (!at.password.empty()) out.emplace_back("PWD", at.password);
  for (const auto &[key, value] : at.parameters) out.emplace_back(key, value);
  return out;
}

void finish(odbc::options &keys, std::string_view driver, const sdk::config &) {
  const std::string name = odbc::lower_case_key(driver);
  if (name.find("maria") != std::string::npos || name.find("maodbc") != std::string::npos)
    odbc::add_missing(keys, "AUTO_RECONNECT", "0");
  const bool like_postgresql =
      name.find("psql") != std::string::npos || name.find("postgres") != std::string::npos;
  if (like_postgresql) odbc::add_missing(keys, "UseServerSidePrepare", "1");
}

}  // namespace

const odbc::driver_wish &driver_wish() {
  return wish;
}

odbc::opening read_target(const sdk::config &config, const std::vector<std::string> &installed) {
  config.refuse_unknown_settings({"driver"});
  return odbc::read_opening({config, wish, installed}, {from_url, finish});
}

}  // namespace tenantry::oracle
