// The only file that includes toml++.
#include "tools/tenantry/config_file.hpp"

#include <fmt/format.h>

// Debian's library is built to throw.  Compiled in here instead, a broken file is a value.
#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace tenantry {
namespace {

constexpr std::string_view settings_prefix = "adapters.settings.";
constexpr std::string_view key_list = "docs/configuration.md lists all keys";

class reader {
 public:
  explicit reader(std::string file) : file_(std::move(file)) {}

  status read(const toml::table &table, const std::string &prefix) {
    for (const auto &[name, node] : table) {
      const std::string key =
          prefix.empty() ? std::string(name.str()) : fmt::format("{}.{}", prefix, name.str());
      if (const toml::table *inner = node.as_table(); inner != nullptr && is_table(key)) {
        TENANTRY_TRY_VOID(read(*inner, key));
      } else {
        TENANTRY_TRY_VOID(take(key, name.source(), node));
      }
    }
    return {};
  }
  setting_map take_all() { return std::move(found_); }

 private:
  // A prefix of known keys, or one of the free tables.
  static bool is_table(const std::string &key) {
    if (key == "adapters.route" || key == "adapters.settings" || key == "tracks" || key == "types" ||
        key == "schemas")
      return true;
    if (key.rfind(settings_prefix, 0) == 0) return key.find('.', settings_prefix.size()) == std::string::npos;
    if (key.rfind("tracks.", 0) == 0) return key.find('.', 7) == std::string::npos;
    if (is_mapping(key)) return key.find('.', key.find('.') + 1) == std::string::npos;
    for (const setting_definition &definition : setting_definitions())
      if (definition.key.size() > key.size() && definition.key.substr(0, key.size()) == key &&
          definition.key[key.size()] == '.')
        return true;
    return false;
  }

  // [types.DIALECT] and [schemas.DIALECT]: their keys are names of the team's own.
  static bool is_mapping(const std::string &key) {
    return key.rfind("types.", 0) == 0 || key.rfind("schemas.", 0) == 0;
  }

  // adapters.settings.TYPE.NAME
  static bool is_adapter_setting(const std::string &key) {
    return key.rfind(settings_prefix, 0) == 0 && key.find('.', settings_prefix.size()) != std::string::npos;
  }

  static bool is_free(const std::string &key) {
    if (key.rfind("adapters.route.", 0) == 0 || is_adapter_setting(key)) return true;
    if (is_mapping(key)) return key.find('.', key.find('.') + 1) != std::string::npos;
    if (key.rfind("tracks.", 0) != 0) return false;
    const std::size_t dot = key.find('.', 7);
    if (dot == std::string::npos) return false;
    const std::string last = key.substr(dot + 1);
    return last == "migrations" || last == "on" || last == "schema";
  }

  [[nodiscard]] error at(const toml::source_region &place, std::string message, std::string next = {}) const {
    error e = make_error(category::usage, std::move(message), std::move(next));
    e.where = {file_, place.begin.line, place.begin.column};
    return e;
  }

  [[nodiscard]] error unknown(const std::string &key, const toml::source_region &place) const {
    std::vector<std::string> known = {"adapters.route", "adapters.settings", "types", "schemas"};
    for (const setting_definition &definition : setting_definitions()) {
      known.emplace_back(definition.key);
      for (std::size_t dot = 0; (dot = definition.key.find('.', dot + 1)) != std::string_view::npos;)
        known.emplace_back(definition.key.substr(0, dot));
    }
    if (key.rfind("tracks.", 0) == 0) {
      const std::string stem = key.substr(0, key.rfind('.'));
      known = {stem + ".migrations", stem + ".on", stem + ".schema"};
    }
    // A key in the wrong table is as frequent as a slip of the finger.
    const std::string last = key.substr(key.rfind('.') + 1);
    for (const setting_definition &definition : setting_definitions())
      if (definition.key.size() > last.size() && definition.key.substr(definition.key.rfind('.') + 1) == last)
        return at(place, fmt::format("Unknown key \"{}\". Did you mean \"{}\"?", key, definition.key),
                  std::string(key_list));
    return at(place, fmt::format("Unknown key \"{}\".{}", key, did_you_mean(key, known)),
              std::string(key_list));
  }

