// The facts of the adapter, and its one exported function.
#include <tenantry/sdk/adapter.hpp>

#include <charconv>

#include "connection.hpp"
#include "dialect.hpp"
#include "location.hpp"
#include "script.hpp"

namespace tenantry::sqlite {
namespace {

std::chrono::milliseconds read_busy_timeout(const sdk::config &config) {
  const std::string_view text = config.setting("busy_timeout_ms").value_or("5000");
  int number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc{} || end != text.data() + text.size() || number < 1)
    throw sdk::failure(TNT_BAD_CONFIG, "setting \"busy_timeout_ms\" must be a whole number above 0");
  return std::chrono::milliseconds(number);
}

bool read_choice(const sdk::config &config, std::string_view name, std::string_view no,
                 std::string_view yes) {
  const std::string_view text = config.setting(name).value_or(no);
  if (text != no && text != yes)
    throw sdk::failure(TNT_BAD_CONFIG, "setting \"" + std::string(name) + "\" must be \"" + std::string(no) +
                                           "\" or \"" + std::string(yes) + "\"");
  return text == yes;
}

settings read_settings(const sdk::config &config) {
  config.refuse_unknown_settings({"busy_timeout_ms", "foreign_keys", "mode"});
  settings chosen;
  chosen.base_dir = config.get_or("base_dir", "");
  chosen.create = config.flag("create");
  chosen.read_only = read_choice(config, "mode", "rw", "ro");
  chosen.foreign_keys = read_choice(config, "foreign_keys", "off", "on");
  chosen.busy_timeout = read_busy_timeout(config);
  if (config.get_or("purpose", "work") == "admin") return chosen;
  const std::string_view url = config.get_or("url", "");
  chosen.file = locate(url.empty() ? config.get_or("database", "") : url, chosen.base_dir);
  return chosen;
}

struct facts {
  using connection = sqlite::connection;
  using script = sqlite::script;
  using dialect = sqlite::dialect;
  static constexpr std::string_view id = TENANTRY_ADAPTER_ID, version = TENANTRY_ADAPTER_VERSION;
  static constexpr std::string_view database_types[] = {"SQLITE"};
  static constexpr std::uint64_t traits =
      TNT_TRAIT_DDL_IN_TRANSACTION | TNT_TRAIT_CANCEL | TNT_TRAIT_SERVER_TIMEOUT;
  static std::unique_ptr<connection> open(const sdk::call &call, const sdk::config &config) {
    call.check("opening the database");
    return std::make_unique<connection>(read_settings(config));
  }
};

}  // namespace
}  // namespace tenantry::sqlite

TENANTRY_ADAPTER(tenantry::sqlite::facts)
