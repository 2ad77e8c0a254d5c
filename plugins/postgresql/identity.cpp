#include "identity.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace tenantry::postgresql {
namespace {

// The system identifier is made by initdb and is the same on every road to the server.
constexpr std::string_view quick_sql =
    "SELECT s.system_identifier, d.datname, d.oid, pg_backend_pid(), version(), pg_is_in_recovery(), "
    "current_setting('default_transaction_read_only'), current_setting('babelfishpg_tsql.version', true) "
    "FROM pg_catalog.pg_control_system() s, pg_catalog.pg_database d WHERE d.datname = current_database()";

// Rights are checked even in a branch that is not taken: so the branch holds a text that runs only where it
// may. Elsewhere the moment of the server's start, in microseconds, tells servers apart.
constexpr std::string_view careful_sql =
    "SELECT coalesce(CASE WHEN "
    "has_function_privilege(to_regprocedure('pg_catalog.pg_control_system()')::oid, "
    "'EXECUTE') THEN substring(query_to_xml('SELECT system_identifier FROM pg_catalog.pg_control_system()', "
    "false, true, '')::text FROM '>([0-9]+)<') END, 'started ' || extract(epoch FROM "
    "pg_postmaster_start_time())::text || ' port ' || current_setting('port')), "
    "d.datname, d.oid, pg_backend_pid(), version(), pg_is_in_recovery(), "
    "current_setting('default_transaction_read_only'), current_setting('babelfishpg_tsql.version', true) "
    "FROM pg_catalog.pg_database d WHERE d.datname = current_database()";

enum column { server, database, database_oid, session, version, in_recovery, read_only, babelfish };

bool holds(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

std::string flavour_of(std::string_view version_text, bool has_babelfish) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> signs{{{"cockroach", "cockroach"},
                                                                                {"redshift", "redshift"},
                                                                                {"-yb-", "yugabyte"},
                                                                                {"greenplum", "greenplum"}}};
  for (const auto &[sign, flavour] : signs)
    if (holds(version_text, sign)) return std::string(flavour);
  return has_babelfish ? "babelfish" : "";
}

// The server tells its version at start-up: "15.18 (Debian 15.18-0+deb12u1)".
std::string version_number(const PGconn *conn) {
  const char *told = PQparameterStatus(conn, "server_version");
  const std::string_view text = told == nullptr ? "" : told;
  return std::string(text.substr(0, text.find(' ')));
}

}  // namespace

std::string_view identity_sql(identity_query how) {
  return how == identity_query::quick ? quick_sql : careful_sql;
}

sdk::identity read_identity(const std::vector<std::string> &row, const PGconn *conn) {
  sdk::identity who;
  who.server = row.at(server);
  who.database = row.at(database) + "/" + row.at(database_oid);
  who.session = row.at(session);
  who.version = version_number(conn);
  who.flavour = flavour_of(row.at(version), !row.at(babelfish).empty());
  who.writable = row.at(in_recovery) == "f" && row.at(read_only) == "off";
  who.pooled = std::atoi(who.session.c_str()) != PQbackendPID(conn);
  return who;
}

bool needs_careful_identity(std::string_view sqlstate) {
  return sqlstate == "42501" || sqlstate == "42883";
}

}  // namespace tenantry::postgresql
