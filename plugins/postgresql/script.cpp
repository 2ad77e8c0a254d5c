#include "script.hpp"

#include "connection.hpp"
#include "splitter.hpp"

namespace tenantry::postgresql {

void script::split(std::string_view text, const receiver &receive) const {
  const auto fault = split_script(text, [&](const script_piece &one) {
    receive({one.begin, one.end, one.flags, 1, std::string(one.used_as)});
    return true;
  });
  if (!fault) return;
  throw sdk::failure(TNT_SQL, fault->why)
      .offset(fault->offset + 1)
      .retry(sdk::retry::never)
      .effect(sdk::effect::none);
}

std::string script::quote(std::string_view identifier) const {
  if (identifier.find('\0') != std::string_view::npos) {
    throw sdk::failure(TNT_BAD_ARGUMENT, "a name cannot hold a NUL");
  }
  return quote_name(identifier);
}

}  // namespace tenantry::postgresql
