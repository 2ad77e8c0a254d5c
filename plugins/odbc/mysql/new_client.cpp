#include "new_client.hpp"

#include "server_error.hpp"
#include "target.hpp"

namespace tenantry::mysql {
namespace {

bool is_noise(const odbc::diagnostic &) {
  return false;
}

const odbc::client_rules &rules() {
  static const odbc::client_rules the_rules{driver_wish(), failed_statement, failed_connect, is_noise};
  return the_rules;
}

}  // namespace

odbc::client new_client(odbc::opening how) {
  odbc::client made(rules(), std::move(how));
  made.set_drain_without_columns(false);  // MariaDB's driver looks for results of statements that it imagines
  return made;
}

}  // namespace tenantry::mysql
