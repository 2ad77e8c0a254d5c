#pragma once
// Every setting as text with its origin: default, file, environment or flag; the later beats the earlier.
// Knows the keys and where each may come from; what a value means is config.hpp's.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace tenantry {

struct origin {
  enum class kind { fallback, file, environment, flag };
  kind is = kind::fallback;
  std::string name;  // the file, the variable, the flag with its --
  std::uint32_t line = 0, column = 0;
};
std::string to_string(const origin &o);  // "default", "tenantry.toml:7", "TENANTRY_PARALLEL", "--parallel"

struct setting {
  std::vector<std::string> values;  // one, unless the kind is list
  origin from;
  [[nodiscard]] const std::string &text() const;  // the one value, "" if none
};

enum class setting_kind { text, number, budget, duration, list };
struct setting_definition {
  std::string_view key;  // "run.parallel"
  setting_kind kind;
  std::string_view fallback;  // lists: parts separated by ","
  std::string_view flag;      // "" if it has none
  std::string_view variable;  // a further variable in the environment, weaker than the flag's twin
  std::string_view choices;   // allowed values separated by |, "" for any
};
const std::vector<setting_definition> &setting_definitions();
// Read and kept for files that a later version shares; this one does nothing with it.
bool is_unused(std::string_view key);
const setting_definition *find_setting(std::string_view key);

// What a configuration file holds: known keys, and the free tables [adapters.route] and [tracks.NAME].
using setting_map = std::map<std::string, setting, std::less<>>;

using environment_lookup = std::function<std::optional<std::string>(const std::string &name)>;
using flag_map = std::map<std::string, std::vector<std::string>>;

// Flags of the command line together with their twins in the environment; a command reads its flags here.
// `TENANT_ID` is a twin of --tenant.
std::map<std::string, setting> resolve_flags(const flag_map &flags, const environment_lookup &environment);

// Lays environment and flags over the file's settings over the defaults.  Keys without any value are absent.
setting_map resolve_settings(const setting_map &file, const std::map<std::string, setting> &flags,
                             const environment_lookup &environment);

}  // namespace tenantry
