#include "core/adapter/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

using nlohmann::json;

constexpr int known_version = 1;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <class Test>
bool all(std::string_view text, Test test) {
  return !text.empty() && std::all_of(text.begin(), text.end(), test);
}

bool is_name(std::string_view text) {  // of a dialect or a trait
  return all(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; }) && is_lower(text.front());
}
bool is_type(std::string_view upper) {
  return is_name(to_lower(upper));
}
bool is_scheme(std::string_view text) {
  return all(text, [](char c) { return is_lower(c) || is_digit(c) || c == '+' || c == '.' || c == '-'; }) &&
         is_lower(text.front());
}
bool is_digest(std::string_view text) {
  return text.size() == 64 && all(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}
bool is_id(std::string_view text) {
  const auto part = [](std::string_view p) {
    return all(p, [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; }) &&
           p.front() != '-' && p.front() != '_' && p.back() != '-' && p.back() != '_';
  };
  const auto parts = split(text, '.');
  return parts.size() >= 2 && std::all_of(parts.begin(), parts.end(), part);
}
bool is_extension(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && slash > 0 && all(text.substr(slash + 1), is_digit);
}

// One object of the manifest; the first thing that is wrong is kept, and later questions answer empty values.
class reader {
 public:
  reader(const json &object, std::string_view text, const std::string &where, std::string path,
         std::optional<error> &problem)
      : object_(object), text_(text), where_(where), path_(std::move(path)), problem_(problem) {}

  void refuse(const std::string &key, std::string_view what, std::string next) {
    if (problem_) return;
    error e =
        make_error(category::bad_config, fmt::format("key \"{}{}\" {}", path_, key, what), std::move(next));
    e.where.file = where_;
    // The key's first place in the text: enough to find it, and right unless an object above repeats it.
    if (const std::size_t at = text_.find("\"" + key + "\""); at != std::string_view::npos) {
      const line_column place = locate(text_, at);
      e.where.line = place.line;
      e.where.column = place.column;
    }
    problem_ = std::move(e);
  }

  const json *find(const std::string &key, bool required) {
    const auto at = object_.find(key);
    if (at != object_.end()) return &*at;
    if (required) refuse(key, "is missing", fmt::format("add \"{}\" to the manifest", key));
    return nullptr;
  }

  std::string text(const std::string &key, bool required) {
    const json *value = find(key, required);
    if (value == nullptr) return {};
    if (value->is_string() && !value->get_ref<const std::string &>().empty())
      return value->get<std::string>();
    refuse(key, fmt::format("is {}, not a text", value->is_string() ? "empty" : value->type_name()),
           fmt::format("write \"{}\": \"…\"", key));
    return {};
  }

  std::uint32_t number(const std::string &key, bool required, std::uint32_t otherwise) {
    const json *value = find(key, required);
    if (value == nullptr) return otherwise;
    if (value->is_number_unsigned() && value->get<std::uint64_t>() <= 1'000'000)
      return static_cast<std::uint32_t>(value->get<std::uint64_t>());
    refuse(key, "is not a whole number from 0 to 1000000", fmt::format("write \"{}\": 1", key));
    return otherwise;
  }

  std::vector<std::string> texts(const std::string &key, bool required) {
    const json *value = find(key, required);
    if (value == nullptr) return {};
    const auto is_text = [](const json &one) { return one.is_string(); };
    if (!value->is_array() || !std::all_of(value->begin(), value->end(), is_text)) {
      refuse(key, "is not a list of texts", fmt::format("write \"{}\": [\"…\"]", key));
      return {};
    }
    if (required && value->empty()) refuse(key, "is an empty list", "name at least one");
    return value->get<std::vector<std::string>>();
  }

  template <class Test>
  void check(const std::string &key, const std::string &value, Test good, std::string_view form) {
    if (!good(value)) refuse(key, fmt::format("has the value \"{}\"", value), fmt::format("use {}", form));
  }
  template <class Test>
  void check_all(const std::string &key, const std::vector<std::string> &values, Test good,
                 std::string_view form) {
    std::set<std::string> seen;
    for (const std::string &value : values) {
      check(key, value, good, form);
      if (!seen.insert(value).second)
        refuse(key, fmt::format("names \"{}\" twice", value), "remove one of the two");
    }
  }

 private:
  const json &object_;
  std::string_view text_;
  const std::string &where_;
  std::string path_;
  std::optional<error> &problem_;
};

constexpr std::string_view type_form =
    "letters, digits and _, beginning with a letter, such as \"POSTGRESQL\"";
constexpr std::string_view dialect_form = "lower-case letters, digits and _, such as \"postgresql\"";

void read_dialects(reader &top, std::string_view text, const std::string &where,
                   std::optional<error> &problem, manifest &out) {
  const json *list = top.find("dialects", true);
  if (list == nullptr) return;
  if (!list->is_array() || list->empty()) {
    top.refuse("dialects", "is not a list of objects",
               "write \"dialects\": [{\"database_type\": \"…\", \"dialect\": \"…\", \"fallbacks\": []}]");
    return;
  }
  for (std::size_t i = 0; i < list->size() && !problem; ++i) {
    const json &one = (*list)[i];
    if (!one.is_object()) {
      top.refuse("dialects", fmt::format("holds an entry that is {}, not an object", one.type_name()),
                 "write {\"database_type\": \"…\", \"dialect\": \"…\"}");
      return;
    }
    reader entry(one, text, where, fmt::format("dialects[{}].", i), problem);
    manifest::dialect d{to_upper(entry.text("database_type", true)), to_lower(entry.text("dialect", true)),
                        entry.texts("fallbacks", false)};
    for (std::string &fallback : d.fallbacks) fallback = to_lower(fallback);
    if (problem) return;
    entry.check("dialect", d.name, is_name, dialect_form);
    entry.check_all("fallbacks", d.fallbacks, is_name, dialect_form);
    if (std::find(out.database_types.begin(), out.database_types.end(), d.database_type) ==
        out.database_types.end())
      entry.refuse("database_type",
                   fmt::format("names \"{}\", which \"database_types\" does not", d.database_type),
                   "name the type in both lists");
    out.dialects.push_back(std::move(d));
  }
}

void check_every_type_has_a_dialect(reader &top, const manifest &m) {
  for (const std::string &type : m.database_types) {
    const auto count = std::count_if(m.dialects.begin(), m.dialects.end(),
                                     [&](const manifest::dialect &d) { return d.database_type == type; });
    if (count != 1)
      top.refuse("dialects", fmt::format("has {} entries for the type \"{}\"", count, type),
                 "write one for each type");
  }
}

void read_library(reader &top, manifest &m) {
  m.library = top.text("library", true);
  m.platform = to_lower(top.text("platform", true));
  m.sha256 = to_lower(top.text("sha256", true));
  const auto plain = [](const std::string &name) {
    return name.find('/') == std::string::npos && name.find('\0') == std::string::npos && name != "." &&
           name != "..";
  };
  top.check("library", m.library, plain, "a plain file name; the library stands beside its manifest");
  top.check("sha256", m.sha256, is_digest,
            "the library's SHA-256 as 64 hexadecimal digits (sha256sum prints it)");
}

void read_abi(reader &top, std::string_view text, const std::string &where, bool built_in,
              std::optional<error> &problem, manifest &m) {
  const json *abi = top.find("abi", !built_in);
  m.abi_major = 1;
  if (abi == nullptr) return;
  if (!abi->is_object()) {
    top.refuse("abi", "is not an object", "write \"abi\": {\"major\": 1, \"min_host_minor\": 0}");
    return;
  }
  reader inner(*abi, text, where, "abi.", problem);
  m.abi_major = inner.number("major", true, 0);
  m.min_host_minor = inner.number("min_host_minor", false, 0);
}

error broken_json(std::string_view text, const std::string &where, const json::exception &problem) {
  // "… parse error at line 1, column 2: syntax error while …": the place is told apart from the words.
  std::string_view words = problem.what();
  if (const std::size_t at = words.find("syntax error"); at != std::string_view::npos)
    words.remove_prefix(at);
  if (const std::size_t at = words.find("] "); words.starts_with('[') && at != std::string_view::npos)
    words.remove_prefix(at + 2);
  error e = make_error(category::bad_config, fmt::format("the manifest is not JSON: {}", words),
                       "correct it, or install the adapter again");
  e.where.file = where;
  if (const auto *at = dynamic_cast<const json::parse_error *>(&problem); at != nullptr && at->byte > 0) {
    const line_column place = locate(text, at->byte - 1);
    e.where.line = place.line;
    e.where.column = place.column;
  }
  return e;
}

void check_version(reader &top) {
  const json *version = top.find("manifest", true);
  if (version == nullptr || *version == known_version) return;
  top.refuse(
      "manifest",
      fmt::format("says version {}, and this tenantry knows version {}", version->dump(), known_version),
      "use a newer tenantry, or a build of the adapter for this one");
}

void read_all(reader &top, std::string_view text, const std::string &where, bool built_in,
              std::optional<error> &problem, manifest &m) {
  m.id = top.text("id", true);
  top.check("id", m.id, is_id, "a reversed domain name in lower case, such as \"org.example.foo\"");
  m.version = top.text("version", true);
  read_abi(top, text, where, built_in, problem, m);
  if (!built_in) read_library(top, m);
  m.database_types = top.texts("database_types", true);
  for (std::string &type : m.database_types) type = to_upper(type);
  top.check_all("database_types", m.database_types, is_type, type_form);
  m.url_schemes = top.texts("url_schemes", false);
  for (std::string &scheme : m.url_schemes) scheme = to_lower(scheme);
  top.check_all("url_schemes", m.url_schemes, is_scheme, "a URL scheme such as \"postgresql\"");
  m.traits = top.texts("traits", false);
  top.check_all("traits", m.traits, is_name, "lower-case letters and _");
  m.extensions = top.texts("extensions", false);
  top.check_all("extensions", m.extensions, is_extension, "\"name/revision\", such as \"tenantry.script/1\"");
  read_dialects(top, text, where, problem, m);
  if (!problem) check_every_type_has_a_dialect(top, m);
  if (const json *settings = top.find("settings", false); settings != nullptr) {
    if (!settings->is_object())
      top.refuse("settings", "is not an object", "write a JSON schema, or leave it out");
    m.settings_json = settings->dump();
  }
}

}  // namespace

