#pragma once
// What people paste as a connection: postgresql://…, mysql://…, sqlserver://…, oracle://…, sqlite:path, a libpq key=value
// string or an ODBC connection string.  Parsing is for routing, grouping and duplicates: the adapter gets the text as it is.
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace tenantry {

struct database_url {
  std::string scheme;    // lower case, "" for key=value strings
  std::string host;      // normalised: lower case, "localhost" forms as they are; several joined with ","; "" for files
  std::string port;      // the scheme's default filled in, "" if unknown
  std::string database;  // "" if the URL names none; sqlite: the path made absolute against base_dir
  std::string user;
  std::string password;  // decoded; for the list of secrets
  [[nodiscard]] std::string server_key() const;    // host:port, or "file": for --per-server
  [[nodiscard]] std::string database_key() const;  // server_key, database: for duplicates at selection
};

// Error: bad_config, never with the password in it, saying which part is wrong and that special characters need
// percent-encoding (T-68).
result<database_url> parse_url(std::string_view text, const std::string &base_dir);

}  // namespace tenantry
