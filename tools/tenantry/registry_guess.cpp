#include "tools/tenantry/registry_guess.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

// Spelled without underscores and in lower case: database_url, databaseUrl and DatabaseURL are one name.
std::string plain(std::string_view name) {
  std::string text = to_lower(name);
  text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
  return text;
}

struct role_names {
  const char *role;
  std::vector<const char *> names;  // best first, plain spelling
};

const std::vector<role_names> &known_names() {
  static const std::vector<role_names> roles = {
      {"id", {"id", "tenantid", "uuid"}},
      {"slug", {"slug", "subdomain", "code", "handle", "key"}},
      {"name", {"name", "displayname", "companyname", "title"}},
      {"database_type", {"databasetype", "dbtype", "databasekind", "databaseengine", "dialect", "engine"}},
      {"database_url",
       {"databaseurl", "dburl", "connectionurl", "connectionstring", "databaseconnectionstring", "dsn",
        "url"}},
      {"database_name", {"databasename", "dbname", "database"}},
      {"status", {"status", "state", "tenantstatus"}},
      {"deleted_at", {"deletedat", "removedat"}},
      {"migration_url", {"migrationurl", "directurl", "databasedirecturl"}},
  };
  return roles;
}

}  // namespace

std::vector<std::string> registry_guess::missing() const {
  std::vector<std::string> roles;
  for (const char *role : {"id", "database_type", "database_url"})
    if (mapping.count(role) == 0) roles.emplace_back(role);
  return roles;
}

std::map<std::string, std::string> guess_columns(const std::vector<std::string> &columns) {
  std::map<std::string, std::string> mapping;
  for (const role_names &role : known_names())
    for (const char *name : role.names) {
      const auto found = std::find_if(columns.begin(), columns.end(),
                                      [&](const std::string &c) { return plain(c) == name; });
      if (found == columns.end()) continue;
      mapping[role.role] = *found;
      break;
    }
  return mapping;
}

registry_guess guess_registry(session &master, const call_limits &limits) {
  registry_guess best;
  for (const char *table :
       {"tenants", "tenant", "customers", "organizations", "organisations", "companies", "accounts"}) {
    const auto answer = master.query(std::string("SELECT * FROM ") + table + " WHERE 1 = 0", {}, limits);
    if (!answer) {
      if (master.broken()) break;
      continue;
    }
    registry_guess guess{table, answer->columns, guess_columns(answer->columns)};
    if (guess.missing().empty()) return guess;
    // Of tables that lack something the first is the likeliest.
    if (best.table.empty()) best = std::move(guess);
  }
  return best;
}

}  // namespace tenantry
