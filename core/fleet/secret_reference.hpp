#pragma once
// ${env:NAME} and ${file:path} in URLs.  Values are remembered as secrets and scrubbed from every text that
// comes back.
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/secrets.hpp"

namespace tenantry {

struct secret_source {
  std::function<std::optional<std::string>(const std::string &name)> environment;  // default: getenv
  std::string base_dir;                                                            // of ${file:…}
};

// A file's trailing line end is dropped.  Errors: bad_config naming the variable or file, or an unknown kind.
result<std::string> expand_secrets(std::string_view text, const secret_source &source, secrets &found);

}  // namespace tenantry
