#include "server_error.hpp"

#include <algorithm>
#include <array>

#include "common/known_codes.hpp"
#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

using odbc::known_code;

constexpr std::string_view no_transaction_hint =
    "let it stand alone in its batch, behind GO, so that it runs outside a transaction";
constexpr std::string_view database_hint = "the database does not exist, or this login has no user in it";

// Numbers of sys.messages.  SQLSTATEs are PostgreSQL's where the engine looks at them.
constexpr std::array known{
    known_code{102, "42601"},
    known_code{105, "42601"},
    known_code{109, "42601"},
    known_code{137, "42601"},
    known_code{156, "42601"},
    known_code{170, "42601"},
    known_code{195, "42883"},
    known_code{201, "42883"},
    known_code{207, "42703"},
    known_code{208, "42S02"},
    known_code{213, "42601"},
    known_code{220, "22003"},
    known_code{226, "25001", TNT_SQL, no_transaction_hint},
    known_code{229, "42501"},
    known_code{230, "42501"},
    known_code{241, "22007"},
    known_code{242, "22007"},
    known_code{245, "22018"},
    known_code{262, "42501"},
    known_code{297, "42501"},
    known_code{300, "42501"},
    known_code{515, "23502"},
    known_code{547, "23503"},
    known_code{574, "25001", TNT_SQL, no_transaction_hint},
    known_code{595, "40001", TNT_LOCKED},
    known_code{701, "53200"},
    known_code{911, "3D000", TNT_UNREACHABLE, database_hint},
    known_code{916, "42501", TNT_AUTH},
    known_code{1088, "42S02"},
    known_code{1101, "53100"},
    known_code{1105, "53100"},
    known_code{1204, "53200", TNT_LOCKED},
    known_code{1205, "40001", TNT_LOCKED},
    known_code{1222, "55P03", TNT_LOCKED},
    known_code{1505, "23505"},
    known_code{1779, "42P16"},
    known_code{1801, "42P04", TNT_CONFLICT},
    known_code{1807, "55006", TNT_LOCKED},
    known_code{1911, "42703"},
    known_code{1913, "42710"},
    known_code{2601, "23505"},
    known_code{2627, "23505"},
    known_code{2628, "22001"},
    known_code{2705, "42701"},
    known_code{2714, "42S01"},
    known_code{2759, "42P06"},
    known_code{2760, "3F000"},
    known_code{2766, "42704"},
    known_code{2812, "42883"},
    known_code{3101, "55006", TNT_LOCKED},
    known_code{3621, ""},
    known_code{3701, "42S02"},
    known_code{3702, "55006", TNT_LOCKED},
    known_code{3726, "2BP01"},
    known_code{3728, "42704"},
    known_code{3902, "25P01"},
    known_code{3903, "25P01"},
    known_code{3906, "25006"},
    known_code{3908, "25006"},
    known_code{3930, "25P02"},
    known_code{3960, "40001", TNT_LOCKED},
    known_code{3961, "40001", TNT_LOCKED},
    known_code{3998, "25P02"},
    known_code{4060, "3D000", TNT_UNREACHABLE, database_hint},
    known_code{4064, "3D000", TNT_UNREACHABLE, database_hint},
    known_code{4104, "42703"},
    known_code{4902, "42S02"},
    known_code{4924, "42703"},
    known_code{5030, "55006", TNT_LOCKED},
    known_code{5061, "55006", TNT_LOCKED},
    known_code{5074, "2BP01"},
    known_code{6102, "42501"},
    known_code{8114, "22018"},
    known_code{8115, "22003"},
    known_code{8134, "22012"},
    known_code{8152, "22001"},
    known_code{8645, "53200", TNT_LOCKED},
    known_code{9002, "53100"},
    known_code{10928, "53300", TNT_UNREACHABLE},
    known_code{10929, "53300", TNT_UNREACHABLE},
    known_code{15151, "42704"},
    known_code{15225, "42704"},
    known_code{15248, "42704"},
    known_code{15335, "42710"},
    known_code{17809, "53300", TNT_UNREACHABLE},
    known_code{18450, "28000", TNT_AUTH},
    known_code{18452, "28000", TNT_AUTH},
    known_code{18456, "28000", TNT_AUTH},
    known_code{18461, "53300", TNT_UNREACHABLE},
    known_code{18470, "28000", TNT_AUTH},
    known_code{18486, "28000", TNT_AUTH},
    known_code{18487, "28000", TNT_AUTH, "the password has expired"},
    known_code{18488, "28000", TNT_AUTH, "the password must be changed"},
    known_code{40197, "57P01", TNT_UNREACHABLE},
    known_code{40501, "53000", TNT_UNREACHABLE},
    known_code{40613, "57P03", TNT_UNREACHABLE},
    known_code{49918, "53000", TNT_UNREACHABLE},
};

