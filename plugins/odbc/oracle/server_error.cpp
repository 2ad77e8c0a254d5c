#include "server_error.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/known_codes.hpp"

namespace tenantry::oracle {
namespace {

using odbc::known_code;

constexpr std::string_view service_hint =
    "the listener knows no such service: look at the name behind the / of the URL";
constexpr std::string_view name_hint = "the host or the TNS alias in the connection string is unknown here";

// Numbers of Oracle's manual of error messages.  SQLSTATEs are PostgreSQL's where the engine looks at them.
constexpr std::array known{
    known_code{1, "23505"},
    known_code{18, "53300", TNT_UNREACHABLE},
    known_code{20, "53300", TNT_UNREACHABLE},
    known_code{54, "55P03", TNT_LOCKED},
    known_code{60, "40001", TNT_LOCKED},
    known_code{257, "53100"},
    known_code{439, "0A000"},
    known_code{900, "42601"},
    known_code{901, "42601"},
    known_code{902, "42601"},
    known_code{903, "42601"},
    known_code{904, "42703"},
    known_code{905, "42601"},
    known_code{906, "42601"},
    known_code{907, "42601"},
    known_code{911, "42601"},
    known_code{917, "42601"},
    known_code{922, "42601"},
    known_code{923, "42601"},
    known_code{926, "42601"},
    known_code{933, "42601"},
    known_code{936, "42601"},
    known_code{942, "42S02"},
    known_code{955, "42S01"},
    known_code{957, "42701"},
    known_code{972, "42622"},
    known_code{1005, "28000", TNT_AUTH},
    known_code{1013, "57014", TNT_CANCELLED},
    known_code{1017, "28000", TNT_AUTH},
    known_code{1031, "42501"},
    known_code{1033, "57P03", TNT_UNREACHABLE},
    known_code{1034, "57P03", TNT_UNREACHABLE},
    known_code{1045, "28000", TNT_AUTH},
    known_code{1089, "57P01", TNT_UNREACHABLE},
    known_code{1090, "57P01", TNT_UNREACHABLE},
    known_code{1400, "23502"},
    known_code{1407, "23502"},
    known_code{1408, "42710"},
    known_code{1418, "42704"},
    known_code{1430, "42701"},
    known_code{1438, "22003"},
    known_code{1453, "25001"},
    known_code{1456, "25006"},
    known_code{1476, "22012"},
    known_code{1536, "53100"},
    known_code{1652, "53100"},
    known_code{1653, "53100"},
    known_code{1654, "53100"},
    known_code{1658, "53100"},
    known_code{1722, "22018"},
    known_code{1840, "22007"},
    known_code{1843, "22007"},
    known_code{1858, "22007"},
    known_code{1861, "22007"},
    known_code{1918, "3D000"},
    known_code{1920, "42P04", TNT_CONFLICT},
    known_code{1921, "42710"},
    known_code{1940, "55006", TNT_LOCKED},
    known_code{2260, "42P16"},
    known_code{2261, "42710"},
    known_code{2264, "42710"},
    known_code{2275, "42710"},
    known_code{2289, "42S02"},
    known_code{2290, "23514"},
    known_code{2291, "23503"},
    known_code{2292, "23503"},
    known_code{2293, "23514"},
    known_code{2298, "23503"},
    known_code{2443, "42704"},
    known_code{2449, "2BP01"},
    known_code{4020, "40001", TNT_LOCKED},
    known_code{4021, "55P03", TNT_LOCKED},
    known_code{4031, "53200"},
    known_code{6550, "42601"},
    known_code{8177, "40001", TNT_LOCKED},
    known_code{12154, "08001", TNT_UNREACHABLE, name_hint},
    known_code{12170, "08001", TNT_UNREACHABLE},
    known_code{12505, "3D000", TNT_UNREACHABLE, service_hint},
    known_code{12514, "3D000", TNT_UNREACHABLE, service_hint},
    known_code{12516, "53300", TNT_UNREACHABLE},
    known_code{12519, "53300", TNT_UNREACHABLE},
    known_code{12520, "53300", TNT_UNREACHABLE},
    known_code{12526, "57P03", TNT_UNREACHABLE},
    known_code{12528, "57P03", TNT_UNREACHABLE},
    known_code{12535, "08001", TNT_UNREACHABLE},
    known_code{12541, "08001", TNT_UNREACHABLE},
    known_code{12543, "08001", TNT_UNREACHABLE},
    known_code{12545, "08001", TNT_UNREACHABLE, name_hint},
    known_code{12899, "22001"},
    known_code{14452, "55006", TNT_LOCKED},
    known_code{16000, "25006"},
    known_code{28000, "28000", TNT_AUTH, "the account is locked"},
    known_code{28001, "28000", TNT_AUTH, "the password has expired"},
    known_code{30006, "55P03", TNT_LOCKED},
    known_code{32794, "55006"},
};

// The session is gone, or goes with this very message.
constexpr std::array lost_codes{28,   1012,  1041,  2396,  2399,  3113,  3114,
                                3135, 12537, 12547, 12570, 12571, 12583, 25408};

// MariaDB's in Oracle's mode: the session is gone, or goes with this very message.
constexpr std::array marias_lost_codes{1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160, 1161,
                                       1927, 2006, 2013, 2055, 4031, 5013, 5014, 5015};
constexpr int packet_too_large = 1153;  // MariaDB's, with the state of a line that broke

bool is_lost(const odbc::diagnostic &one, int ora) {
  if (ora != 0) return std::find(lost_codes.begin(), lost_codes.end(), ora) != lost_codes.end();
  if (std::find(marias_lost_codes.begin(), marias_lost_codes.end(), one.native) != marias_lost_codes.end())
    return true;
  // PostgreSQL's driver has numbers of its own beside these states.
  return one.native != packet_too_large && (one.sqlstate.starts_with("08") || one.sqlstate == "HYT01");
}

// PostgreSQL's driver has one state and one number for every login that fails: the server's words decide.
bool tells_denied(const odbc::diagnostic &one) {
  if (one.sqlstate.starts_with("28") || one.native == 1045) return true;
  return one.message.find("Login attempt rejected") != std::string::npos ||
         one.message.find("authentication failed") != std::string::npos;
}

// Without a number of Oracle's.
tnt_status status_of(const odbc::diagnostic &one) {
  if (one.sqlstate.starts_with("28")) return TNT_AUTH;
  if (one.sqlstate == "40001" || one.sqlstate == "55P03" || one.native == 1205) return TNT_LOCKED;
  if (one.sqlstate == "HY008" || one.sqlstate == "57014" || one.native == 1317) return TNT_CANCELLED;
  return TNT_SQL;
}

std::string_view engine_sqlstate(const odbc::diagnostic &one, const known_code *code) {
  if (code != nullptr) return code->sqlstate;
  if (status_of(one) == TNT_CANCELLED) return "57014";
  // HSQLDB's states for a name that is missing, or there already.
  if (one.sqlstate == "42501" && one.message.find("object not found") != std::string::npos) return "42S02";
  if (one.sqlstate == "42504" && one.message.find("already exists") != std::string::npos) return "42S01";
  switch (one.native) {  // MariaDB's numbers, where the driver's state says less
    case 1062:
      return "23505";
    case 1048:
      return "23502";
    case 1451:
    case 1452:
      return "23503";
    case 4025:
      return "23514";
    default:
      return one.sqlstate;
  }
}

}  // namespace

int ora_number(std::string_view message) {
  for (const std::string_view mark : {"ORA-", "TNS-"}) {
    const std::size_t at = message.find(mark);
    if (at == std::string_view::npos) continue;
    int number = 0;
    std::from_chars(message.data() + at + 4, message.data() + message.size(), number);
    return number;
  }
  return 0;
}

// ORA-24344, a compile error, is looked up by the adapter itself.
bool is_noise(const odbc::diagnostic &one) {
  return ora_number(one.message) == 24344;
}

sdk::failure failed_statement(const odbc::diagnostics &all, std::string_view) {
  const odbc::diagnostic &one = odbc::most_telling(all);
  const int ora = ora_number(one.message);
  const int number = ora != 0 ? ora : one.native;
  if (is_lost(one, ora)) return odbc::lost_connection(one, number);
  const known_code *code = odbc::find_code(known, ora);
  const tnt_status status = code != nullptr ? code->status : ora != 0 ? tnt_status{TNT_SQL} : status_of(one);
  sdk::failure why(status, odbc::with_hint(one, code));
  why.sqlstate(engine_sqlstate(one, code)).native_code(number).retry(odbc::retry_of(status));
  return why;
}

sdk::failure failed_connect(const odbc::diagnostics &all) {
  odbc::diagnostic one = odbc::most_telling(all);
  const int ora = ora_number(one.message);
  if (ora != 0) one.native = ora;
  const known_code *code = odbc::find_code(known, ora);
  const bool denied = ora == 0 && tells_denied(one);
  const tnt_status status = denied ? tnt_status{TNT_AUTH} : odbc::status_of_refusal(one, code);
  sdk::failure why(status, odbc::with_hint(one, code));
  why.sqlstate(odbc::sqlstate_of(one, code)).native_code(one.native);
  if (status != TNT_UNREACHABLE) return why;
  // A name that nobody knows will not be known the next time either.
  const bool unknown_name = code != nullptr && !code->hint.empty();
  return why.retry(unknown_name ? sdk::retry::never : sdk::retry::new_connection);
}

}  // namespace tenantry::oracle
