#include "core/rollout/one_tenant.hpp"

#include <filesystem>

#include "core/base/digest.hpp"
#include "core/fleet/url.hpp"
#include "core/rollout/server_words.hpp"

namespace tenantry {
namespace {

using kind = tenant_outcome::kind;

tenant_outcome skip(tenant_outcome out, skip_reason reason, std::string why) {
  out.is = kind::skipped;
  out.reason = reason;
  out.why = std::move(why);
  return out;
}

// The path of a database in a file, from the second line of its key.
bool lacks_file(const route &way) {
  const std::size_t line = way.database_key.find('\n');
  if (way.server_key != "file" || line == std::string::npos) return false;
  std::error_code failed;
  const bool there = std::filesystem::exists(way.database_key.substr(line + 1), failed);
  return !there && !failed;
}

tenant_outcome failed(tenant_outcome out, error e, const route &way) {
  const bool missing = lacks_database(e) || (e.category == category::unreachable && lacks_file(way));
  if (missing) return skip(std::move(out), skip_reason::database_missing, e.message);
  out.is = kind::failed;
  out.failure = std::move(e);
  return out;
}

tenant_outcome write_one(job &one, const rollout_options &options, const call_limits &limits,
                         const claim_database &claim) {
  tenant_outcome out = outcome_of(one.who);
  outcome done = options.verb == rollout_verb::mark
                     ? mark(one.way.target, *one.folder, options.engine, limits, options.marks)
                     : migrate(one.way.target, *one.folder, options.engine, limits, claim);
  out.from = std::move(done.from);
  out.to = std::move(done.to);
  out.steps = done.steps;
  out.failed_tag = std::move(done.failed_tag);
  out.findings = std::move(done.findings);
  switch (done.is) {
    case outcome::kind::migrated:
      out.is = options.verb == rollout_verb::mark ? kind::marked : kind::migrated;
      break;
    case outcome::kind::up_to_date:
      out.is = kind::up_to_date;
      break;
    case outcome::kind::duplicate:
      return as_duplicate(std::move(out));
    case outcome::kind::held:
      out.is = kind::held;
      out.failure = std::move(done.failure);
      break;
    case outcome::kind::failed: {
      auto why =
          std::move(done.failure).value_or(make_error(category::internal, "the engine gave no reason"));
      return failed(std::move(out), std::move(why), one.way);
    }
  }
  return out;
}

tenant_outcome inspect_one(job &one, const rollout_options &options, const call_limits &limits,
                           const claim_database &claim) {
  tenant_outcome out = outcome_of(one.who);
  auto seen = inspect(one.way.target, *one.folder, options.engine, limits, claim);
  if (!seen) return failed(std::move(out), std::move(seen).error(), one.way);
  if (seen->duplicate) return as_duplicate(std::move(out));
  const auto &migrations = seen->pending.migrations;
  out.is = seen->pending.first_refusal() != nullptr ? kind::refused
           : migrations.empty()                     ? kind::up_to_date
                                                    : kind::pending;
  out.from = seen->pending.newest_applied;
  out.to = migrations.empty() ? out.from : migrations.back().what->of->tag;
  out.steps = migrations.size();
  out.findings = seen->pending.findings;
  out.seen = std::move(*seen);
  return out;
}

tenant_outcome look_after_locks(job &one, const rollout_options &options, const call_limits &limits) {
  tenant_outcome out =
      work_on_locks(outcome_of(one.who), one.way.target, options.verb, options.engine, limits);
  if (!out.failure) return out;
  error why = std::move(*out.failure);
  out.failure.reset();
  return failed(std::move(out), std::move(why), one.way);
}

tenant_outcome find_drift_of(job &one, const rollout_options &options, const call_limits &limits,
                             const claim_database &claim) {
  tenant_outcome out =
      look_for_drift(outcome_of(one.who), one.way.target, *one.folder, options, limits, claim);
  if (out.drift && out.drift->is == drift_report::kind::duplicate) {
    out.drift.reset();
    return as_duplicate(std::move(out));
  }
  if (!out.failure) return out;
  error why = std::move(*out.failure);
  out.failure.reset();
  return failed(std::move(out), std::move(why), one.way);
}

tenant_outcome run_verb(job &one, const rollout_options &options, const call_limits &limits,
                        const claim_database &claim) {
  switch (options.verb) {
    case rollout_verb::inspect:
      return inspect_one(one, options, limits, claim);
    case rollout_verb::locks:
    case rollout_verb::unlock:
      return look_after_locks(one, options, limits);
    case rollout_verb::drift:
      return find_drift_of(one, options, limits, claim);
    case rollout_verb::migrate:
    case rollout_verb::mark:
      break;
  }
  return write_one(one, options, limits, claim);
}

// A try before this one may have applied something until the server had no room.
void add_earlier_tries(tenant_outcome &out, const job &one) {
  if (!one.last || one.last->steps == 0) return;
  out.from = one.last->from;
  out.steps += one.last->steps;
  if (out.is == kind::up_to_date) out.is = kind::migrated;
}

}  // namespace

tenant_outcome work_on_locks(tenant_outcome out, const database_target &target, rollout_verb verb,
                             const engine_options &options, const call_limits &limits) {
  out.is = kind::failed;
  if (verb == rollout_verb::locks) {
    auto found = find_locks(target, options, limits);
    if (!found) {
      out.failure = std::move(found).error();
      return out;
    }
    out.is = kind::up_to_date;
    out.locks = std::move(*found);
    return out;
  }
  auto answer = release_lease(target, options, limits);
  if (!answer) {
    out.failure = std::move(answer).error();
    return out;
  }
  out.is = answer->is == release_answer::kind::released  ? kind::marked
           : answer->is == release_answer::kind::refused ? kind::refused
                                                         : kind::up_to_date;
  out.locks = std::move(answer->locks);
  out.why = std::move(answer->why);
  return out;
}

tenant_outcome look_for_drift(tenant_outcome out, const database_target &target,
                              const compiled_folder &folder, const rollout_options &options,
                              const call_limits &limits, const claim_database &claim) {
  out.is = kind::failed;
  if (options.expected == nullptr) {
    out.failure = make_error(category::internal, "a drift without what to expect");
    return out;
  }
  auto report = find_drift(target, folder, options.engine, options.drift, *options.expected, limits, claim);
  if (!report) {
    out.failure = std::move(report).error();
    return out;
  }
  using state = drift_report::kind;
  out.is = report->is == state::clean          ? kind::up_to_date
           : report->is == state::drifted      ? kind::drifted
           : report->is == state::not_migrated ? kind::pending
                                               : kind::refused;
  out.from = out.to = report->tag;
  if (report->is == state::unknown && !report->notes.empty()) out.why = report->notes.front();
  out.drift = std::move(*report);
  return out;
}

bool database_claims::claim(std::uint64_t key) {
  const lock_guard lock(mutex_);
  return seen_.insert(key).second;
}

tenant_outcome as_duplicate(tenant_outcome out) {
  return skip(std::move(out), skip_reason::duplicate_database,
              "another row of the registry names this database");
}

tenant_outcome work_on(job &one, const rollout_options &options, database_claims &claims,
                       const call_limits &limits) {
  if (one.refused) {
    tenant_outcome out = outcome_of(one.who);
    out.is = kind::failed;
    out.failure = one.refused;
    return out;
  }
  // The engine may ask more than once, on each connection and each try: the claim stays the tenant's own.
  const auto claim = [&](const identity &server) {
    if (server.server.empty() && server.database.empty()) return true;
    const std::uint64_t key = sha256_prefix(server.server + '\n' + server.database);
    if (one.claimed == key) return true;
    if (!claims.claim(key)) return false;
    one.claimed = key;
    return true;
  };
  tenant_outcome out = run_verb(one, options, limits, claim);
  add_earlier_tries(out, one);
  return out;
}

}  // namespace tenantry
