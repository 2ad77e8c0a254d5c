#include "target.hpp"

#include <array>

namespace tenantry::sqlserver {
namespace {

// Microsoft's own driver first; FreeTDS is what Debian has.
constexpr std::array<std::string_view, 5> driver_names{
    "odbc driver 18 for sql server", "odbc driver 17 for sql server", "freetds", "tds", "sql server"};
constexpr odbc::driver_wish wish{"SQL Server", driver_names, "tdsodbc"};

bool is_freetds(std::string_view driver) {
  const std::string name = odbc::lower_case_key(driver);
  return name.find("tds") != std::string::npos;
}

std::string lower_value(const std::string &value) {
  return odbc::lower_case_key(value);
}

// encrypt=… as Microsoft's drivers write it; FreeTDS has words of its own.
void add_encrypt(odbc::options &to, const std::string &value, bool freetds) {
  const std::string mode = lower_value(value);
  const bool yes = mode == "yes" || mode == "true" || mode == "mandatory";
  const bool no = mode == "no" || mode == "false" || mode == "optional";
  if (!yes && !no && mode != "strict")
    throw sdk::failure(TNT_BAD_CONFIG, "encrypt must be yes, no or strict");
  if (freetds)
    to.emplace_back("Encryption", yes ? "require" : no ? "off" : "strict");
  else
    to.emplace_back("Encrypt", yes ? "yes" : no ? "no" : "strict");
}

void add_parameter(odbc::options &to, const std::string &key, const std::string &value, bool freetds) {
  const std::string plain = odbc::lower_case_key(key);
  if (plain == "encrypt")
    add_encrypt(to, value, freetds);
  else if (plain == "instance")
    return;  // part of the server's name
  else
    to.emplace_back(key, value);
}

// FreeTDS has a key for the port, Microsoft's driver writes it behind a comma.  An instance is found by its
// name, without a port.
void add_server(odbc::options &to, const odbc::location &at, bool freetds) {
  std::string server = at.host.empty() ? "localhost" : at.host;
  const auto instance = odbc::find_option(at.parameters, "instance");
  if (instance) server += "\\" + *instance;
  const std::string port = at.port.empty() && !instance ? "1433" : at.port;
  if (!freetds && !port.empty()) server += "," + port;
  to.emplace_back("Server", server);
  if (freetds && !port.empty()) to.emplace_back("Port", port);
}

odbc::options from_url(const odbc::location &at, std::string_view driver) {
  const bool freetds = is_freetds(driver);
  odbc::options out;
  add_server(out, at, freetds);
  if (!at.database.empty()) out.emplace_back("Database", at.database);
  if (!at.user.empty()) out.emplace_back("UID", at.user);
  if (!at.password.empty()) out.emplace_back("PWD", at.password);
  for (const auto &[key, value] : at.parameters) add_parameter(out, key, value, freetds);
  return out;
}

void finish(odbc::options &keys, std::string_view driver, const sdk::config &config) {
  if (config.get_or("purpose", "work") == "admin") {
    odbc::drop_keys(keys, {"database", "db"});
    keys.emplace_back("Database", "master");
  }
  if (is_freetds(driver)) {
    // Without the first, text is silently wrong; an older protocol has no nvarchar(max).
    odbc::drop_keys(keys, {"clientcharset"});
    keys.emplace_back("ClientCharset", "UTF-8");
    odbc::add_missing(keys, "TDS_Version", "7.4");
  }
  odbc::add_missing(keys, "APP", config.get_or("application_name", "tenantry"));
}

}  // namespace

const odbc::driver_wish &driver_wish() {
  return wish;
}

odbc::opening read_target(const sdk::config &config, const std::vector<std::string> &installed) {
  config.refuse_unknown_settings({"driver"});
  return odbc::read_opening({config, wish, installed}, {from_url, finish});
}

}  // namespace tenantry::sqlserver
