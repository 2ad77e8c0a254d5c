#pragma once
// One team's project under test: a Drizzle folder, a tenantry.toml, a registry in PostgreSQL with one tenant,
// and the real Drizzle from tests/node to set beside tenantry.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/postgres_database.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tenantry::testing {

using json = nlohmann::ordered_json;

// What `tenantry … --json` said.
struct answer {
  finished_program program;
  std::vector<json> events;

  // The first event of a kind; fails the test, with all output, where there is none.
  [[nodiscard]] json event(const std::string &kind) const;
  [[nodiscard]] json tenant() const { return event("tenant"); }
  // Kinds of the tenant's findings, with the tags: "hole 0002_b".
  [[nodiscard]] std::vector<std::string> findings() const;
};

class project {
 public:
  // name: a folder under tests/data/drizzle that becomes migrations/tenant; "": an empty v0 folder.
  explicit project(const std::string &server, const std::string &name = "");

  [[nodiscard]] const std::filesystem::path &home() const { return home_.path(); }
  [[nodiscard]] std::filesystem::path folder() const { return home() / "migrations" / "tenant"; }
  [[nodiscard]] const postgres_database &tenant() const { return tenant_; }
  [[nodiscard]] const postgres_database &master() const { return master_; }

  // Lines for tenantry.toml beside master and tenant.
  void configure(const std::string &more) const;
  void use_tenant_url(const std::string &url) const;

  [[nodiscard]] json journal() const;
  void write_journal(const json &journal) const;
  [[nodiscard]] std::vector<std::string> tags() const;
  // Appends a migration to a v0 folder; when 0: a second after the newest.  Returns its tag.
  std::string add(const std::string &name, const std::string &sql, std::int64_t when = 0) const;
  // A copy of the v0 folder with the first entries alone.
  [[nodiscard]] std::filesystem::path first(std::size_t entries) const;

  [[nodiscard]] program_call tenantry_call(std::vector<std::string> arguments) const;
  [[nodiscard]] answer tenantry(std::vector<std::string> arguments) const;

  // Drizzle's migrator, v0 or v1, on the tenant with a folder (default: the project's own).
  [[nodiscard]] program_call drizzle_call(const std::string &version,
                                          const std::filesystem::path &from = {}) const;
  [[nodiscard]] finished_program drizzle(const std::string &version,
                                         const std::filesystem::path &from = {}) const;

  // drizzle-kit on this project: drizzle.config.ts and schema.ts lie in home().
  void prepare_kit(const std::string &version, const std::string &schema) const;
  [[nodiscard]] finished_program kit(std::vector<std::string> arguments) const;

  // hash and created_at (and name) of Drizzle's table, in order of id.
  [[nodiscard]] text_rows history() const;
  [[nodiscard]] text_rows named_history() const;

 private:
  temporary_folder home_;
  postgres_database master_, tenant_;
};

// SHA-256 of a file's bytes as Drizzle writes it.
[[nodiscard]] std::string hash_of(const std::filesystem::path &file);

// The sample tenant folder as Drizzle can run it: without CONCURRENTLY, which it cannot.
[[nodiscard]] std::filesystem::path sample(const std::string &name);
void replace_in_file(const std::filesystem::path &file, const std::string &from, const std::string &to);

// Asks every 20 ms until the query's one value is "t"; fails the test after 20 s.
void wait_until(const postgres_database &database, const std::string &condition);

}  // namespace tenantry::testing
