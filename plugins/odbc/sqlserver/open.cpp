// Opening, and what the server is.
#include "common/bounded_call.hpp"
#include "connection.hpp"
#include "server_error.hpp"
#include "target.hpp"

namespace tenantry::sqlserver {
namespace {

constexpr std::chrono::milliseconds interrupt_limit{400};  // the contract allows cancel a second
constexpr std::chrono::milliseconds kill_limit{500};

const odbc::client_rules &rules() {
  static const odbc::client_rules the_rules{driver_wish(), failed_statement, failed_connect, is_noise};
  return the_rules;
}

// Only engines that speak T-SQL without being SQL Server know this property.
std::string flavour_of(const std::string &edition, const std::string &babelfish) {
  if (babelfish == "1") return "babelfish";
  return edition == "5" || edition == "8" ? "azure" : "";
}

}  // namespace

connection::connection(odbc::opening how) : server_session(odbc::client(rules(), std::move(how))) {}

std::unique_ptr<connection> connection::open(const sdk::call &call, const sdk::config &config) {
  call.check("connecting", sdk::effect::none);
  std::unique_ptr<connection> made(new connection(read_target(config, odbc::installed_drivers())));
  made->client_.connect(call);
  made->learn_server(call);
  made->restore_options(call, true);
  return made;
}

void connection::learn_server(const sdk::call &call) {
  const text_rows rows =
      ask(call,
          "SELECT CAST(@@SPID AS varchar(20)), CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)), "
          "CAST(SERVERPROPERTY('EngineEdition') AS varchar(20)), "
          "CAST(SERVERPROPERTY('babelfish') AS varchar(20)), @@LANGUAGE");
  session_ = rows.at(0).at(0);
  version_ = rows[0].at(1);
  flavour_ = flavour_of(rows[0].at(2), rows[0].at(3));
  language_ = rows[0].at(4);
}

// An attention ends the statement and needs no right; KILL, which needs one, is for a driver that does not
// let go.
void connection::cancel() noexcept {
  if (client_.interrupt(interrupt_limit)) return;
  try {
    const odbc::bounded_call second(kill_limit);
    odbc::client killer(rules(), client_.how());
    killer.connect(second.get());
    killer.ask(second.get(), "KILL " + session_);
  } catch (const std::exception &) {  // the session ends when the line does
    return;
  }
}

}  // namespace tenantry::sqlserver