  static std::string type_name(const toml::node &node) {
    if (node.is_table()) return "a table";
    if (node.is_array()) return "a list";
    if (node.is_string()) return "a text";
    if (node.is_integer()) return "a whole number";
    if (node.is_boolean()) return "true or false";
    return node.is_floating_point() ? "a number with a point" : "a date or time";
  }

  static std::string wanted(setting_kind kind) {
    switch (kind) {
      case setting_kind::number:
        return "a whole number, like 8";
      case setting_kind::budget:
        return "a text like \"0\", \"5\", \"1%\" or \"none\"";
      case setting_kind::duration:
        return "a text like \"5s\", \"250ms\" or \"2m\"";
      case setting_kind::list:
        return "a list of texts, like [\"a\", \"b\"]";
      case setting_kind::text:
        break;
    }
    return "a text in quotes";
  }

  status take(const std::string &key, const toml::source_region &place, const toml::node &node) {
    const setting_definition *definition = find_setting(key);
    if (definition == nullptr && !is_free(key)) {
      if (is_table(key))
        return fail(at(place, fmt::format("\"{}\" must be a table, but is {}.", key, type_name(node)),
                       fmt::format("write [{}] on a line of its own", key)));
      return fail(unknown(key, place));
    }
    const setting_kind kind = definition == nullptr ? setting_kind::text : definition->kind;
    setting taken;
    if (is_adapter_setting(key) && (node.is_integer() || node.is_boolean()))
      taken.values = {node.is_integer() ? std::to_string(**node.as_integer())
                                        : std::string(**node.as_boolean() ? "true" : "false")};
    taken.from = {origin::kind::file, file_, place.begin.line, place.begin.column};
    if (taken.values.empty() && !read_value(kind, node, taken.values))
      return fail(at(node.source(),
                     fmt::format("\"{}\" must be {}, but is {}.", key, wanted(kind), type_name(node))));
    found_[key] = std::move(taken);
    return {};
  }

  static bool read_value(setting_kind kind, const toml::node &node, std::vector<std::string> &values) {
    if (kind == setting_kind::list) {
      const toml::array *array = node.as_array();
      if (array == nullptr) return false;
      for (const toml::node &part : *array) {
        if (!part.is_string()) return false;
        values.push_back(**part.as_string());
      }
      return true;
    }
    const bool number = kind == setting_kind::number || kind == setting_kind::budget;
    if (number && node.is_integer()) {
      values.push_back(std::to_string(**node.as_integer()));
      return true;
    }
    if (kind == setting_kind::number || !node.is_string()) return false;
    values.push_back(**node.as_string());
    return true;
  }

  std::string file_;
  setting_map found_;
};

}  // namespace

std::optional<std::filesystem::path> find_config_file(const std::filesystem::path &from) {
  std::error_code ignored;
  for (std::filesystem::path folder = from;; folder = folder.parent_path()) {
    std::filesystem::path candidate = folder / config_file_name;
    if (std::filesystem::is_regular_file(candidate, ignored)) return candidate;
    if (!folder.has_relative_path()) return std::nullopt;
  }
}

result<setting_map> parse_config(std::string_view text, const std::string &file) {
  const toml::parse_result parsed = toml::parse(text, file);
  if (!parsed) {
    error e = make_error(category::usage, fmt::format("Not valid TOML: {}", parsed.error().description()));
    e.where = {file, parsed.error().source().begin.line, parsed.error().source().begin.column};
    return fail(std::move(e));
  }
  reader r(file);
  TENANTRY_TRY_VOID(r.read(parsed.table(), ""));
  return r.take_all();
}

result<setting_map> read_config_file(const std::filesystem::path &path) {
  auto text = read_file(path);
  if (!text) {
    error e = std::move(text).error();
    e.category = category::usage;
    return fail(while_doing(std::move(e), "reading the configuration"));
  }
  return parse_config(*text, path.string());
}

}  // namespace tenantry
