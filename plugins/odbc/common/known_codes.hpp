// What follows from a server's number of an error, where each adapter has a list of those that it knows: its
// SQLSTATE as the engine wants it, the status, a hint for people, and whether to try again.  Pure.
#pragma once
#include <tenantry/sdk/error.hpp>

#include <span>

#include "diagnostics.hpp"

namespace tenantry::odbc {

struct known_code {
  int native;
  std::string_view sqlstate;  // "": the server's own
  tnt_status status = TNT_SQL;
  std::string_view hint = {};
};

// Null: the number is not in the list.  What follows takes null for that.
[[nodiscard]] const known_code *find_code(std::span<const known_code>, int native);

[[nodiscard]] std::string_view sqlstate_of(const diagnostic &, const known_code *);
[[nodiscard]] std::string with_hint(const diagnostic &, const known_code *);
[[nodiscard]] sdk::retry retry_of(tnt_status);
// Of a refused connection: without anything better known the server is unreachable, and a driver that cannot
// be loaded is a fault of the configuration.
[[nodiscard]] tnt_status status_of_refusal(const diagnostic &, const known_code *);

// The session is gone, or goes with this very message.
[[nodiscard]] sdk::failure lost_connection(const diagnostic &, int native);
// A database that is not there will not be there the next time either.
[[nodiscard]] sdk::failure refused_connection(const diagnostic &, const known_code *);
// What the adapter itself does not send: nothing has happened.
[[nodiscard]] sdk::failure not_sent(const std::string &why, std::string_view sqlstate,
                                    tnt_status status = TNT_SQL);

}  // namespace tenantry::odbc
