// tenantry config: each setting, its value with secrets hidden, and where it comes from.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/secrets.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/words.hpp"

namespace tenantry {
namespace {

struct shown_setting {
  std::string key;
  std::vector<std::string> values;
  origin from;
};

// In the order of the file's documentation; the free tables after.
std::vector<shown_setting> shown_settings(const configuration &config) {
  std::vector<shown_setting> shown;
  for (const setting_definition &definition : setting_definitions()) {
    const auto found = config.settings.find(definition.key);
    shown_setting one{std::string(definition.key), {}, {}};
    if (found != config.settings.end()) {
      one.from = found->second.from;
      for (const std::string &value : found->second.values) one.values.push_back(without_password(value));
    }
    if (definition.key == "run.out_of_order" && one.values.empty())
      one.values = {config.production ? "refuse" : "allow"};
    shown.push_back(std::move(one));
  }
  for (const auto &[key, value] : config.settings)
    if (find_setting(key) == nullptr) shown.push_back({key, value.values, value.from});
  return shown;
}

void print_table(output &out, const configuration &config, const std::vector<shown_setting> &shown) {
  out.line(config.file.empty() ? "no tenantry.toml here or above" : config.file.string());
  std::size_t key = 0, value = 0;
  std::vector<std::string> texts;
  for (const shown_setting &one : shown) {
    texts.push_back(one.values.empty() ? "-" : printable(fmt::format("{}", fmt::join(one.values, ", "))));
    key = std::max(key, one.key.size());
    value = std::max(value, std::min<std::size_t>(texts.back().size(), 48));
  }
  for (std::size_t i = 0; i < shown.size(); ++i)
    out.line(fmt::format("{:<{}}  {:<{}}  {}", shown[i].key, key, texts[i], value, to_string(shown[i].from)) +
             (is_unused(shown[i].key) ? "  (not used by this version)" : ""));
}

}  // namespace

result<int> run_config(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  const std::vector<shown_setting> shown = shown_settings(config);
  if (!context.out.json()) {
    print_table(context.out, config, shown);
    return 0;
  }
  for (const shown_setting &one : shown) context.out.line(setting_event(one.key, one.values, one.from));
  return 0;
}

}  // namespace tenantry
