#pragma once
// A text of SQL without its comments and with its blanks folded, so that an edit which changes nothing for
// the server can be told from one that does (T-34).  In doubt two texts count as different.
#include <optional>
#include <string>
#include <string_view>

namespace tenantry {

// nullopt where the dialect's rules for quotes and comments are not known here.
std::optional<std::string> fold_meaning(std::string_view text, std::string_view dialect);
// The SHA-256 of that in hex, with nothing of it in memory but a few pages.
std::optional<std::string> hash_meaning(std::string_view text, std::string_view dialect);

}  // namespace tenantry