result<manifest> parse_manifest(std::string_view text, const std::string &where, bool built_in) {
  json document;
  try {
    document = json::parse(text);
  } catch (const json::exception &problem) {  // a number that fits no type is no parse_error
    return fail(broken_json(text, where, problem));
  }
  if (!document.is_object()) {
    error e = make_error(category::bad_config,
                         fmt::format("the manifest is {}, not a JSON object", document.type_name()),
                         "correct it, or install the adapter again");
    e.where.file = where;
    return fail(std::move(e));
  }
  std::optional<error> problem;
  reader top(document, text, where, "", problem);
  manifest m;
  check_version(top);
  // Keys of another version may mean something else.
  if (!problem) read_all(top, text, where, built_in, problem, m);
  if (problem) return fail(std::move(*problem));
  return m;
}

manifest_claims read_claims(std::string_view text) {
  manifest_claims claims;
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object()) return claims;
  const auto take = [&](const char *key, std::string &into) {
    if (const auto at = document.find(key); at != document.end() && at->is_string())
      into = at->get<std::string>();
  };
  take("id", claims.id);
  take("version", claims.version);
  if (const auto types = document.find("database_types"); types != document.end() && types->is_array())
    for (const json &type : *types)
      if (type.is_string()) claims.database_types.push_back(to_upper(type.get<std::string>()));
  return claims;
}

}  // namespace tenantry
