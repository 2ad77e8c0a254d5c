// Finding an ODBC driver among those that are installed.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenantry::odbc {

// What an adapter looks for.
struct driver_wish {
  std::string_view database;                // "MySQL or MariaDB", for messages
  std::span<const std::string_view> names;  // parts of names, lower case, the preferred first
  std::string_view package;                 // Debian's, for messages; "" where it has none
  std::string_view elsewhere = {};          // then: what to install
};

// As odbcinst.ini names them when they are first asked for.  Not each time: the driver manager keeps in the
// environment how far a listing has come, so that two threads would get each other's rows, and it reads the
// file some ten times for each listing.
[[nodiscard]] const std::vector<std::string> &installed_drivers();

// The first that fits; throws TNT_BAD_CONFIG naming the package where there is none.
[[nodiscard]] std::string choose_driver(const driver_wish &, const std::vector<std::string> &installed);

// The way out, for a driver that is missing or cannot be loaded.
[[nodiscard]] std::string driver_advice(const driver_wish &, const std::vector<std::string> &installed);

}  // namespace tenantry::odbc
