#include "tools/tenantry/run_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/tenantry/words.hpp"

namespace tenantry {
namespace {

constexpr std::size_t shown_names = 10;

void add_name(std::vector<std::string> &names, const std::string &name) {
  if (names.size() < shown_names) names.push_back(name);
}

// A skip that a person should look into.
bool needs_attention(skip_reason reason) {
  return reason == skip_reason::no_rendition || reason == skip_reason::database_missing ||
         reason == skip_reason::adapter_refused;
}

std::string shape_of(const inspection &seen) {
  std::string shape = seen.drizzle_counts ? "drizzle" : "";
  for (const pending_migration &p : seen.pending.migrations)
    shape += fmt::format("\n{} {} {} {}", p.what->dialect, p.what->of->tag, p.from_statement, p.fate_unknown);
  return shape;
}

}  // namespace

bool is_refusal(const error &e) {
  return e.category == category::history && !e.details.empty() && e.details.front().first == "finding";
}

void run_report::begun(std::uint64_t eligible, std::uint64_t tenants) {
  view_.begun(options_.track, eligible, tenants);
}

void run_report::finished(const tenant_outcome &outcome) {
  using kind = tenant_outcome::kind;
  if (outcome.is == kind::failed || outcome.is == kind::held) {
    failures_.add(outcome);
    const bool in_vain = outcome.failure && is_refusal(*outcome.failure);
    if (!in_vain && to_retry_.size() <= shown_names) to_retry_.push_back(outcome.label());
    if (outcome.failure) {
      const category c = outcome.failure->category;
      locked_ = locked_ || c == category::locked;
      unreachable_ = unreachable_ || c == category::unreachable || c == category::auth;
    }
  }
  add_findings(outcome);
  const bool pending = outcome.is == kind::pending && outcome.seen;
  view_.tenant(options_.track, outcome, pending ? add_to_plan(outcome) : 0, options_.total);
}

void run_report::progress(const rollout_progress &now) {
  view_.progress(now);
}

std::size_t run_report::add_to_plan(const tenant_outcome &outcome) {
  if (options_.purpose == run_purpose::look) return 0;
  const inspection &seen = *outcome.seen;
  auto [place, is_new] = plan_.try_emplace(shape_of(seen));
  plan_group &group = place->second;
  if (is_new) {
    group.number = plan_.size();
    group.dialect = seen.pending.migrations.empty() ? "" : seen.pending.migrations.front().what->dialect;
    for (const pending_migration &p : seen.pending.migrations) group.migrations.push_back(p.what->of->tag);
    group.units = describe_plan(seen.pending, seen.drizzle_counts, options_.all_in_one);
  }
  ++group.tenants;
  add_name(group.first, outcome.label());
  return group.number;
}

void run_report::add_findings(const tenant_outcome &outcome) {
  for (const finding &f : outcome.findings) {
    const auto [place, is_new] =
        finding_index_.try_emplace(fmt::format("{} {}", to_string(f.is), f.tag), findings_.size());
    if (is_new) findings_.push_back({f, 0, {}});
    finding_group &group = findings_[place->second];
    ++group.tenants;
    add_name(group.first, outcome.label());
  }
}

run_facts run_report::facts(const rollout_totals &totals) const {
  run_facts facts;
  facts.interrupted = totals.interrupted;
  facts.budget_used_up = totals.budget_used_up && totals.not_run > 0;
  facts.failed = totals.failed + totals.held > 0;
  facts.master = options_.master && unreachable_;
  facts.one_database = options_.one_database;
  facts.lock_not_obtained = options_.one_database && locked_;
  const bool attention = std::any_of(totals.skips.begin(), totals.skips.end(), [](const auto &skip) {
    return skip.second > 0 && needs_attention(skip.first);
  });
  facts.findings =
      attention || totals.named_was_skipped || (options_.exit_code && totals.pending + totals.refused > 0);
  return facts;
}

std::string run_report::next_command(const rollout_totals &totals) const {
  const std::string &command = options_.command;
  if (options_.purpose == run_purpose::mark)
    return totals.marked > 0 ? "tenantry plan " + options_.track : "";
  if (totals.interrupted || (totals.budget_used_up && totals.not_run > 0))
    return command + (totals.interrupted ? "" : "   (or with a larger --max-failures)");
  if (!to_retry_.empty()) {
    if (options_.master || to_retry_.size() > shown_names) return command;
    std::string retry = command;
    for (const std::string &name : to_retry_) retry += " --tenant " + shell_word(name);
    return retry;
  }
  if (totals.pending > 0) return options_.migrate;
  const auto refused = totals.skips.find(skip_reason::adapter_refused);
  return refused != totals.skips.end() && refused->second > 0 ? "tenantry adapter list" : "";
}

run_facts run_report::close(const rollout_totals &totals, const run_facts &before) {
  const run_facts all = before | facts(totals);
  if (options_.purpose == run_purpose::plan) {
    std::vector<plan_group> groups;
    for (auto &[shape, group] : plan_) groups.push_back(std::move(group));
    std::sort(groups.begin(), groups.end(),
              [](const plan_group &a, const plan_group &b) { return a.number < b.number; });
    view_.plan(options_.track, groups);
  }
  run_summary summary;
  summary.track = options_.track;
  summary.of_master = options_.master;
  summary.purpose = options_.purpose;
  summary.totals = totals;
  summary.failures = failures_.groups();
  summary.findings = findings_;
  summary.next = next_command(totals);
  summary.exit_code = exit_code(all);
  view_.summary(summary);
  return all;
}

}  // namespace tenantry
