#include "tools/tenantry/drift_report.hpp"

#include <fmt/format.h>

#include "tools/tenantry/run_report.hpp"
#include "tools/tenantry/text_format.hpp"

namespace tenantry {
namespace {

using kind = tenant_outcome::kind;

std::string state_words(std::string_view state) {
  if (state == "not_migrated") return "not migrated";
  if (state == "not_run") return "not run";
  return std::string(state);
}

std::string what_is_there(const tenant_outcome &outcome) {
  if (outcome.failure) return to_string(*outcome.failure);
  if (outcome.reason) return fmt::format("{}: {}", to_string(*outcome.reason), outcome.why);
  if (!outcome.drift) return outcome.why;
  const drift_report &report = *outcome.drift;
  if (report.is == drift_report::kind::unknown) return outcome.why;
  if (report.is == drift_report::kind::not_migrated) return "no migration is applied";
  std::string text = "at " + report.tag;
  for (std::size_t at = 0; at < report.differences.size(); ++at)
    text += (at == 0 ? ": " : "; ") + report.differences[at].text;
  return text;
}

void add_count(std::string &text, std::uint64_t count, std::string_view what) {
  if (count == 0) return;
  text += fmt::format("{}{} {}", text.empty() ? "" : ", ", with_thousands(count), what);
}

std::string counts_text(const rollout_totals &totals, const palette &colors) {
  std::string text;
  add_count(text, totals.up_to_date, "as declared");
  if (totals.drifted > 0)
    text += (text.empty() ? "" : ", ") + colors.yellow(with_thousands(totals.drifted) + " drifted");
  add_count(text, totals.pending, "not migrated");
  add_count(text, totals.refused, "of unknown version");
  std::string reasons;
  for (const auto &[reason, count] : totals.skips)
    if (count > 0)
      reasons +=
          fmt::format("{}{} {}", reasons.empty() ? "" : ", ", to_string(reason), with_thousands(count));
  add_count(text, totals.skipped, fmt::format("skipped ({})", reasons));
  if (totals.failed > 0)
    text += (text.empty() ? "" : ", ") + colors.red(with_thousands(totals.failed) + " failed");
  add_count(text, totals.not_run, "not run");
  return text.empty() ? "nothing to compare" : text;
}

// One database was looked at: it is not named at each of its differences.
bool of_one(const drift_summary &summary) {
  return summary.of_master || !summary.script.empty();
}

// "37 tenants share the extra index ix_hotfix on wells (title)"
std::string group_heading(const drift_summary &summary, const drift_group &group, const palette &colors) {
  if (of_one(summary)) return colors.yellow(printable(group.example.text));
  const bool thing = group.example.is != schema_difference::kind::changed && !group.example.object.empty();
  const std::string count = colors.yellow(counted(group.tenants, "tenant"));
  if (group.tenants > 1 && thing) return fmt::format("{} share the {}", count, printable(group.example.text));
  return fmt::format("{}: {}", count, printable(group.example.text));
}

std::string statements_text(const std::vector<rendered_statement> &statements, const palette &colors) {
  std::string text;
  for (const rendered_statement &one : statements) {
    text += indented(printable(one.sql), "    ") + ";\n";
    if (!one.loss.empty())
      text += fmt::format("    {} {}\n", colors.red("-- loses data:"), printable(one.loss));
    if (one.outside_transaction) text += colors.dim("    -- outside a transaction") + "\n";
  }
  return text;
}

std::string group_text(const drift_summary &summary, const drift_group &group, const palette &colors) {
  std::string text = "\n" + group_heading(summary, group, colors) + "\n";
  if (!of_one(summary)) text += fmt::format("  {}\n", printable(first_of(group.first, group.tenants)));
  if (!group.example.note.empty()) text += fmt::format("  {}\n", printable(group.example.note));
  // What depends on the other differences of its table is told with them, in order.
  if (!summary.script.empty()) return text;
  if (!group.example.alone)
    return text + fmt::format("  its SQL goes with the rest of its table: --tenant {} shows it\n",
                              shell_word(group.first.empty() ? "" : group.first.front()));
  if (!group.example.mend.empty()) text += colors.dim(fmt::format("  mends it ({}):", group.dialect)) + "\n";
  text += statements_text(group.example.mend, colors);
  for (const std::string &gap : group.example.gaps)
    text += fmt::format("  mend it by hand: {}\n", printable(gap));
  return text;
}

std::string told_text(const uncompared_group &group, bool of_master) {
  const std::string what =
      group.example.object.empty()
          ? printable(group.example.why)
          : fmt::format("{}: {}", printable(group.example.object), printable(group.example.why));
  if (of_master) return fmt::format("  {}\n", what);
  return fmt::format("  {}\n    {} ({})\n", what, counted(group.tenants, "tenant"),
                     printable(first_of(group.first, group.tenants)));
}

}  // namespace

std::string_view drift_state(const tenant_outcome &outcome) {
  switch (outcome.is) {
    case kind::skipped:
      return "skipped";
    case kind::failed:
    case kind::held:
      return "failed";
    case kind::not_run:
      return "not_run";
    default:
      break;
  }
  return outcome.drift ? to_string(outcome.drift->is) : "unknown";
}

std::string drift_line(const tenant_outcome &outcome, const palette &colors) {
  const std::string_view state = drift_state(outcome);
  const std::string word = fmt::format("{:<12}", state_words(state));
  const std::string mark = state == "failed"    ? colors.red(word)
                           : state == "drifted" ? colors.yellow(word)
                           : state == "clean"   ? colors.green(word)
                                                : colors.dim(word);
  return fmt::format("{}  {:<24} {}", mark, printable(outcome.label()), printable(what_is_there(outcome)));
}

std::string drift_summary_text(const drift_summary &summary, const palette &colors) {
  const rollout_totals &totals = summary.totals;
  const std::string time = human_duration(totals.ms);
  std::string text =
      fmt::format("{}: {}{}\n", colors.bold(summary.track),
                  summary.of_master ? fmt::format("compared in {}: ", time)
                                    : fmt::format("{} in {}: ", counted(totals.tenants, "tenant"), time),
                  counts_text(totals, colors));
  for (const drift_group &group : summary.groups) text += group_text(summary, group, colors);
  if (!summary.script.empty())
    text +=
        "\n" + colors.dim("mends all of it, in this order:") + "\n" + statements_text(summary.script, colors);
  if (!summary.notes.empty()) text += "\nworth knowing:\n";
  for (const uncompared_group &one : summary.notes) text += told_text(one, of_one(summary));
  if (!summary.not_compared.empty()) text += "\nnot compared:\n";
  for (const uncompared_group &one : summary.not_compared) text += told_text(one, of_one(summary));
  for (const failure_group &group : summary.failures) text += "\n" + failure_text(group, colors);
  if (totals.interrupted) text += "\nInterrupted: the counts are of those that were looked at.\n";
  if (!summary.next.empty()) text += fmt::format("\nnext: {}\n", summary.next);
  text.pop_back();
  return text;
}

}  // namespace tenantry
