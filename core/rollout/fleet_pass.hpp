#pragma once
// The rollout's own knowledge of the fleet: what each database type needs, and the tenants as jobs or skips.
// Used by one thread.  Private to this folder.
#include <map>
#include <string>
#include <unordered_set>

#include "core/rollout/job.hpp"

namespace tenantry {

struct rollout::state {
  state(session &on_master, registry &of_tenants, const folder &from, catalog &with, rollout_options how)
      : master(on_master), tenants(of_tenants), migrations(from), adapters(with), options(std::move(how)) {}

  // What all tenants of one type share: skipped, failed because their dialect's files cannot be read, or run.
  struct type_plan {
    std::optional<skipped> skip;
    std::optional<error> refused;
    const compiled_folder *folder = nullptr;
  };

  status prepare(bool allow_empty, const call_limits &limits);
  // The next page as jobs and skips; names that --tenant leaves out are not in it.
  result<std::optional<std::vector<fleet_entry>>> next_page(const call_limits &limits);

  session &master;
  registry &tenants;
  const folder &migrations;
  catalog &adapters;
  rollout_options options;

  std::uint64_t taking_part = 0, eligible = 0;
  std::map<std::string, compiled_folder> dialects;

 private:
  struct census;  // of the first pass
  status take_census(census &seen, const call_limits &limits);
  [[nodiscard]] status check_not_empty(const census &seen) const;
  const type_plan &plan_for(const std::string &database_type);
  type_plan make_plan(const std::string &database_type);
  result<const compiled_folder *> compile_for(const adapter &through, const std::string &database_type);
  fleet_entry enter(tenant &&t);
  fleet_entry enter_routed(tenant &&t, const type_plan &plan);

  std::map<std::string, type_plan> types_;  // by upper-case type
  std::unordered_set<std::uint64_t> urls_;  // databases that the registry's URLs named so far
};

}  // namespace tenantry
