#pragma once
// What an adapter's manifest says of its settings, asked before its library is loaded: which names there are,
// and which values one may have.
#include <string>

#include "core/adapter/manifest.hpp"
#include "core/base/result.hpp"

namespace tenantry {

// Errors: bad_config where the adapter knows no setting of this name (the known ones are listed, the nearest
// is named) or the setting cannot have this value.  What a schema says beyond type, enum and minLength is the
// adapter's own to refuse.
[[nodiscard]] status check_adapter_setting(const manifest &about, const std::string &name,
                                           const std::string &value);

}  // namespace tenantry
