#include "server_error.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/known_codes.hpp"

namespace tenantry::mysql {
namespace {

using odbc::known_code;

constexpr std::string_view full_charset =
    "the column's or the table's character set cannot hold this text; utf8mb4 holds all";
constexpr std::string_view packet_hint =
    "the statement is larger than the server's max_allowed_packet: raise it, or cut the statement";
constexpr std::string_view read_only_hint =
    "the server is read-only: a replica, or read_only is on; use the primary";

// Numbers of MySQL's and MariaDB's manuals.  SQLSTATEs are PostgreSQL's where the engine looks at them.
constexpr std::array known{
    known_code{1007, "42P04", TNT_CONFLICT},
    known_code{1008, "3D000"},
    known_code{1020, "40001", TNT_LOCKED},
    known_code{1021, "53100"},
    known_code{1040, "53300", TNT_UNREACHABLE},
    known_code{1044, "42501", TNT_AUTH},
    known_code{1045, "28000", TNT_AUTH},
    known_code{1048, "23502"},
    known_code{1049, "3D000", TNT_UNREACHABLE},
    known_code{1050, "42S01"},
    known_code{1051, "42S02"},
    known_code{1054, "42703"},
    known_code{1060, "42701"},
    known_code{1061, "42710"},
    known_code{1062, "23505"},
    known_code{1064, "42601"},
    known_code{1091, "42704"},
    known_code{1114, "53100"},
    known_code{1129, "08004", TNT_UNREACHABLE,
               "the server blocks this host after too many errors: FLUSH HOSTS"},
    known_code{1130, "28000", TNT_AUTH},
    known_code{1142, "42501"},
    known_code{1143, "42501"},
    known_code{1146, "42S02"},
    known_code{1153, "54000", TNT_SQL, packet_hint},
    known_code{1169, "23505"},
    known_code{1203, "53300", TNT_UNREACHABLE},
    known_code{1205, "", TNT_LOCKED},
    known_code{1213, "40001", TNT_LOCKED},
    known_code{1216, "23503"},
    known_code{1217, "23503"},
    known_code{1226, "53300", TNT_UNREACHABLE},
    known_code{1227, "42501"},
    known_code{1235, "0A000"},
    known_code{1264, "22003"},
    known_code{1290, "25006", TNT_SQL, read_only_hint},
    known_code{1292, "22007"},
    known_code{1295, "0A000"},
    known_code{1305, "42883"},
    known_code{1317, "57014", TNT_CANCELLED},
    known_code{1364, "23502"},
    known_code{1366, "22021", TNT_SQL, full_charset},
    known_code{1370, "42501"},
    known_code{1406, "22001"},
    known_code{1451, "23503"},
    known_code{1452, "23503"},
    known_code{1586, "23505"},
    known_code{1614, "40001", TNT_LOCKED},
    known_code{1698, "28000", TNT_AUTH},
    known_code{1792, "25006"},
    known_code{1820, "28000", TNT_AUTH},
    known_code{1836, "25006", TNT_SQL, read_only_hint},
    known_code{1862, "28000", TNT_AUTH},
    known_code{1907, "57014", TNT_TIMEOUT},
    known_code{1969, "57014", TNT_TIMEOUT},
    known_code{3024, "57014", TNT_TIMEOUT},
    known_code{3572, "55P03", TNT_LOCKED},
    known_code{3819, "23514"},
    known_code{4025, "23514"},
};

// The session is gone, or goes with this very message.  5013 to 5015 are of MariaDB's client: it could not
// read, write or unpack.
constexpr std::array lost_codes{1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160, 1161,
                                1927, 2006, 2013, 2014, 2055, 4031, 5013, 5014, 5015};

bool is_lost(const odbc::diagnostic &one) {
  if (std::find(lost_codes.begin(), lost_codes.end(), one.native) != lost_codes.end()) return true;
  return one.native == 0 && (one.sqlstate.starts_with("08") || one.sqlstate == "HYT01");
}

std::size_t line_begin(std::string_view sql, std::size_t line) {
  std::size_t at = 0;
  for (; line > 1 && at != std::string_view::npos; --line) {
    at = sql.find('\n', at);
    if (at != std::string_view::npos) ++at;
  }
  return at;
}

}  // namespace

std::size_t offset_of(std::string_view message, std::string_view sql) {
  const std::size_t near = message.find("near '"), tail = message.rfind("' at line ");
  if (near == std::string_view::npos || tail == std::string_view::npos || tail < near + 6) return 0;
  const std::string_view words = message.substr(near + 6, tail - near - 6);
  std::size_t line = 0;
  std::from_chars(message.data() + tail + 10, message.data() + message.size(), line);
  // The driver takes blanks in front of a statement away before the server counts lines.
  const std::size_t first = std::min(sql.find_first_not_of(" \t\r\n"), sql.size());
  const std::size_t from = line_begin(sql.substr(first), line);
  if (from == std::string_view::npos) return 0;
  if (words.empty()) return sql.size();
  const std::size_t found = sql.find(words, first + from);
  return found == std::string_view::npos ? 0 : found + 1;
}

sdk::failure failed_statement(const odbc::diagnostics &all, std::string_view sql) {
  const odbc::diagnostic &one = odbc::most_telling(all);
  if (is_lost(one)) return odbc::lost_connection(one, one.native);
  const known_code *code = odbc::find_code(known, one.native);
  const tnt_status status = code == nullptr ? tnt_status{TNT_SQL} : code->status;
  sdk::failure why(status, odbc::with_hint(one, code));
  why.sqlstate(odbc::sqlstate_of(one, code)).native_code(one.native);
  why.retry(odbc::retry_of(status)).effect(sdk::effect::none);
  if (one.native == 1064 || one.native == 1149) why.offset(offset_of(one.message, sql));
  return why;
}

sdk::failure failed_connect(const odbc::diagnostics &all) {
  const odbc::diagnostic &one = odbc::most_telling(all);
  return odbc::refused_connection(one, odbc::find_code(known, one.native));
}

bool may_have_left_part(const sdk::failure &why, const classified &about) {
  return about.may_commit_inside || (about.stops_half_way && why.native_code() == 1051);
}

bool rolled_back(const sdk::failure &why) {
  return why.native_code() == 1213 || why.native_code() == 1614;
}

}  // namespace tenantry::mysql
