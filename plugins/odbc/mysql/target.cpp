#include "target.hpp"

#include <array>

namespace tenantry::mysql {
namespace {

constexpr std::array<std::string_view, 2> driver_names{"mariadb", "mysql"};
constexpr odbc::driver_wish wish{"MySQL or MariaDB", driver_names, "odbc-mariadb"};

// The ways of other clients to ask for TLS, as MariaDB's driver wants them.  Anything else is a key of the
// driver's own.
void add_parameter(odbc::options &to, const std::string &key, const std::string &value) {
  const std::string plain = odbc::lower_case_key(key);
  if (plain == "ssl-mode" || plain == "sslmode" || plain == "ssl_mode") {
    const std::string mode = odbc::lower_case_key(value);
    const bool verify = mode == "verify_ca" || mode == "verify_identity" || mode == "verify-full";
    if (!verify && mode != "required" && mode != "preferred" && mode != "disabled")
      throw sdk::failure(TNT_BAD_CONFIG,
                         "ssl-mode must be disabled, preferred, required, verify_ca or verify_identity");
    if (verify || mode == "required") to.emplace_back("FORCETLS", "1");
    if (verify) to.emplace_back("SSLVERIFY", "1");
  } else if (plain == "ssl-ca") {
    to.emplace_back("SSLCA", value);
  } else if (plain == "ssl-cert") {
    to.emplace_back("SSLCERT", value);
  } else if (plain == "ssl-key") {
    to.emplace_back("SSLKEY", value);
  } else {
    to.emplace_back(key, value);
  }
}

odbc::options from_url(const odbc::location &at, std::string_view) {
  odbc::options out{{"Server", at.host.empty() ? "localhost" : at.host}};
  out.emplace_back("Port", at.port.empty() ? "3306" : at.port);
  if (!at.database.empty()) out.emplace_back("Database", at.database);
  if (!at.user.empty()) out.emplace_back("UID", at.user);
  if (!at.password.empty()) out.emplace_back("PWD", at.password);
  for (const auto &[key, value] : at.parameters) add_parameter(out, key, value);
  return out;
}

void finish(odbc::options &keys, std::string_view, const sdk::config &config) {
  if (config.get_or("purpose", "work") == "admin") odbc::drop_keys(keys, {"database", "db"});
  // A connection that the driver renews by itself would go on without its transaction and its locks.
  keys.emplace_back("AUTO_RECONNECT", "0");
}

bool ends_in_client(const sdk::config &config) {
  const std::string_view text = config.setting("statement_timeout").value_or("server");
  if (text != "server" && text != "client")
    throw sdk::failure(TNT_BAD_CONFIG, "setting \"statement_timeout\" must be \"server\" or \"client\"");
  return text == "client";
}

}  // namespace

const odbc::driver_wish &driver_wish() {
  return wish;
}

target read_target(const sdk::config &config, const std::vector<std::string> &installed) {
  config.refuse_unknown_settings({"driver", "sql_mode", "statement_timeout"});
  target made;
  made.how = odbc::read_opening({config, wish, installed}, {from_url, finish});
  made.sql_mode = config.setting("sql_mode").value_or("");
  made.client_timeout = ends_in_client(config);
  return made;
}

}  // namespace tenantry::mysql
