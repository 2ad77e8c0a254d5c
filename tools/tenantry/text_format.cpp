#include "tools/tenantry/text_format.hpp"

#include <fmt/format.h>

namespace tenantry {
namespace {

using kind = tenant_outcome::kind;

std::string place_of(const error &e) {
  if (e.where.file.empty()) return "";
  return e.where.line == 0 ? e.where.file : fmt::format("{}:{}", e.where.file, e.where.line);
}

std::string effect_text(const error &e) {
  switch (e.effect) {
    case effect::none:
      return "nothing of the failed step took effect";
    case effect::applied:
      return "the statement took effect";
    case effect::unknown:
      break;
  }
  return "whether it took effect is not known";
}

std::string first_line(const std::string &text) {
  return text.substr(0, text.find('\n'));
}

// The kinds alone: what each says stands below the counts, once for all tenants that have it.
std::string refusals_of(const tenant_outcome &outcome) {
  std::string text;
  for (const finding &f : outcome.findings)
    if (f.refuses)
      text +=
          fmt::format("{}{}{}{}", text.empty() ? "" : ", ", to_string(f.is), f.tag.empty() ? "" : " ", f.tag);
  return text;
}

std::string short_failure(const tenant_outcome &outcome) {
  if (!outcome.failure) return outcome.failed_tag;
  const error &e = *outcome.failure;
  if (is_refusal(e)) return "refused: " + refusals_of(outcome);
  std::string text = place_of(e);
  if (text.empty()) text = outcome.failed_tag;
  if (!text.empty()) text += ": ";
  text += first_line(e.message);
  if (!e.sqlstate.empty()) text += fmt::format(" (SQLSTATE {})", e.sqlstate);
  return text;
}

std::string what_became(const tenant_outcome &outcome) {
  switch (outcome.is) {
    case kind::marked:
      return outcome.to.empty() ? "nothing applied now" : "now at " + outcome.to;
    case kind::refused:
      return refusals_of(outcome);
    case kind::migrated:
      return fmt::format("{} to {}  {}", counted(outcome.steps, "migration"), outcome.to,
                         human_duration(outcome.ms));
    case kind::up_to_date:
      return outcome.to.empty() ? "" : "at " + outcome.to;
    case kind::pending:
      return outcome.seen ? counted(outcome.seen->pending.migrations.size(), "migration") + " pending" : "";
    case kind::failed:
    case kind::held:
      return short_failure(outcome);
    case kind::skipped:
      return fmt::format("{}{}{}", outcome.reason ? to_string(*outcome.reason) : "",
                         outcome.why.empty() ? "" : ": ", outcome.why);
    case kind::drifted:  // drift_report.hpp has its words
    case kind::not_run:
      break;
  }
  return outcome.why;
}

std::string_view word_for(kind k, run_purpose purpose) {
  if (k == kind::up_to_date) return purpose == run_purpose::mark ? "unchanged" : "up to date";
  return to_string(k);
}

std::string painted(kind k, run_purpose purpose, const palette &colors) {
  const std::string word = fmt::format("{:<10}", word_for(k, purpose));
  if (k == kind::failed || k == kind::held || k == kind::refused) return colors.red(word);
  return k == kind::migrated || k == kind::marked ? colors.green(word) : colors.dim(word);
}

// "23505 at statement 1 of 0001_x: duplicate key value": where, of the whole group; the text, of its example.
std::string failure_heading(const failure_group &group) {
  const std::string_view held = group.shape.starts_with("held: ") ? "held: " : "";
  const std::string_view rest = std::string_view(group.shape).substr(held.size());
  return fmt::format("{}{}: {}", held, rest.substr(0, rest.find(':')), first_line(group.example.message));
}

void add_count(std::string &text, std::uint64_t count, std::string_view what) {
  if (count == 0) return;
  if (!text.empty()) text += ", ";
  text += fmt::format("{} {}", with_thousands(count), what);
}

std::string counts_text(const rollout_totals &totals, run_purpose purpose, const palette &colors) {
  std::string text;
  add_count(text, totals.migrated, word_for(kind::migrated, purpose));
  add_count(text, totals.marked, word_for(kind::marked, purpose));
  add_count(text, totals.pending, "with pending migrations");
  add_count(text, totals.up_to_date, word_for(kind::up_to_date, purpose));
  if (totals.skipped > 0) {
    std::string reasons;
    for (const auto &[reason, count] : totals.skips)
      if (count > 0)
        reasons +=
            fmt::format("{}{} {}", reasons.empty() ? "" : ", ", to_string(reason), with_thousands(count));
    add_count(text, totals.skipped, fmt::format("skipped ({})", reasons));
  }
  if (totals.refused > 0)
    text +=
        (text.empty() ? "" : ", ") + colors.red(fmt::format("{} refused", with_thousands(totals.refused)));
  if (totals.failed > 0)
    text += (text.empty() ? "" : ", ") + colors.red(fmt::format("{} failed", with_thousands(totals.failed)));
  if (totals.held > 0)
    text += (text.empty() ? "" : ", ") + colors.red(fmt::format("{} held", with_thousands(totals.held)));
  add_count(text, totals.not_run, "not run");
  return text.empty() ? "nothing to do" : text;
}

// "master: migrated in 77 ms", "tenant: 8 tenants in 34 ms: 5 migrated, …"
std::string head_text(const run_summary &summary, const palette &colors) {
  const rollout_totals &totals = summary.totals;
  const std::string time = human_duration(totals.ms);
  if (summary.of_master && totals.tenants == 1) {
    const kind what = totals.migrated > 0     ? kind::migrated
                      : totals.marked > 0     ? kind::marked
                      : totals.refused > 0    ? kind::refused
                      : totals.pending > 0    ? kind::pending
                      : totals.up_to_date > 0 ? kind::up_to_date
                      : totals.held > 0       ? kind::held
                                              : kind::failed;
    const std::string word(word_for(what, summary.purpose));
    const bool bad = what == kind::failed || what == kind::held || what == kind::refused;
    return fmt::format("{}: {} in {}", colors.bold(summary.track), bad ? colors.red(word) : word, time);
  }
  return fmt::format("{}: {} in {}: {}", colors.bold(summary.track), counted(totals.tenants, "tenant"), time,
                     counts_text(totals, summary.purpose, colors));
}

}  // namespace

std::string failure_text(const failure_group &group, const palette &colors) {
  const error &e = group.example;
  std::string text = fmt::format("{} {}\n", colors.red(counted(group.tenants, "tenant") + ":"),
                                 printable(failure_heading(group)));
  text += fmt::format("  {}\n", printable(first_of(group.first, group.tenants)));
  if (const std::string place = place_of(e); !place.empty()) text += fmt::format("  at {}\n", place);
  if (!e.sql.empty()) text += indented(printable(e.sql), "    ") + "\n";
  if (const std::size_t line = e.message.find('\n'); line != std::string::npos)
    text += indented(printable(e.message.substr(line + 1)), "  ") + "\n";
  for (const std::string &step : e.context) text += fmt::format("  {}\n", printable(step));
  for (const auto &[key, value] : e.details) text += fmt::format("  {}: {}\n", key, printable(value));
  const bool ran = e.statement != 0 || !e.sql.empty();
  if (ran || e.effect != effect::none) text += fmt::format("  {}\n", effect_text(e));
  if (!e.next.empty()) text += fmt::format("  {}\n", printable(e.next));
  return text;
}

std::string outcome_line(const tenant_outcome &outcome, const palette &colors, run_purpose purpose) {
  return fmt::format("{}  {:<24} {}", painted(outcome.is, purpose, colors), printable(outcome.label()),
                     printable(what_became(outcome)));
}

std::string plan_text(const std::string &track, const plan_group &group, const palette &colors) {
  std::string text = track == "master" && group.tenants == 1
                         ? colors.bold("master") + "\n"
                         : fmt::format("{} ({})\n", colors.bold(counted(group.tenants, "tenant")),
                                       printable(first_of(group.first, group.tenants)));
  text += fmt::format("{} pending: {}\n", counted(group.migrations.size(), "migration"),
                      fmt::join(group.migrations, ", "));
  for (const planned_unit &unit : group.units) {
    text += colors.dim(unit.transactional ? "-- in one transaction" : "-- outside a transaction") + "\n";
    std::string file;
    for (const planned_statement &s : unit.statements) {
      text += colors.dim(fmt::format("-- {}:{}", s.file, s.line)) + "\n";
      // A batch of SQL Server's, or a block of Oracle's, brings its own.
      text += printable(s.sql) + (s.sql.ends_with(';') ? "\n" : ";\n");
    }
    for (const std::string &tag : unit.finishes)
      text += colors.dim(fmt::format("-- then {} is applied", tag)) + "\n";
  }
  return text;
}

std::string summary_text(const run_summary &summary, const palette &colors) {
  const rollout_totals &totals = summary.totals;
  std::string text = head_text(summary, colors) + "\n";
  // A refusal is told by its finding.
  for (const failure_group &group : summary.failures)
    if (!is_refusal(group.example) || summary.findings.empty()) text += "\n" + failure_text(group, colors);
  for (const finding_group &group : summary.findings)
    text += fmt::format("\n{} {}\n  {}\n", colors.yellow(fmt::format("{}:", to_string(group.example.is))),
                        printable(group.example.message), printable(first_of(group.first, group.tenants)));
  if (totals.budget_used_up && totals.not_run > 0 && !totals.interrupted)
    text += fmt::format("\nThe failure budget is used up: {} not run.\n", counted(totals.not_run, "tenant"));
  if (totals.interrupted) text += "\nInterrupted. What was finished stays; the same command carries on.\n";
  if (!summary.next.empty()) text += fmt::format("\nnext: {}\n", summary.next);
  text.pop_back();
  return text;
}

std::string refusal_text(const error &e, const palette &colors) {
  return colors.red("error:") + " " + printable(to_string(e));
}

}  // namespace tenantry
