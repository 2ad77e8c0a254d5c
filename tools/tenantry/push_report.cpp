#include "tools/tenantry/push_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tools/tenantry/json_events.hpp"

namespace tenantry {
namespace {

using json = nlohmann::ordered_json;

std::string to_line(const json &event) {
  return event.dump(-1, ' ', false, json::error_handler_t::replace);
}

void show_note(const std::string &message, output &out) {
  out.line(out.json() ? to_line({{"v", 1}, {"event", "note"}, {"message", message}})
                      : fmt::format("note     {}", printable(message)));
}

json plan_of(const push_report &report) {
  json statements = json::array();
  for (const push_statement &one : report.plan->statements)
    statements.push_back({{"sql", one.sql}, {"loss", one.loss.empty() ? json(nullptr) : json(one.loss)}});
  return {{"v", 1},
          {"event", "push_plan"},
          {"track", report.track},
          {"database", report.database},
          {"dialect", report.dialect},
          {"changes", report.plan->changes.size()},
          {"statements", std::move(statements)}};
}

}  // namespace

void show_push_plan(const push_report &report, output &out) {
  for (const std::string &note : report.plan->notes) show_note(note, out);
  if (report.plan->statements.empty()) return;
  if (out.json()) return out.line(to_line(plan_of(report)));
  out.line(fmt::format("-- {} ({})", report.database, report.dialect));
  for (const push_statement &one : report.plan->statements) out.line(printable(one.sql) + ";");
  for (const std::string &loss : report.plan->losses())
    out.line(fmt::format("{}     {}", out.colors().yellow("loss"), printable(loss)));
}

void show_pushed(const push_report &report, output &out) {
  const std::size_t all = report.plan->statements.size();
  if (out.json()) {
    json event = {{"v", 1},
                  {"event", "pushed"},
                  {"track", report.track},
                  {"database", report.database},
                  {"dialect", report.dialect},
                  {"statements", all},
                  {"ran", report.ran},
                  {"dry_run", report.dry},
                  {"error", nullptr},
                  {"ms", report.ms}};
    // As every other error, in its own event's form.
    if (report.failure) event["error"] = json::parse(error_event(*report.failure, 0)).at("error");
    return out.line(to_line(event));
  }
  if (report.failure) {
    out.line(fmt::format("{}   {}", out.colors().red("failed"), printable(to_string(*report.failure))));
    return;
  }
  const std::string who = fmt::format("{}: {}", report.track, report.database);
  if (all == 0)
    out.line(who + " has the declared schema; nothing to do");
  else if (report.dry)
    out.line(fmt::format("{}: {}; nothing was run: --dry-run", who, counted(all, "statement")));
  else
    out.line(fmt::format("pushed   {}: {} ran in {}", who, counted(report.ran, "statement"),
                         human_duration(report.ms)));
}

}  // namespace tenantry
