// Opening, and what the server is.
#include "connection.hpp"
#include "server_error.hpp"
#include "target.hpp"

namespace tenantry::oracle {
namespace {

constexpr std::chrono::milliseconds interrupt_limit{900};  // the contract allows cancel a second

const odbc::client_rules &rules() {
  static const odbc::client_rules the_rules{driver_wish(), failed_statement, failed_connect, is_noise};
  return the_rules;
}

product product_of(const std::string &name) {
  const std::string lower = odbc::lower_case_key(name);
  if (lower.find("oracle") != std::string::npos) return product::oracle;
  const bool maria = lower.find("maria") != std::string::npos || lower.find("mysql") != std::string::npos;
  return maria ? product::mariadb : product::other;
}

}  // namespace

connection::connection(odbc::opening how) : server_session(odbc::client(rules(), std::move(how))) {}

std::unique_ptr<connection> connection::open(const sdk::call &call, const sdk::config &config) {
  call.check("connecting", sdk::effect::none);
  std::unique_ptr<connection> made(new connection(read_target(config, odbc::installed_drivers())));
  made->client_.connect(call);
  made->learn_server(call);
  return made;
}

void connection::learn_server(const sdk::call &call) {
  const std::string name = client_.about(call, SQL_DBMS_NAME);
  product_ = product_of(name);
  version_ = client_.about(call, SQL_DBMS_VER);
  if (product_ == product::oracle) return learn_oracle(call);
  if (product_ == product::mariadb) return learn_mariadb(call);
  flavour_ = odbc::lower_case_key(name);
  server_ = client_.about(call, SQL_SERVER_NAME);
  database_ = client_.about(call, SQL_DATABASE_NAME);
}

// Times come and go in one form, and a length counts characters, whatever the client's environment says.
void connection::learn_oracle(const sdk::call &call) {
  ask(call,
      "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS' NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD "
      "HH24:MI:SS.FF6' "
      "NLS_TIMESTAMP_TZ_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6 TZH:TZM' NLS_NUMERIC_CHARACTERS = '.,' "
      "NLS_LENGTH_SEMANTICS = 'CHAR'");
  const text_rows rows =
      ask(call,
          "SELECT SYS_CONTEXT('USERENV', 'SID'), SYS_CONTEXT('USERENV', 'DB_UNIQUE_NAME') || '/' || "
          "SYS_CONTEXT('USERENV', 'CON_NAME'), SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') FROM DUAL");
  session_ = rows.at(0).at(0);
  server_ = rows[0].at(1);
  database_ = rows[0].at(2);
  const text_rows about =
      ask(call, "SELECT product, version FROM product_component_version WHERE product LIKE 'Oracle%'");
  if (about.empty()) return;
  if (about[0].at(0).find("Enterprise") != std::string::npos) flavour_ = "enterprise";
  if (!about[0].at(1).empty()) version_ = about[0][1];
  ask(call, "BEGIN DBMS_APPLICATION_INFO.SET_MODULE('tenantry', NULL); END;");
}

// MariaDB reads PL/SQL in this mode, and double quotes hold names.
void connection::learn_mariadb(const sdk::call &call) {
  client_.set_drain_without_columns(false);
  ask(call, "SET SESSION sql_mode = 'ORACLE,STRICT_TRANS_TABLES'");
  const text_rows rows =
      ask(call, "SELECT CONNECTION_ID(), CONCAT(@@hostname, ':', @@port), DATABASE(), VERSION()");
  session_ = rows.at(0).at(0);
  server_ = rows[0].at(1);
  database_ = rows[0].at(2);
  version_ = rows[0].at(3);
  flavour_ = "mariadb";
}

void connection::need_oracle(const char *what) const {
  if (product_ != product::oracle)
    throw sdk::failure(TNT_UNSUPPORTED,
                       std::string(what) + " is known of Oracle itself and not of " + flavour_);
}

// OCI's break ends the statement; the session stays.
void connection::cancel() noexcept {
  client_.interrupt(interrupt_limit);
}

}  // namespace tenantry::oracle
