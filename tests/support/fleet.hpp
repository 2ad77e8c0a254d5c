#pragma once
// A fleet in a temporary folder: master with its registry, tenants, migration folder, tenantry.toml; and the
// program run over it.
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/postgres_database.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sqlite_database.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tenantry::testing {

struct tenant_row {
  std::string id, database_type, url;
  std::string status = "ACTIVE";
  std::optional<std::string> deleted_at;
};

// What the program said with --json, taken apart.
struct fleet_run {
  finished_program program;
  std::vector<nlohmann::json> lines;
  [[nodiscard]] nlohmann::json tenant(const std::string &id) const;  // null where no line has the id
  [[nodiscard]] nlohmann::json summary() const;                      // null where none
  // "failed", or "skipped:inactive"; "" where the tenant has no line.
  [[nodiscard]] std::string outcome(const std::string &id) const;
  [[nodiscard]] std::string told() const;  // exit code and both outputs, for INFO
};

class test_fleet {
 public:
  // The master is master.db in the folder, or a PostgreSQL database that the test owns.
  explicit test_fleet(std::string master_url = "sqlite:master.db");

  [[nodiscard]] const std::filesystem::path &folder() const { return files_.path(); }
  [[nodiscard]] std::filesystem::path migrations() const { return folder() / "migrations"; }
  [[nodiscard]] std::filesystem::path master_file() const { return folder() / "master.db"; }

  void add_tenant(const tenant_row &row) const;
  // An empty SQLite file <id>.db and its row; returns the file.
  std::filesystem::path add_sqlite_tenant(const std::string &id) const;
  void add_sqlite_tenants(unsigned count, const std::string &prefix = "t") const;
  void master_sql(const std::string &sql) const;

  // One more migration; an empty sqlite text leaves that rendition out.
  void add_migration(const std::string &tag, const std::string &postgresql, const std::string &sqlite);
  void add_migration(const std::string &tag, const std::string &sql) { add_migration(tag, sql, sql); }
  // Three: wells, an added column, equipment with a foreign key.
  void add_usual_migrations();
  [[nodiscard]] const std::vector<std::string> &tags() const { return tags_; }
  void write_journal(const std::vector<std::string> &tags) const;

  // tenantry.toml from the usual text and what is added at its end.
  void configure(const std::string &more = "", const std::optional<std::string> &master_url = {}) const;

  [[nodiscard]] program_call call(std::vector<std::string> arguments) const;
  [[nodiscard]] fleet_run run(std::vector<std::string> arguments) const;  // with --json
  // migrate tenant with --json.
  [[nodiscard]] fleet_run migrate(std::vector<std::string> more = {}) const;

 private:
  temporary_folder files_;
  std::string master_url_;
  std::vector<std::string> tags_;
};

[[nodiscard]] fleet_run read_run(finished_program program);

// How often each tag stands as done in the tenant's history, "tag=count" in order of tags: once each is
// right.
[[nodiscard]] std::string done_counts(const std::filesystem::path &sqlite_file);
[[nodiscard]] std::string done_counts(const postgres_database &database);
[[nodiscard]] std::string once_each(std::vector<std::string> tags);

}  // namespace tenantry::testing