// The session is gone, or goes with this very message: network, kill, shutdown.
constexpr std::array lost_codes{64,    121,   233,   596,   4014,  6005,  6006, 10053,
                                10054, 10060, 20003, 20004, 20006, 20017, 20047};

// FreeTDS gives states of its own choice to the server's numbers: to 911 one of class 08.
bool is_lost(const odbc::diagnostic &one) {
  if (std::find(lost_codes.begin(), lost_codes.end(), one.native) != lost_codes.end()) return true;
  if (odbc::find_code(known, one.native) != nullptr) return false;
  // FreeTDS tells a killed session's first statement HY000/0 with these words, the next ones 08S01.
  if (one.native == 0 && one.sqlstate == "HY000")
    return one.message.find("Could not perform COMMIT or ROLLBACK") == std::string::npos &&
           (one.message.find("onnection") != std::string::npos ||
            one.message.find("Unknown error") != std::string::npos);
  return one.sqlstate.starts_with("08") || one.sqlstate == "HYT01";
}

bool is_stopped(const odbc::diagnostic &one) {
  return one.native == 0 && (one.sqlstate == "HY008" || one.sqlstate == "S1008");
}

// Babelfish has one number for all errors that it knows no number of SQL Server's for: its words decide.
constexpr int babelfish_not_mapped = 33557097;

struct known_words {
  std::string_view begin, end;
  known_code as;
};
constexpr std::array babelfish_words{
    known_words{"relation \"", "\" does not exist", {babelfish_not_mapped, "42S02"}},
    known_words{"schema \"", "\" already exists", {babelfish_not_mapped, "42P06"}},
    known_words{"Database '",
                "already exists. Choose a different database name.",
                {babelfish_not_mapped, "42P04", TNT_CONFLICT}},
    known_words{"canceling statement due to lock timeout", "", {babelfish_not_mapped, "55P03", TNT_LOCKED}},
    known_words{"syntax error ", "", {babelfish_not_mapped, "42601"}},
    known_words{"", "is not currently supported in Babelfish", {babelfish_not_mapped, "0A000"}}};

const known_code *find_code(const odbc::diagnostic &one) {
  if (one.native != babelfish_not_mapped) return odbc::find_code(known, one.native);
  for (const known_words &words : babelfish_words)
    if (one.message.starts_with(words.begin) && one.message.ends_with(words.end)) return &words.as;
  return nullptr;
}

// 3621, "The statement has been terminated", and others of that kind say nothing by themselves.
const odbc::diagnostic &telling(const odbc::diagnostics &all) {
  for (const odbc::diagnostic &one : all)
    if (one.native != 0 && one.native != 3621 && one.native != 8180 && !is_noise(one)) return one;
  return odbc::most_telling(all);
}

// A foreign key or a check: one number for both.
std::string_view engine_sqlstate(const odbc::diagnostic &one, const known_code *code) {
  if (one.native == 547 && one.message.find("CHECK constraint") != std::string::npos) return "23514";
  return odbc::sqlstate_of(one, code);
}

// "Incorrect syntax near 'x'.": the byte of x where the batch holds it once; the server's line is no record.
std::size_t offset_of(std::string_view message, std::string_view sql) {
  const std::size_t near = message.find("near '"), end = message.find('\'', near + 6);
  if (near == std::string_view::npos || end == std::string_view::npos || end == near + 6) return 0;
  const std::string_view word = message.substr(near + 6, end - near - 6);
  std::size_t found = 0;
  try {
    for (cursor at(sql); !at.at_end(); at.advance()) {
      if (at.text() != word) continue;
      if (found != 0) return 0;
      found = at.begin() + 1;
    }
  } catch (const sdk::failure &) {  // a quote that never ends
    return 0;
  }
  return found;
}

}  // namespace

bool is_noise(const odbc::diagnostic &one) {
  return one.native == 5701 || one.native == 5703;
}

sdk::failure failed_statement(const odbc::diagnostics &all, std::string_view sql) {
  const odbc::diagnostic &one = telling(all);
  if (one.sqlstate == "HYT00")
    return sdk::failure(TNT_TIMEOUT, "the driver gave the statement up: " + one.message).sqlstate("57014");
  if (is_lost(one)) return odbc::lost_connection(one, one.native);
  if (is_stopped(one))
    return sdk::failure(TNT_CANCELLED, "the statement was stopped while it ran").sqlstate("57014");
  const known_code *code = find_code(one);
  const tnt_status status = code == nullptr ? tnt_status{TNT_SQL} : code->status;
  sdk::failure why(status, odbc::with_hint(one, code));
  why.sqlstate(engine_sqlstate(one, code)).native_code(one.native).retry(odbc::retry_of(status));
  if (one.native == 102 || one.native == 156) why.offset(offset_of(one.message, sql));
  return why;
}

sdk::failure failed_connect(const odbc::diagnostics &all) {
  const odbc::diagnostic &one = telling(all);
  return odbc::refused_connection(one, find_code(one));
}

}  // namespace tenantry::sqlserver
