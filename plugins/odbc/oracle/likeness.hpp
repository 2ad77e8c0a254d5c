// What an engine that is like Oracle wants written otherwise, so that the dialect's texts run there too.
#pragma once
#include <string>
#include <string_view>

namespace tenantry::oracle {

// For MariaDB in Oracle's mode: VARCHAR2(10 CHAR) without its CHAR, TIMESTAMP without its time zone,
// SYSTIMESTAMP and BINARY_DOUBLE by MariaDB's names.  Texts, names and comments stay.
[[nodiscard]] std::string for_mariadb(std::string_view sql);

}  // namespace tenantry::oracle
