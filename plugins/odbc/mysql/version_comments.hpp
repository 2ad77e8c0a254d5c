// Comments that are code: /*!50003 … */ and MariaDB's /*M!100100 … */.
#pragma once
#include <string>
#include <string_view>

namespace tenantry::mysql {

struct server_kind {
  bool mariadb = false;
  int version = 0;  // 101106 for 10.11.6, 80036 for 8.0.36
};

// The statement as the server would read it, byte for byte as long: the marks become blanks, and so does what
// this server does not run.  MariaDB's driver drops such comments where it takes comments away, silently.
[[nodiscard]] std::string without_code_comments(std::string_view sql, const server_kind &server);

}  // namespace tenantry::mysql
