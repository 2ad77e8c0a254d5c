#include "tools/conformance/quirks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tools/conformance/refusal.hpp"
#include "tools/conformance/registry.hpp"

namespace tenantry::conformance {
namespace {

using nlohmann::json;

// Knows where in the file a key stands, so that a refusal can say it.
struct document {
  const std::string &text, &file;

  [[noreturn]] void refuse(std::string_view key, const std::string &why) const {
    const std::size_t at = text.find(fmt::format("\"{}\"", key));
    throw refusal(fmt::format("{}: {}: {}", file, position(text, at == std::string::npos ? 0 : at), why));
  }
  [[nodiscard]] const json &object_at(const json &root, const char *key) const {
    static const json none = json::object();
    if (!root.contains(key)) return none;
    if (!root[key].is_object()) refuse(key, fmt::format("\"{}\" must be an object", key));
    return root[key];
  }
  [[nodiscard]] std::string text_at(const json &object, const std::string &key) const {
    if (!object[key].is_string()) refuse(key, fmt::format("\"{}\" must be a text", key));
    return object[key].get<std::string>();
  }
};

json parse_json(const document &from) {
  try {
    return json::parse(from.text);
  } catch (const json::parse_error &e) {
    const std::string where = position(from.text, e.byte == 0 ? 0 : e.byte - 1);
    throw refusal(fmt::format("{}: {}: this is not JSON", from.file, where));
  }
}

bool known(std::string_view key) {
  const auto keys = quirk_keys();
  return std::any_of(keys.begin(), keys.end(), [&](const quirk_key &one) { return one.name == key; });
}

std::string known_names(std::string_view section) {
  std::string names;
  for (const quirk_key &one : quirk_keys())
    if (one.name.starts_with(section) && one.name[section.size()] == '.')
      names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name.substr(section.size() + 1));
  return names;
}

void check_top(const document &from, const json &root) {
  static const std::vector<std::string> names = {"$schema", "quirks", "config",   "urls",
                                                 "sql",     "types",  "features", "not_applicable"};
  if (!root.is_object()) from.refuse("", "a quirks file holds one object");
  if (!root.contains("quirks") || root["quirks"] != 1)
    from.refuse("quirks", "\"quirks\" must be there and be 1, the version of this format");
  for (const auto &[key, value] : root.items())
    if (std::find(names.begin(), names.end(), key) == names.end())
      from.refuse(
          key, fmt::format("\"{}\" is no key of a quirks file; its keys: {}", key, fmt::join(names, ", ")));
}

}  // namespace

std::string fill(std::string_view text, const placeholders &with) {
  std::string filled;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
    const auto found =
        end == std::string_view::npos ? with.end() : with.find(text.substr(at + 1, end - at - 1));
    if (found == with.end()) {
      filled += text[at++];
    } else {
      filled += found->second;
      at = end + 1;
    }
  }
  return filled;
}

quirks quirks::parse(const std::string &text, const std::string &file) {
  const document from{text, file};
  const json root = parse_json(from);
  check_top(from, root);
  quirks read;
  for (const char *section : {"urls", "sql", "types", "features"}) {
    const json &object = from.object_at(root, section);
    for (const auto &[key, value] : object.items()) {
      const std::string name = fmt::format("{}.{}", section, key);
      if (!known(name))
        from.refuse(
            key, fmt::format("\"{}\" is no key of \"{}\"; its keys: {}", key, section, known_names(section)));
      const bool flag = std::string_view(section) == "features";
      if (flag && !value.is_boolean()) from.refuse(key, fmt::format("\"{}\" must be true or false", key));
      read.values_[name] = flag ? (value.get<bool>() ? "true" : "false") : from.text_at(object, key);
    }
  }
  const json &config = from.object_at(root, "config");
  for (const auto &[key, value] : config.items()) read.config_[key] = from.text_at(config, key);
  const json &absent = from.object_at(root, "not_applicable");
  for (const auto &[key, value] : absent.items()) {
    if (find_test(key) == nullptr) from.refuse(key, fmt::format("\"{}\" is no test; --list names them", key));
    read.not_applicable_[key] = from.text_at(absent, key);
    if (read.not_applicable_[key].empty()) from.refuse(key, fmt::format("\"{}\" needs a reason", key));
  }
  return read;
}

std::optional<std::string> quirks::find(std::string_view key) const {
  if (const auto found = values_.find(key); found != values_.end()) return found->second;
  for (const quirk_key &one : quirk_keys())
    if (one.name == key && !one.default_value.empty()) return std::string(one.default_value);
  return std::nullopt;
}

bool quirks::feature(std::string_view name) const {
  return find(fmt::format("features.{}", name)).value_or("false") == "true";
}

}  // namespace tenantry::conformance
