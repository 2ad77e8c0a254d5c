#pragma once
// Where a database differs from the ordinary: SQL texts, types, URLs that must fail, tests that do not apply.
// Read from a JSON file (sdk/schema/adapter-quirks.schema.json); what it leaves out has the default of
// quirk_keys.cpp, where there is one.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tenantry::conformance {

struct quirk_key {
  std::string_view name;           // "sql.create_table"
  std::string_view default_value;  // "" : none; "true" or "false" for a feature
};
[[nodiscard]] std::span<const quirk_key> quirk_keys();

using placeholders = std::map<std::string, std::string, std::less<>>;
// "{table}" becomes what the map has; what it does not have stays.
[[nodiscard]] std::string fill(std::string_view text, const placeholders &with);

class quirks {
 public:
  quirks() = default;  // all defaults
  // Throws refusal with the file's name, line and column.
  static quirks parse(const std::string &text, const std::string &file);

  // "sql.create_table", "types.text", "urls.malformed"; nothing where neither file nor default has it.
  [[nodiscard]] std::optional<std::string> find(std::string_view key) const;
  [[nodiscard]] bool feature(std::string_view name) const;
  // Fields of open beside the URL.
  [[nodiscard]] const std::map<std::string, std::string> &config() const { return config_; }
  // Test id -> why it does not apply.
  [[nodiscard]] const std::map<std::string, std::string> &not_applicable() const { return not_applicable_; }

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, std::string> config_, not_applicable_;
};

}  // namespace tenantry::conformance
