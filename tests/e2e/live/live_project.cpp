#include "tests/e2e/live/live_project.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace tenantry::testing {

live_project::live_project(const std::string &more) {
  std::filesystem::remove_all(fleet_.migrations());
  fleet_.configure("schema = \"schema\"\n" + more);
}

std::filesystem::path live_project::add_sqlite(const std::string &id, const std::string &sql) const {
  auto file = fleet_.add_sqlite_tenant(id);
  if (!sql.empty()) sqlite_run(file, sql);
  return file;
}

void live_project::add(const std::string &id, const std::string &type, const std::string &url) const {
  fleet_.add_tenant({id, type, url, "ACTIVE", {}});
}

fleet_run live_project::run(std::vector<std::string> arguments, int exit_code,
                            const std::map<std::string, std::string> &environment) const {
  arguments.emplace_back("--json");
  program_call call = fleet_.call(std::move(arguments));
  call.environment = environment;
  call.program = program_of_this_tree();
  fleet_run done = read_run(run_program(call));
  INFO(done.told());
  REQUIRE(done.program.exit_code == exit_code);
  return done;
}

std::string live_project::text(std::vector<std::string> arguments, int exit_code) const {
  program_call call = fleet_.call(std::move(arguments));
  call.program = program_of_this_tree();
  const finished_program done = run_program(call);
  INFO(done.out << done.err);
  REQUIRE(done.exit_code == exit_code);
  return done.out + done.err;
}

nlohmann::json last(const fleet_run &run, const std::string &event, const std::string &field) {
  const auto line = std::find_if(run.lines.rbegin(), run.lines.rend(),
                                 [&](const nlohmann::json &one) { return one.value("event", "") == event; });
  return line == run.lines.rend() ? nlohmann::json() : line->at(field);
}

std::string all_of(const fleet_run &run, const std::string &event, const std::string &field) {
  std::string all;
  for (const auto &line : run.lines)
    if (line["event"] == event)
      all += (line.at(field).is_string() ? line.at(field).get<std::string>() : line.at(field).dump()) + "\n";
  return all;
}

}  // namespace tenantry::testing
