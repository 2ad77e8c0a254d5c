#include "core/fleet/secret_reference.hpp"

#include <cstdlib>
#include <filesystem>

#include "core/base/file.hpp"

namespace tenantry {
namespace {

result<std::string> from_environment(const std::string &name, const secret_source &source) {
  std::optional<std::string> value;
  if (source.environment) {
    value = source.environment(name);
  } else if (const char *found = std::getenv(name.c_str()); found != nullptr) {
    value = found;
  }
  if (!value)
    return fail(category::bad_config, "the environment variable \"" + name + "\" is not set",
                "set it, or change the reference ${env:" + name + "}");
  return *value;
}

result<std::string> from_file(const std::string &name, const secret_source &source) {
  const std::filesystem::path path = std::filesystem::path(source.base_dir) / name;
  auto text = read_file(path);
  if (!text) {
    error e = std::move(text).error();
    e.category = category::bad_config;
    return fail(while_doing(std::move(e), "reading the secret ${file:" + name + "}"));
  }
  if (!text->empty() && text->back() == '\n') text->pop_back();
  if (!text->empty() && text->back() == '\r') text->pop_back();
  return std::move(*text);
}

result<std::string> expand_one(std::string_view reference, const secret_source &source) {
  const std::size_t colon = reference.find(':');
  const std::string_view kind = reference.substr(0, colon);
  const std::string name(colon == std::string_view::npos ? std::string_view{} : reference.substr(colon + 1));
  if ((kind == "env" || kind == "file") && name.empty())
    return fail(category::bad_config, "the secret reference ${" + std::string(reference) + "} names nothing",
                "write ${env:NAME} or ${file:path}");
  if (kind == "env") return from_environment(name, source);
  if (kind == "file") return from_file(name, source);
  // What stands between the braces may be a part of a password: it is not repeated.
  return fail(
      category::bad_config, "a secret reference ${…} is of an unknown kind",
      "write ${env:NAME} or ${file:path}; a literal ${ in a password must be percent-encoded as %24%7B");
}

}  // namespace

result<std::string> expand_secrets(std::string_view text, const secret_source &source, secrets &found) {
  std::string out;
  for (;;) {
    const std::size_t begin = text.find("${");
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    const std::size_t end = text.find('}', begin);
    if (end == std::string_view::npos)
      return fail(category::bad_config, "a secret reference ${… lacks its closing }",
                  "write ${env:NAME} or ${file:path}");
    TENANTRY_TRY(const std::string value, expand_one(text.substr(begin + 2, end - begin - 2), source));
    found.add(value);
    out += value;
    text.remove_prefix(end + 1);
  }
}

}  // namespace tenantry
