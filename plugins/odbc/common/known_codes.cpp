#include "known_codes.hpp"

#include <algorithm>

namespace tenantry::odbc {

const known_code *find_code(std::span<const known_code> known, int native) {
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const known_code &k) { return k.native == native; });
  return found == known.end() ? nullptr : &*found;
}

std::string_view sqlstate_of(const diagnostic &one, const known_code *code) {
  return code == nullptr || code->sqlstate.empty() ? std::string_view(one.sqlstate) : code->sqlstate;
}

std::string with_hint(const diagnostic &one, const known_code *code) {
  if (code == nullptr || code->hint.empty()) return one.message;
  return one.message + " (" + std::string(code->hint) + ")";
}

sdk::retry retry_of(tnt_status status) {
  if (status == TNT_LOCKED) return sdk::retry::same_connection;
  if (status == TNT_UNREACHABLE) return sdk::retry::new_connection;
  return status == TNT_TIMEOUT || status == TNT_CANCELLED ? sdk::retry::unknown : sdk::retry::never;
}

tnt_status status_of_refusal(const diagnostic &one, const known_code *code) {
  if (code != nullptr && code->status != TNT_SQL) return code->status;
  const bool of_driver = one.native == 0 && (one.sqlstate.starts_with("IM") || one.sqlstate == "01000");
  return of_driver ? TNT_BAD_CONFIG : TNT_UNREACHABLE;
}

sdk::failure lost_connection(const diagnostic &one, int native) {
  return sdk::failure(TNT_CONNECTION_LOST, "the connection to the server was lost: " + one.message)
      .sqlstate(one.sqlstate)
      .native_code(native)
      .retry(sdk::retry::new_connection);
}

sdk::failure refused_connection(const diagnostic &one, const known_code *code) {
  const tnt_status status = status_of_refusal(one, code);
  sdk::failure why(status, with_hint(one, code));
  why.sqlstate(sqlstate_of(one, code)).native_code(one.native);
  if (status != TNT_UNREACHABLE) return why;
  const bool missing = code != nullptr && code->sqlstate == "3D000";
  return why.retry(missing ? sdk::retry::never : sdk::retry::new_connection);
}

sdk::failure not_sent(const std::string &why, std::string_view sqlstate, tnt_status status) {
  return sdk::failure(status, why).sqlstate(sqlstate).retry(sdk::retry::never).effect(sdk::effect::none);
}

}  // namespace tenantry::odbc
