#pragma once
// A track of migrations that a test writes line by line, and the engine run on it against a real database.
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/adapter/catalog.hpp"
#include "core/adapter/stop.hpp"
#include "core/engine/engine.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/sqlite_database.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tenantry::testing {

// PostgreSQL is built in; SQLite is the shared object of this build.
const adapter &postgresql();
const adapter &sqlite();
// SQLite with MySQL's manners, from tests/support/committing: DDL commits, and faults come on demand.
const adapter &committing();

database_target target_of(const adapter &a, const std::string &url);

// Files and journal in a temporary folder, in Drizzle's v0 form.
class track {
 public:
  explicit track(const adapter &a = postgresql(), std::string dialect = "postgresql")
      : adapter_(a), dialect_(std::move(dialect)) {}

  void write(const std::string &tag, const std::string &sql);  // one more migration, or another text of one
  void remove(const std::string &tag);
  // Read and compiled anew after each change; the reference holds until the next one, or until the track
  // moves.
  const compiled_folder &compiled();
  [[nodiscard]] const adapter &through() const { return adapter_; }
  [[nodiscard]] static std::int64_t stamp(std::size_t index) {
    return 1700000000000 + static_cast<std::int64_t>(index) * 60000;
  }
  // As Drizzle hashes the file.
  std::string hash(std::size_t index);

 private:
  const adapter &adapter_;
  std::string dialect_;
  std::unique_ptr<temporary_folder> files_ = std::make_unique<temporary_folder>();
  std::vector<std::pair<std::string, std::string>> migrations_;
  std::optional<folder> read_;
  std::optional<compiled_folder> compiled_;
};

// An SQLite file of one test.
struct file_database {
  temporary_folder folder;
  std::filesystem::path file = folder.path() / "t.db";
  std::string url = "sqlite:" + file.string();
  file_database() { sqlite_run(file, "PRAGMA user_version = 0"); }
  [[nodiscard]] std::string value(const std::string &sql) const { return sqlite_value(file, sql); }
  [[nodiscard]] std::string events() const {
    return value(
        "SELECT group_concat(event || ' ' || tag, ', ') FROM (SELECT * FROM tenantry_history ORDER BY seq)");
  }
};

// An environment variable for as long as the object lives.
class environment_setting {
 public:
  environment_setting(const char *name, const std::string &value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~environment_setting() { unsetenv(name_); }
  environment_setting(const environment_setting &) = delete;
  environment_setting &operator=(const environment_setting &) = delete;

 private:
  const char *name_;
};

// Limits short enough for a test.
engine_options quick_options();

// One migrate call.
outcome run(track &migrations, const database_target &on, const engine_options &options = quick_options(),
            const call_limits &limits = {});
outcome run(track &migrations, const std::string &url, const engine_options &options = quick_options(),
            const call_limits &limits = {});
inspection look_at(track &migrations, const std::string &url,
                   const engine_options &options = quick_options());

// All that an outcome says, for INFO.
std::string told(const outcome &o);
bool has_detail(const error &e, const std::string &key, const std::string &part);

// The events in order: "start a, done a, fail b".
std::string events(const postgres_database &database);
std::string last_seq(const postgres_database &database);
// Writes an event as another runner would; seq 0: the next one.
std::string event_sql(const rendition &r, const std::string &kind, std::uint32_t step,
                      const std::string &seq = "(SELECT coalesce(max(seq), 0) + 1 FROM tenantry.history)");

// Waits until the query answers something else than 0, at most ten seconds.
bool wait_until(const std::string &url, const std::string &count_sql);

}  // namespace tenantry::testing
