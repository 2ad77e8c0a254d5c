#include "core/rollout/server_words.hpp"

#include <algorithm>
#include <string_view>

namespace tenantry {
namespace {

template <class List, class Value>
bool among(const List &list, const Value &value) {
  return std::find(std::begin(list), std::end(list), value) != std::end(list);
}

// PostgreSQL: too_many_connections, configuration_limit_exceeded, cannot_connect_now.
constexpr std::string_view no_room_states[] = {"53300", "53400", "57P03"};
// MySQL 1040 too many connections, 1203 of this user, 1226 of this account's quota.  SQL Server 17809 the
// most connections are open, 18401 script upgrade, 40501 busy.  Oracle ORA-00018 and 00020 sessions and
// processes, 12516 to 12520 no handler.
constexpr int no_room_numbers[] = {1040, 1203, 1226, 17809, 18401, 40501, 18, 20, 12516, 12518, 12519, 12520};
// MySQL 1049 unknown database, SQL Server 4060 cannot open database, Oracle ORA-12505 and 12514 unknown
// service.
constexpr int missing_numbers[] = {1049, 4060, 12505, 12514};

}  // namespace

bool has_no_room(const error &e) {
  if (e.category != category::unreachable || e.retry == retry::never) return false;
  return among(no_room_states, std::string_view(e.sqlstate)) || among(no_room_numbers, e.native_code);
}

bool lacks_database(const error &e) {
  return e.category == category::unreachable &&
         (e.sqlstate == "3D000" || among(missing_numbers, e.native_code));
}

}  // namespace tenantry
