#include "target.hpp"

#include <array>
#include <charconv>

#include "common/location.hpp"

namespace tenantry::mysql {
namespace {

constexpr std::array<std::string_view, 2> driver_names{"mariadb", "mysql"};
constexpr odbc::driver_wish wish{"MySQL or MariaDB", driver_names, "odbc-mariadb"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char &c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// The ways of other clients to ask for TLS, as MariaDB's driver wants them.  Anything else is a key of the
// driver's own.
void add_parameter(odbc::options &to, const std::string &key, const std::string &value) {
  const std::string plain = lower(key);
  if (plain == "ssl-mode" || plain == "sslmode" || plain == "ssl_mode") {
    const std::string mode = lower(value);
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

odbc::options from_url(std::string_view url) {
  const odbc::location at = odbc::read_url(url);
  odbc::options out{{"Server", at.host.empty() ? "localhost" : at.host}};
  out.emplace_back("Port", at.port.empty() ? "3306" : at.port);
  if (!at.database.empty()) out.emplace_back("Database", at.database);
  if (!at.user.empty()) out.emplace_back("UID", at.user);
  if (!at.password.empty()) out.emplace_back("PWD", at.password);
  for (const auto &[key, value] : at.parameters) add_parameter(out, key, value);
  return out;
}

bool is_one_of(const std::string &key, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (lower(key) == name) return true;
  return false;
}

// A key that the connection string lacks is taken from the host's configuration.
void fill(odbc::options &into, const sdk::config &config, std::string_view ours, const char *theirs,
          std::initializer_list<std::string_view> names) {
  const auto value = config.get(ours);
  if (!value || value->empty()) return;
  for (const auto &one : into)
    if (is_one_of(one.first, names)) return;
  into.emplace_back(theirs, *value);
}

void drop(odbc::options &from, std::initializer_list<std::string_view> names) {
  std::erase_if(from, [&](const auto &one) { return is_one_of(one.first, names); });
}

std::optional<std::chrono::milliseconds> connect_timeout(const sdk::config &config) {
  const std::string_view text = config.get_or("connect_timeout_ms", "");
  long long number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc{} || end != text.data() + text.size() || number <= 0) return std::nullopt;
  return std::chrono::milliseconds(number);
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
  const std::string_view url = config.get_or("url", "");
  odbc::options keys = odbc::is_url(url) ? from_url(url) : odbc::read_connection_string(url);
  fill(keys, config, "user", "UID", {"uid", "user", "username"});
  fill(keys, config, "password", "PWD", {"pwd", "password"});
  fill(keys, config, "database", "Database", {"database", "db"});
  if (config.get_or("purpose", "work") == "admin") drop(keys, {"database", "db"});
  target made;
  made.driver = config.setting("driver").value_or(odbc::find_option(keys, "driver").value_or(""));
  if (made.driver.empty() && !odbc::find_option(keys, "dsn"))
    made.driver = odbc::choose_driver(wish, installed);
  drop(keys, {"driver"});
  if (!made.driver.empty()) keys.insert(keys.begin(), {"Driver", made.driver});
  // A connection that the driver renews by itself would go on without its transaction and its locks.
  keys.emplace_back("AUTO_RECONNECT", "0");
  made.password = odbc::find_option(keys, "pwd").value_or(odbc::find_option(keys, "password").value_or(""));
  made.connection_string = odbc::write_connection_string(keys);
  made.sql_mode = config.setting("sql_mode").value_or("");
  made.connect_timeout = connect_timeout(config);
  made.client_timeout = ends_in_client(config);
  return made;
}

}  // namespace tenantry::mysql
