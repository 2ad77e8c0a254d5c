/// @file
/// sdk::config looks keys up in the list of fields that open is given.  Part of adapter.hpp.  Borrowed.
#pragma once
#include <tenantry/sdk/error.hpp>

#include <initializer_list>
#include <optional>
#include <span>

namespace tenantry::sdk {

/// "%41b" -> "Ab".  Nothing where a % has no two hexadecimal digits behind it.
inline std::optional<std::string> percent_decode(std::string_view encoded) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string decoded;
  decoded.reserve(encoded.size());
  for (std::size_t at = 0; at < encoded.size(); ++at) {
    if (encoded[at] != '%') {
      decoded += encoded[at];
      continue;
    }
    if (encoded.size() - at < 3) return std::nullopt;
    const int high = digit(encoded[at + 1]), low = digit(encoded[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return decoded;
}

/// What open is given: keys and values. Keys that an adapter does not know are ignored, for a newer host
/// may send more.
class config {
 public:
  /// Borrows the fields.
  config(const tnt_field *fields, std::size_t n) noexcept : fields_(fields, fields == nullptr ? 0 : n) {}

  /// The last field of that key wins.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view key) const noexcept {
    std::optional<std::string_view> found;
    for (const tnt_field &field : fields_)
      if (view(field.key) == key) found = view(field.value);
    return found;
  }
  /// The value, or another where the key is absent.
  [[nodiscard]] std::string_view get_or(std::string_view key, std::string_view otherwise) const noexcept {
    return get(key).value_or(otherwise);
  }
  /// The value, or TNT_BAD_CONFIG where it is absent or empty.
  [[nodiscard]] std::string_view required(std::string_view key) const {
    if (const auto found = get(key); found && !found->empty()) return *found;
    throw failure(TNT_BAD_CONFIG, "the connection has no \"" + std::string(key) + "\"");
  }
  /// "true" or "false"; anything else is refused.
  [[nodiscard]] bool flag(std::string_view key, bool otherwise = false) const {
    const auto found = get(key);
    if (!found || found->empty()) return otherwise;
    if (*found == "true") return true;
    if (*found == "false") return false;
    throw failure(TNT_BAD_CONFIG, "\"" + std::string(key) + "\" must be \"true\" or \"false\"");
  }

  /// The adapter's own: setting("cache") is the key "setting.cache".
  [[nodiscard]] std::optional<std::string_view> setting(std::string_view name) const {
    return get(std::string(setting_prefix).append(name));
  }
  /// Every adapter calls this once in open with all the names that it knows.
  void refuse_unknown_settings(std::initializer_list<std::string_view> known) const {
    for (const tnt_field &field : fields_) {
      const std::string_view key = view(field.key);
      if (!key.starts_with(setting_prefix)) continue;
      const std::string_view name = key.substr(setting_prefix.size());
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      std::string names;
      for (const std::string_view one : known)
        names.append(names.empty() ? "\"" : ", \"").append(one).append("\"");
      throw failure(TNT_BAD_CONFIG, "unknown setting \"" + std::string(name) + "\"; this adapter knows " +
                                        (names.empty() ? "none" : names));
    }
  }

  /// All of them.
  [[nodiscard]] std::span<const tnt_field> fields() const noexcept { return fields_; }

 private:
  static constexpr std::string_view setting_prefix = "setting.";
  std::span<const tnt_field> fields_;
};

}  // namespace tenantry::sdk
