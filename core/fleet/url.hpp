#pragma once
// What people paste as a connection: postgresql://…, mysql://…, sqlserver://…, oracle://…, sqlite:path, a
// libpq key=value string or an ODBC connection string.  Parsing is for routing, grouping and duplicates: the
// adapter gets the text as it is.
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace tenantry {

struct database_url {
  std::string scheme;  // lower case, "" for key=value strings
  std::string
      host;  // normalised: lower case, "localhost" forms as they are; several joined with ","; "" for files
  std::string
      port;  // the scheme's default filled in, "" if unknown; several joined with "," where they differ
  std::string database;  // "" if the URL names none; sqlite: the path made absolute against base_dir
  std::string user;
  std::string password;             // decoded; for the list of secrets
  std::string password_as_written;  // percent-encoded or quoted as it stands in the text; for the same list
  bool file = false;                // a database in a file: no server
  // Oracle keeps a tenant in a user's schema: there the user is part of what "one database" means.
  bool user_is_database = false;
  [[nodiscard]] std::string server_key() const;  // host:port, or "file": for --per-server
  [[nodiscard]] std::string database_key()
      const;  // server_key, database: for duplicates; "" where it cannot be told
};

// Error: bad_config, never with the password in it, saying which part is wrong and that special characters
// need percent-encoding (T-68).
result<database_url> parse_url(std::string_view text, const std::string &base_dir);

// "lite" for "lite:/a.db": a scheme without "//" that this file has no form for.  "" for everything else, and
// where an
// "@" says that a password may stand in the text.
std::string bare_scheme(std::string_view text);
// The rest is the adapter's to read.
database_url parse_bare(std::string_view text);

}  // namespace tenantry
