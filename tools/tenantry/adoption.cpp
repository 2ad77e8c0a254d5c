#include "tools/tenantry/adoption.hpp"

#include <fmt/format.h>

#include "tools/tenantry/words.hpp"

namespace tenantry {
namespace {

constexpr std::size_t shown_names = 10;

adoption_group to_group(const tenant_outcome &outcome) {
  const inspection &seen = *outcome.seen;
  adoption_group group;
  group.drizzle_table = seen.drizzle.exists;
  group.applied = seen.pending.applied;
  group.newest = seen.pending.newest_applied;
  for (const pending_migration &p : seen.pending.migrations) group.pending.push_back(p.what->of->tag);
  group.drizzle_would_run = seen.pending.drizzle_would_run;
  // Without its table Drizzle begins at the beginning.
  if (seen.drizzle_counts && !seen.drizzle.exists && group.applied == 0)
    group.drizzle_would_run = group.pending;
  group.findings = outcome.findings;
  return group;
}

std::string shape_of(const adoption_group &group) {
  std::string shape = fmt::format("{} {} {}\n{}\n{}", group.drizzle_table, group.applied, group.newest,
                                  fmt::join(group.pending, " "), fmt::join(group.drizzle_would_run, " "));
  for (const finding &f : group.findings) shape += fmt::format("\n{} {}", to_string(f.is), f.tag);
  return shape;
}

std::string tags_text(const std::vector<std::string> &tags) {
  if (tags.empty()) return "nothing";
  std::vector<std::string> first(
      tags.begin(), tags.begin() + static_cast<std::ptrdiff_t>(std::min(tags.size(), shown_names)));
  return fmt::format("{} ({})", counted(tags.size(), "migration"), first_of(first, tags.size()));
}

std::string drizzle_text(const adoption_group &group) {
  if (group.pending == group.drizzle_would_run) return group.pending.empty() ? "nothing too" : "the same";
  return tags_text(group.drizzle_would_run);
}

std::string group_text(const adoption_group &group, bool master) {
  std::string text = master ? "  the master"
                            : fmt::format("  {} ({})", counted(group.databases, "database"),
                                          printable(first_of(group.first, group.databases)));
  text +=
      fmt::format(": {} applied{}{}\n", group.applied, group.newest.empty() ? "" : ", newest ", group.newest);
  if (!group.drizzle_table) text += "    no Drizzle history table\n";
  text += fmt::format("    tenantry would run: {}\n    Drizzle would run:  {}\n", tags_text(group.pending),
                      drizzle_text(group));
  for (const finding &f : group.findings)
    text += fmt::format("    {}: {}\n", to_string(f.is), printable(f.message));
  return text;
}

template <class Map>
std::string counts_text(const Map &counts) {
  std::string text;
  for (const auto &[name, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", printable(name), with_thousands(count));
  return text;
}

}  // namespace

void adoption_listener::finished(const tenant_outcome &outcome) {
  const std::string &name = outcome.label();
  if (outcome.reason) ++report_.skipped[std::string(to_string(*outcome.reason))];
  if (outcome.failure) {
    ++report_.failures;
    if (report_.failed.size() < shown_names) report_.failed.push_back(name + ": " + outcome.failure->message);
  }
  if (!outcome.seen || outcome.failure) return;
  adoption_group made = to_group(outcome);
  const auto [place, is_new] = by_shape_.try_emplace(shape_of(made), report_.groups.size());
  if (is_new) report_.groups.push_back(std::move(made));
  adoption_group &group = report_.groups[place->second];
  ++group.databases;
  if (group.first.size() < shown_names) group.first.push_back(name);
}

std::string adoption_text(const adoption &report) {
  std::string text =
      fmt::format("{}: {}, {}\n", report.track, report.folder, counted(report.migrations, "migration"));
  text += report.unlisted.empty() ? "  every SQL file is listed in the journal\n"
                                  : fmt::format("  SQL files that the journal does not list: {}\n",
                                                fmt::join(report.unlisted, ", "));
  if (!report.statuses.empty())
    text += fmt::format("  statuses in the registry: {}\n", counts_text(report.statuses));
  if (!report.looked) text += fmt::format("  not looked at: the databases ({})\n", report.why_not);
  for (const adoption_group &group : report.groups) text += group_text(group, report.track == "master");
  if (!report.skipped.empty())
    text += fmt::format("  not looked at, skipped: {}\n", counts_text(report.skipped));
  if (report.failures > 0) {
    text += fmt::format("  could not be read: {}\n", counted(report.failures, "database"));
    for (const std::string &line : report.failed) text += fmt::format("    {}\n", printable(line));
  }
  text.pop_back();
  return text;
}

}  // namespace tenantry
