#include "tests/e2e/author/declared_fleet.hpp"

#include <catch2/catch.hpp>

namespace tenantry::testing {

declared_fleet::declared_fleet(const std::string &server, const std::string &more) {
  std::filesystem::remove_all(fleet_.migrations());
  fleet_.configure("schema = \"schema\"\n" + more);
  fleet_.add_sqlite_tenant("small");
  if (server.empty()) return;
  big_ = std::make_unique<postgres_database>(server, "declared");
  fleet_.add_tenant({"big", "POSTGRESQL", big_->url(), "ACTIVE", {}});
}

void declared_fleet::declare(const std::string &sql) const {
  write_text(fleet_.folder() / "schema" / "tenant.sql", sql);
}

fleet_run declared_fleet::generate(std::vector<std::string> more, int exit_code) const {
  more.insert(more.begin(), {"generate", "tenant"});
  fleet_run run = fleet_.run(std::move(more));
  INFO(run.told());
  REQUIRE(run.program.exit_code == exit_code);
  return run;
}

void declared_fleet::migrate() const {
  const fleet_run run = fleet_.migrate();
  INFO(run.told());
  REQUIRE(run.program.exit_code == 0);
  CHECK(run.outcome("small") == "migrated");
  if (big_) CHECK(run.outcome("big") == "migrated");
}

fleet_run declared_fleet::carry_out(std::vector<std::string> more) const {
  fleet_run run = generate(std::move(more));
  migrate();
  return run;
}

void declared_fleet::write_by_hand(const std::string &name, const std::string &sql) const {
  const fleet_run run = generate({"--custom", "--name", name});
  unsigned written = 0;
  for (const auto &line : run.lines)
    if (line.value("event", "") == "written" && line.value("path", "").ends_with(".sql")) {
      write_text(line["path"].get<std::string>(), sql);
      ++written;
    }
  CHECK(written == 2);
}

std::string declared_fleet::file(const std::string &name) const {
  return read_text(fleet_.migrations() / name);
}
bool declared_fleet::has_file(const std::string &name) const {
  return std::filesystem::exists(fleet_.migrations() / name);
}

void declared_fleet::on_both(const std::string &sql) const {
  sqlite_run(small(), sql);
  if (big_) big_->run(sql);
}

std::string declared_fleet::both(const std::string &query) const {
  std::string value = sqlite_value(small(), query);
  if (big_) CHECK(big_->value(query) == value);
  return value;
}

std::string told(const fleet_run &run, const std::string &event, const std::string &field) {
  std::string all;
  for (const auto &line : run.lines)
    if (line.value("event", "") == event) all += line.value(field, "") + "\n";
  return all;
}

}  // namespace tenantry::testing
