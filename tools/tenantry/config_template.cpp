#include "tools/tenantry/config_template.hpp"

#include <fmt/format.h>

namespace tenantry {
namespace {

std::string quoted(const std::string &text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "\"";
}

std::string list(const std::vector<std::string> &values) {
  std::string text;
  for (const std::string &value : values) text += (text.empty() ? "" : ", ") + quoted(value);
  return "[" + text + "]";
}

// Without a folder the key stays out: a track that nobody names may be absent.
std::string migrations_text(const std::string &folder, const std::string &by_default) {
  return folder.empty() ? fmt::format("# migrations = {}\n", quoted(by_default))
                        : fmt::format("migrations = {}\n", quoted(folder));
}

std::string tracks_text(const config_values &values) {
  std::string text = "[tenant]\n" + migrations_text(values.tenant_migrations, "migrations/tenant");
  for (const auto &[name, folder] : values.other_tracks)
    text += fmt::format(
        "\n[tracks.{}]\nmigrations = {}\non = \"tenant\"                          # or \"master\"\n", name,
        quoted(folder));
  return text;
}

std::string registry_text(const config_values &values) {
  std::string text = fmt::format("[registry]\ntable = {}\n", quoted(values.registry_table));
  if (!values.statuses_remark.empty()) text += "# " + values.statuses_remark + "\n";
  text += fmt::format("statuses = {}              # tenants with another status are skipped\n",
                      list(values.statuses));
  text += "[registry.columns]                     # only what differs from the defaults\n";
  for (const auto &[role, column] : values.registry_columns)
    text += fmt::format("{} = {}\n", role, quoted(column));
  return text +
         "# database_url = \"database_url\"\n# migration_url = \"migration_url\"        # a direct "
         "connection where "
         "database_url is a pooler\n";
}

std::string history_text(const config_values &values) {
  std::string text =
      "[history]\n# auto: read and mirror Drizzle's table where it exists; on: make it too, so that the way "
      "back"
      " stays open\n";
  text += fmt::format("drizzle = {}\n", quoted(values.drizzle));
  if (!values.drizzle_schema.empty())
    text += fmt::format("drizzle_schema = {}\n", quoted(values.drizzle_schema));
  if (!values.drizzle_table.empty())
    text += fmt::format("drizzle_table = {}\n", quoted(values.drizzle_table));
  return text;
}

}  // namespace

std::string config_text(const config_values &values) {
  std::string text =
      "# tenantry's configuration. `tenantry config` shows each setting with its origin.\n"
      "# Flags beat the environment, the environment beats this file. Paths are relative to this file.\n"
      "environment = \"development\"            # in \"production\" run.out_of_order is \"refuse\" by "
      "default\n\n";
  text += fmt::format("[master]\nurl = {}   # any database that has an adapter\n", quoted(values.master_url));
  text += fmt::format("{}\n{}\n{}\n", migrations_text(values.master_migrations, "migrations/master"),
                      tracks_text(values), registry_text(values));
  text +=
      "[run]\n"
      "parallel = 8                           # databases at once\n"
      "per_server = 8                         # of them on one server\n"
      "max_failures = \"0\"                     # \"5\", \"1%\" or \"none\": stop after more failures\n"
      "lock_timeout = \"5s\"                    # a statement waits so long for a table\n"
      "wait_lock = \"60s\"                      # a run waits so long for another one\n\n";
  return text + history_text(values);
}

}  // namespace tenantry
