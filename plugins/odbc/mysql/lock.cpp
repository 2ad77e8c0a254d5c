// tenantry.lock/1 by GET_LOCK.  Its names are the server's and at most 64 characters long (T-20, T-21): ours
// are a digest of the database and the name.
#include "connection.hpp"

namespace tenantry::mysql {
namespace {

// DATABASE() is utf8mb3, which does not mix with a name of four-byte characters.
constexpr std::string_view lock_expression =
    "CONCAT('tenantry:', LEFT(SHA2(CONCAT(CONVERT(COALESCE(DATABASE(), '') USING utf8mb4), '/', ?), 256), "
    "48))";

constexpr int unknown_variable = 1193;

std::string with_lock(std::string_view before, std::string_view after) {
  return std::string(before).append(lock_expression).append(after);
}

sdk::failure no_lock(const std::string &why) {
  return sdk::failure(TNT_UNSUPPORTED, "named locks do not work here: " + why).sqlstate("0A000");
}

}  // namespace

// Answers whether the server is in a Galera cluster, where GET_LOCK is refused, or known to one node alone
// (T-20), and GET_LOCK's answer elsewhere.
std::vector<std::string> connection::ask_for_lock(const sdk::call &call, std::string_view name) {
  constexpr std::string_view unless_in_cluster =
      "SELECT @@GLOBAL.wsrep_on, IF(@@GLOBAL.wsrep_on, NULL, GET_LOCK(";
  try {
    if (!never_in_cluster_) return ask(call, with_lock(unless_in_cluster, ", 0))"), {name}).at(0);
  } catch (const sdk::failure &why) {
    if (why.native_code() != unknown_variable) throw;
    never_in_cluster_ = true;  // MySQL, and a MariaDB that was built without Galera
  }
  return ask(call, with_lock("SELECT 0, GET_LOCK(", ", 0)"), {name}).at(0);
}

bool connection::try_acquire(const sdk::call &call, std::string_view name) {
  const std::vector<std::string> answer = ask_for_lock(call, name);
  if (answer.at(0) != "0")
    throw no_lock("the server is a node of a Galera cluster, and GET_LOCK is known to one node alone");
  if (answer.at(1).empty()) throw no_lock("the server gave no answer to GET_LOCK");
  return answer[1] == "1";
}

bool connection::release(const sdk::call &call, std::string_view name) {
  return ask(call, with_lock("SELECT RELEASE_LOCK(", ")"), {name}).at(0).at(0) == "1";
}

std::vector<sdk::lock_holder> connection::holders(const sdk::call &call, std::string_view name) {
  const text_rows rows =
      ask(call,
          with_lock(
              "SELECT p.id, p.user, p.host, DATE_FORMAT(NOW() - INTERVAL p.time SECOND, '%Y-%m-%dT%H:%i:%s') "
              "FROM information_schema.processlist p WHERE p.id = IS_USED_LOCK(",
              ")"),
          {name});
  std::vector<sdk::lock_holder> all;
  for (const auto &row : rows) all.push_back({row[0], row[1], "", row[2], row[3]});
  return all;
}

}  // namespace tenantry::mysql
