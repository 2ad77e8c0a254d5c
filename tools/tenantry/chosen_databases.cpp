#include "tools/tenantry/chosen_databases.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/fleet/tenant_names.hpp"

namespace tenantry {
namespace {

// Which of the names are ids, and that each is somebody's.
status know_names(registry &tenants, selection &who, const call_limits &limits) {
  tenant_names names(who);
  const auto look = [&](tenant &&one) {
    names.see(one);
    return true;
  };
  TENANTRY_TRY_VOID(tenants.for_each(look, limits));
  tenants.rewind();
  who.known_ids = names.known_ids();
  return names.all_found();
}

status refuse(const tenant &one, const std::string &why) {
  return fail(category::usage, fmt::format("the tenant \"{}\" does not take part: {}", one.label(), why),
              "`tenantry status tenant` shows the tenants");
}

status add(workspace &here, const tenant &one, std::vector<chosen_database> &chosen) {
  routed found = route_tenant(one, here.adapters(), here.routing());
  if (auto *way = std::get_if<route>(&found)) {
    chosen.push_back({one.label(), one.database_type, std::move(*way)});
    return {};
  }
  if (auto *skip = std::get_if<skipped>(&found)) return refuse(one, skip->why);
  return fail(
      while_doing(std::get<error>(std::move(found)), fmt::format("routing tenant \"{}\"", one.label())));
}

result<std::vector<chosen_database>> choose_tenants(workspace &here, const call_limits &limits) {
  TENANTRY_TRY(registry tenants, here.open_registry(limits));
  selection who = here.config().who;
  TENANTRY_TRY_VOID(know_names(tenants, who, limits));
  std::vector<tenant> meant;
  status refused;
  TENANTRY_TRY_VOID(tenants.for_each(
      [&](tenant &&one) {
        if (!who.names(one)) return true;
        const auto reason = who.reject(one);
        if (reason && who.tenants.empty()) return true;
        if (reason) refused = refuse(one, who.why(one, *reason));
        meant.push_back(std::move(one));
        return refused.has_value();
      },
      limits));
  TENANTRY_TRY_VOID(std::move(refused));
  std::vector<chosen_database> chosen;
  for (const tenant &one : meant) TENANTRY_TRY_VOID(add(here, one, chosen));
  if (chosen.empty()) return fail(category::usage, "no tenant takes part", "correct the selection");
  return chosen;
}

}  // namespace

result<std::vector<chosen_database>> choose_databases(workspace &here, const track_config &track,
                                                      const call_limits &limits) {
  if (!track.on_master) return choose_tenants(here, limits);
  TENANTRY_TRY(route master, here.find_master());
  std::string type = to_upper(master.dialect);
  std::vector<chosen_database> chosen;
  chosen.push_back({"master", std::move(type), std::move(master)});
  return chosen;
}

result<chosen_database> choose_by_url(workspace &here, const std::string &url) {
  auto found = route_master(url, "", here.adapters(), here.routing());
  if (!found) {
    error e = std::move(found).error();
    e.context = {"using --url"};  // not what route_master takes it for
    return fail(std::move(e));
  }
  std::string type = to_upper(found->dialect);
  return chosen_database{"the database of --url", std::move(type), std::move(*found)};
}

}  // namespace tenantry
