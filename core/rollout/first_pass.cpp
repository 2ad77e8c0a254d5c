// Before a tenant is touched: who is there, do all names exist, does every adapter load and every rendition
// parse.
#include "core/base/text.hpp"
#include "core/fleet/tenant_names.hpp"
#include "core/rollout/fleet_pass.hpp"

namespace tenantry {
namespace {

std::string counted(std::uint64_t n, const char *what) {
  return std::to_string(n) + " " + what;
}

}  // namespace

struct rollout::state::census {
  std::uint64_t rows = 0, chosen = 0;  // chosen: by selection, whatever their adapters say
  std::map<skip_reason, std::uint64_t> rejected{};
  std::map<std::string, std::uint64_t> per_type{};  // chosen ones, by type as written
  tenant_names names;
};

status rollout::state::take_census(census &seen, const call_limits &limits) {
  const selection &who = options.who;
  const auto look = [&](tenant &&t) {
    ++seen.rows;
    seen.names.see(t);
    if (!who.names(t)) return true;
    ++taking_part;
    if (const auto reason = who.reject(t)) {
      ++seen.rejected[*reason];
    } else {
      ++seen.chosen;
      ++seen.per_type[t.database_type];
    }
    return true;
  };
  return tenants.for_each(look, limits);
}

status rollout::state::check_not_empty(const census &seen) const {
  const char *const next = "correct [registry] or the selection, or give --allow-empty if this is meant";
  if (seen.rows == 0) return fail(category::usage, "the registry has no tenants", next);
  if (seen.chosen != 0 || !options.who.tenants.empty()) return {};
  std::string why;
  for (const auto &[reason, n] : seen.rejected)
    why += (why.empty() ? "" : ", ") + counted(n, std::string(to_string(reason)).c_str());
  return fail(category::usage, "no tenant takes part: of " + counted(seen.rows, "in the registry, ") + why,
              next);
}

status rollout::state::prepare(bool allow_empty, const call_limits &limits) {
  const auto begin = [&] {
    taking_part = eligible = 0;
    return census{.names = tenant_names(options.who)};
  };
  census seen = begin();
  TENANTRY_TRY_VOID(take_census(seen, limits));
  if (!allow_empty || seen.rows != 0) TENANTRY_TRY_VOID(seen.names.all_found());
  options.who.known_ids = seen.names.known_ids();
  // Rows before the one with the id were counted under the slug: once more, knowing better.
  if (seen.names.ambiguous()) {
    seen = begin();
    TENANTRY_TRY_VOID(take_census(seen, limits));
  }
  if (!allow_empty) TENANTRY_TRY_VOID(check_not_empty(seen));
  const error *unreadable = nullptr;
  for (const auto &[type, n] : seen.per_type) {
    const type_plan &plan = plan_for(type);
    if (plan.refused && unreadable == nullptr) unreadable = &*plan.refused;
    if (!plan.refused && !plan.skip) eligible += n;
  }
  // Files that one dialect alone cannot read are those tenants' matter; with nobody left, the run's.
  if (unreadable != nullptr && eligible == 0) return fail(*unreadable);
  return {};
}

const rollout::state::type_plan &rollout::state::plan_for(const std::string &database_type) {
  const std::string key = to_upper(database_type);
  const auto found = types_.find(key);
  if (found != types_.end()) return found->second;
  return types_.emplace(key, make_plan(database_type)).first->second;
}

rollout::state::type_plan rollout::state::make_plan(const std::string &database_type) {
  type_plan plan;
  const auto through = adapters.for_database_type(database_type);
  if (!through) {
    plan.skip = skip_for_adapter(through.error(), database_type);
    return plan;
  }
  auto compiled = compile_for(**through, database_type);
  if (!compiled) {
    plan.refused = std::move(compiled).error();
    return plan;
  }
  plan.folder = *compiled;
  if (const auto &gap = plan.folder->missing)
    plan.skip = skipped{skip_reason::no_rendition, "the migration \"" + gap->tag + "\" has no SQL for " +
                                                       plan.folder->dialect + ": make \"" +
                                                       gap->file_to_make.string() + "\""};
  return plan;
}

result<const compiled_folder *> rollout::state::compile_for(const adapter &through,
                                                            const std::string &database_type) {
  std::vector<std::string> chain = adapters.dialects_of(database_type);
  if (chain.empty()) chain.push_back(to_lower(database_type));
  const auto found = dialects.find(chain.front());
  if (found != dialects.end()) return &found->second;
  auto compiled = compile(migrations, through, chain);
  if (!compiled)
    return fail(while_doing(std::move(compiled).error(), "reading the migrations for " + chain.front()));
  return &dialects.emplace(chain.front(), std::move(*compiled)).first->second;
}

}  // namespace tenantry
