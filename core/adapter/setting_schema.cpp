#include "core/adapter/setting_schema.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

using nlohmann::json;

json member(const json &of, const char *key) {
  const auto found = of.is_object() ? of.find(key) : of.end();
  return found == of.end() ? json() : *found;
}

bool is_whole_number(const std::string &value) {
  const std::size_t sign = value.starts_with('-') ? 1 : 0;
  return value.size() > sign && value.find_first_not_of("0123456789", sign) == std::string::npos;
}

// What the value must be instead; empty: it is right.
std::string wanted_instead(const json &rule, const std::string &value) {
  if (const json choices = member(rule, "enum"); choices.is_array()) {
    std::vector<std::string> texts;
    for (const json &one : choices) texts.push_back(one.is_string() ? one.get<std::string>() : one.dump());
    if (std::find(texts.begin(), texts.end(), value) != texts.end()) return {};
    return fmt::format("one of: {}", fmt::join(texts, ", "));
  }
  const json type = member(rule, "type");
  if (type == "integer" && !is_whole_number(value)) return "a whole number";
  if (type == "boolean" && value != "true" && value != "false") return "true or false";
  const json shortest = member(rule, "minLength");
  if (value.empty() && shortest.is_number_integer() && shortest > 0) return "a text that is not empty";
  return {};
}

}  // namespace

status check_adapter_setting(const manifest &about, const std::string &name, const std::string &value) {
  const json schema = json::parse(about.settings_json, nullptr, false);
  const json properties = member(schema, "properties");
  std::vector<std::string> known;
  if (properties.is_object())
    for (const auto &[key, rule] : properties.items()) known.push_back(key);
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    if (member(schema, "additionalProperties") == true) return {};
    return fail(
        category::bad_config,
        fmt::format("The adapter \"{}\" has no setting \"{}\".{}", about.id, name, did_you_mean(name, known)),
        known.empty() ? "it has no settings: remove the line"
                      : fmt::format("known settings: {}", fmt::join(known, ", ")));
  }
  const std::string wanted = wanted_instead(properties.at(name), value);
  if (wanted.empty()) return {};
  return fail(category::bad_config,
              fmt::format("The setting \"{}\" of the adapter \"{}\" is \"{}\".", name, about.id, value),
              "write " + wanted);
}

}  // namespace tenantry
