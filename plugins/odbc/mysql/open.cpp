// Opening: the driver, the connection, the server told apart, and a session whose SQL means what the splitter
// reads.
#include <charconv>

#include "connection.hpp"
#include "new_client.hpp"

namespace tenantry::mysql {
namespace {

bool has_mode(std::string_view modes, std::string_view one) {
  for (std::size_t at = modes.find(one); at != std::string_view::npos; at = modes.find(one, at + 1)) {
    const std::size_t end = at + one.size();
    if ((at == 0 || modes[at - 1] == ',') && (end == modes.size() || modes[end] == ',')) return true;
  }
  return false;
}

// "10.11.6-MariaDB-1", "8.0.36", and "5.5.5-10.6.12-MariaDB" as old replicas see it.
int version_number(std::string_view text) {
  if (text.starts_with("5.5.5-")) text.remove_prefix(6);
  int parts[3] = {0, 0, 0};
  const char *at = text.data(), *const end = text.data() + text.size();
  for (int &part : parts) {
    const auto [next, trouble] = std::from_chars(at, end, part);
    if (trouble != std::errc{}) break;
    at = next < end && *next == '.' ? next + 1 : end;
  }
  return parts[0] * 10000 + parts[1] * 100 + parts[2];
}

}  // namespace

connection::connection(const target &where)
    : server_session(new_client(where.how)),
      wanted_sql_mode_(where.sql_mode),
      client_timeout_(where.client_timeout) {}

std::unique_ptr<connection> connection::open(const sdk::call &call, const sdk::config &config) {
  call.check("connecting", sdk::effect::none);
  std::unique_ptr<connection> made(new connection(read_target(config, odbc::installed_drivers())));
  made->client_.connect(call);
  made->learn_server(call);
  return made;
}

void connection::learn_server(const sdk::call &call) {
  const text_rows rows = ask(call, std::string("SELECT VERSION(), @@version_comment, @@SESSION.sql_mode, "
                                               "@@innodb_rollback_on_timeout, ")
                                       .append(mariadb_identity));
  version_ = rows.at(0).at(0);
  comment_ = rows[0].at(1);
  session_ = rows[0].at(6);
  server_.mariadb =
      version_.find("MariaDB") != std::string::npos || comment_.find("MariaDB") != std::string::npos;
  server_.version = version_number(version_);
  rolls_back_on_timeout_ = rows[0].at(3) != "0" && rows[0][3] != "OFF";
  set_sql_mode(call, wanted_sql_mode_.empty() ? rows[0].at(2) : wanted_sql_mode_);
  if (server_.mariadb) fresh_identity_ = to_identity(std::span(rows[0]).subspan(4));
}

// A statement must end where the splitter saw it end, and text that does not fit must not be cut silently
// (T-47).
void connection::set_sql_mode(const sdk::call &call, const std::string &mode) {
  for (const std::string_view wrong : {"NO_BACKSLASH_ESCAPES", "ANSI_QUOTES"})
    if (has_mode(mode, wrong))
      throw sdk::failure(
          TNT_BAD_CONFIG,
          "sql_mode has " + std::string(wrong) +
              " for this user or server, so that quotes in a migration would end elsewhere than it "
              "was cut; name another with setting.sql_mode");
  std::string wanted = mode;
  const bool strict = has_mode(mode, "STRICT_TRANS_TABLES") || has_mode(mode, "STRICT_ALL_TABLES");
  if (wanted_sql_mode_.empty()) {
    if (strict) return;
    wanted += mode.empty() ? "STRICT_TRANS_TABLES" : ",STRICT_TRANS_TABLES";
  }
  std::string sql = "SET SESSION sql_mode = '";
  for (const char c : wanted)
    if (c != '\'' && c != '\\') sql += c;
  ask(call, sql + "'");
}

}  // namespace tenantry::mysql
