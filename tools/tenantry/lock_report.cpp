#include "tools/tenantry/lock_report.hpp"

#include <fmt/format.h>

namespace tenantry {
namespace {

std::string line_of(const std::string &mark, const tenant_outcome &outcome, std::string_view text) {
  return fmt::format("{}  {:<20} {}", mark, printable(outcome.label()), printable(text));
}

std::string or_unknown(const std::string &text) {
  return text.empty() ? "unknown" : text;
}

std::string state_text(const tenant_outcome &outcome, const palette &colors, bool releasing) {
  using kind = tenant_outcome::kind;
  if (outcome.is == kind::failed)
    return line_of(colors.red("failed  "), outcome, outcome.failure ? to_string(*outcome.failure) : "");
  if (outcome.is == kind::skipped)
    return line_of(colors.dim("skipped "), outcome,
                   fmt::format("{}: {}", outcome.reason ? to_string(*outcome.reason) : "", outcome.why));
  if (!releasing) return {};
  if (outcome.is == kind::marked) return line_of(colors.green("released"), outcome, outcome.why);
  if (outcome.is == kind::refused) return line_of(colors.red("refused "), outcome, outcome.why);
  return {};
}

}  // namespace

std::string_view to_string(life of_owner) {
  switch (of_owner) {
    case life::alive:
      return "alive";
    case life::dead:
      return "dead";
    case life::elsewhere:
      break;
  }
  return "elsewhere";
}

std::string lock_text(const held_lock &lock) {
  if (lock.lease) return fmt::format("lease: {}", to_string(*lock.lease));
  return fmt::format("session lock: session {} of {} ({}) on {}, since {}", or_unknown(lock.session),
                     or_unknown(lock.user), or_unknown(lock.application), or_unknown(lock.host),
                     or_unknown(lock.since));
}

std::string locks_line(const tenant_outcome &outcome, const palette &colors, bool releasing) {
  std::string text;
  const auto add = [&text](const std::string &one) { text += (text.empty() ? "" : "\n") + one; };
  for (const held_lock &lock : outcome.locks) {
    add(line_of(colors.yellow("held    "), outcome, lock_text(lock)));
    if (!releasing) add(fmt::format("          {:<20} {}", "", printable(lock.why)));
  }
  if (const std::string state = state_text(outcome, colors, releasing); !state.empty()) add(state);
  return text;
}

std::string lock_summary_text(const lock_summary &summary, bool releasing) {
  std::string text =
      fmt::format("{} in {}: ", counted(summary.databases, "database"), human_duration(summary.ms));
  if (releasing) {
    text += fmt::format("{} released, {} refused", summary.released, summary.refused);
  } else {
    text += fmt::format("{} and {} held", counted(summary.locks, "session lock"),
                        counted(summary.leases, "lease"));
  }
  if (summary.skipped > 0) text += fmt::format(", {} skipped", summary.skipped);
  if (summary.failed > 0) text += fmt::format(", {} failed", summary.failed);
  return text;
}

}  // namespace tenantry
