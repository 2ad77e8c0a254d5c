#pragma once
// The configuration file that `init` writes: commented, with what is known filled in.  Pure.
#include <map>
#include <string>
#include <vector>

namespace tenantry {

struct config_values {
  std::string master_url = "${env:MASTER_DATABASE_URL}";
  std::string master_migrations = "migrations/master";
  std::string tenant_migrations = "migrations/tenant";
  std::map<std::string, std::string> other_tracks;  // name → folder; of the tenants
  std::string registry_table = "tenants";
  std::map<std::string, std::string> registry_columns;  // only what differs from the defaults
  std::vector<std::string> statuses = {"ACTIVE"};
  std::string statuses_remark;  // a comment above them
  std::string drizzle = "auto";
  std::string drizzle_schema, drizzle_table;  // "" for Drizzle's own
};

std::string config_text(const config_values &values);

}  // namespace tenantry
