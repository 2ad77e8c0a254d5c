#include "tools/tenantry/chosen_databases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

constexpr std::size_t most_candidates = 5000;  // to find a slip of the pen in

std::string name_of(const tenant &one) {
  return one.slug.empty() ? one.id : one.slug;
}

// Which of the names are ids, and that each is somebody's.
status know_names(registry &tenants, selection &who, const call_limits &limits) {
  std::set<std::string> unknown(who.tenants.begin(), who.tenants.end());
  unknown.insert(who.exclude.begin(), who.exclude.end());
  const std::set<std::string> wanted = unknown;
  std::vector<std::string> candidates;
  TENANTRY_TRY_VOID(tenants.for_each(
      [&](tenant &&one) {
        if (wanted.count(one.id) != 0) who.known_ids.push_back(one.id);
        unknown.erase(one.id);
        unknown.erase(one.slug);
        if (candidates.size() < most_candidates) candidates.push_back(name_of(one));
        return true;
      },
      limits));
  tenants.rewind();
  if (unknown.empty()) return {};
  return fail(category::usage,
              fmt::format("no tenant of the registry has the id or slug \"{}\".{}", *unknown.begin(),
                          did_you_mean(*unknown.begin(), candidates)),
              "`tenantry status tenant` shows the tenants");
}

status refuse(const tenant &one, const std::string &why) {
  return fail(category::usage, fmt::format("the tenant \"{}\" does not take part: {}", name_of(one), why),
              "`tenantry status tenant` shows the tenants");
}

status add(workspace &here, const tenant &one, std::vector<chosen_database> &chosen) {
  routed found = route_tenant(one, here.adapters(), here.routing());
  if (auto *way = std::get_if<route>(&found)) {
    chosen.push_back({name_of(one), one.database_type, std::move(*way)});
    return {};
  }
  if (auto *skip = std::get_if<skipped>(&found)) return refuse(one, skip->why);
  return fail(
      while_doing(std::get<error>(std::move(found)), fmt::format("routing tenant \"{}\"", name_of(one))));
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
