#include "opening.hpp"

#include <algorithm>
#include <charconv>

namespace tenantry::odbc {
namespace {

bool is_one_of(const std::string &key, std::initializer_list<std::string_view> names) {
  const std::string lower = lower_case_key(key);
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return lower == name; });
}

// A key that the connection string lacks is taken from the host's configuration.
void fill(options &into, const sdk::config &config, std::string_view ours, const char *theirs,
          std::initializer_list<std::string_view> names) {
  const auto value = config.get(ours);
  if (!value || value->empty()) return;
  for (const auto &one : into)
    if (is_one_of(one.first, names)) return;
  into.emplace_back(theirs, *value);
}

std::optional<std::chrono::milliseconds> connect_timeout(const sdk::config &config) {
  const std::string_view text = config.get_or("connect_timeout_ms", "");
  long long number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc{} || end != text.data() + text.size() || number <= 0) return std::nullopt;
  return std::chrono::milliseconds(number);
}

// The driver: of the setting, of the URL's ?driver= or the string's Driver=, else the first that fits.
std::string driver_of(const opening_request &request, const options &given) {
  if (const auto set = request.config.setting("driver"); set && !set->empty()) return std::string(*set);
  if (const auto named = find_option(given, "driver"); named && !named->empty()) return *named;
  return find_option(given, "dsn") ? std::string() : choose_driver(request.wish, request.installed);
}

}  // namespace

opening read_opening(const opening_request &request, const opening_rules &rules) {
  const std::string_view url = request.config.get_or("url", "");
  opening made;
  options keys;
  if (is_url(url)) {
    location at = read_url(url);
    made.driver = driver_of(request, at.parameters);
    drop_keys(at.parameters, {"driver"});
    keys = rules.from_url(at, made.driver);
  } else {
    keys = read_connection_string(url);
    made.driver = driver_of(request, keys);
    drop_keys(keys, {"driver"});
  }
  fill(keys, request.config, "user", "UID", {"uid", "user", "username"});
  fill(keys, request.config, "password", "PWD", {"pwd", "password"});
  fill(keys, request.config, "database", "Database", {"database", "db", "dbq"});
  rules.finish(keys, made.driver, request.config);
  if (!made.driver.empty()) keys.insert(keys.begin(), {"Driver", made.driver});
  made.password = find_option(keys, "pwd").value_or(find_option(keys, "password").value_or(""));
  made.connection_string = write_connection_string(keys);
  made.connect_timeout = connect_timeout(request.config);
  return made;
}

std::string lower_case_key(std::string_view text) {
  std::string out(text);
  for (char &c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

void drop_keys(options &from, std::initializer_list<std::string_view> names) {
  std::erase_if(from, [&](const auto &one) { return is_one_of(one.first, names); });
}

void add_missing(options &to, const char *key, std::string_view value) {
  if (!find_option(to, key)) to.emplace_back(key, value);
}

}  // namespace tenantry::odbc
