#include "tools/tenantry/pull_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tenantry {
namespace {

using json = nlohmann::ordered_json;

std::string to_line(const json &event) {
  return event.dump(-1, ' ', false, json::error_handler_t::replace);
}
json or_null(const std::string &text) {
  return text.empty() ? json(nullptr) : json(text);
}

std::string object_of(const live_finding &one) {
  if (one.table.empty()) return display_name(one.schema, one.name);
  return one.name.empty() ? display_name(one.schema, one.table)
                          : display_name(one.schema, one.table, one.name);
}

void show_loss(const pull_report &report, const pulled_loss &one, output &out) {
  const bool placed = one.line != 0 && !report.dry;
  if (out.json()) {
    out.line(to_line({{"v", 1},
                      {"event", "lost"},
                      {"object", one.what.object},
                      {"why", one.what.why},
                      {"file", placed ? json(report.file.string()) : json(nullptr)},
                      {"line", placed ? json(one.line) : json(nullptr)}}));
    return;
  }
  const std::string where = placed ? fmt::format("{}:{}: ", report.file.string(), one.line) : "";
  out.line(fmt::format("{}     {}{}: {}", out.colors().yellow("lost"), where, printable(one.what.object),
                       printable(one.what.why)));
}

void show_finding(const live_finding &one, output &out) {
  if (out.json())
    out.line(to_line(
        {{"v", 1}, {"event", "found"}, {"kind", one.kind}, {"object", object_of(one)}, {"why", one.why}}));
  else
    out.line(fmt::format("found    {}: {}", printable(object_of(one)), printable(one.why)));
}

}  // namespace

bool loses_something(const pull_report &report) {
  return !report.source->lost.empty() ||
         std::any_of(report.findings.begin(), report.findings.end(),
                     [](const live_finding &one) { return one.kind == "not_kept"; });
}

void show_pulled_text(const pulled_source &source, output &out) {
  if (out.json())
    out.line(to_line(
        {{"v", 1}, {"event", "drafted"}, {"dialect", "postgresql"}, {"down", false}, {"sql", source.sql}}));
  else
    out.line(printable(source.sql));
}

void show_pull_losses(const pull_report &report, output &out) {
  for (const pulled_loss &one : report.source->lost) show_loss(report, one, out);
  for (const live_finding &one : report.findings) show_finding(one, out);
}

void show_pulled(const pull_report &report, output &out) {
  const std::size_t tables = report.source->declared.schema.tables.size();
  if (out.json()) {
    out.line(to_line({{"v", 1},
                      {"event", "pulled"},
                      {"track", report.track},
                      {"database", report.database},
                      {"dialect", report.dialect},
                      {"path", report.dry ? json(nullptr) : json(report.file.string())},
                      {"written", report.written},
                      {"tables", tables},
                      {"lost", report.source->lost.size()},
                      {"tag", or_null(report.tag)},
                      {"marked", report.marked}}));
    return;
  }
  const std::string what = fmt::format("{}: {} of {} ({})", report.track, counted(tables, "table"),
                                       printable(report.database), report.dialect);
  if (report.dry)
    out.line(fmt::format("{}; nothing was written: --dry-run", what));
  else if (!report.written)
    out.line(fmt::format("{}; {} says the same already", what, report.file.string()));
  else
    out.line(what);
  if (report.marked) out.line(fmt::format("marked   {} as applied in {}", report.tag, report.database));
  if (!report.next.empty()) out.line("\nnext: " + report.next);
}

}  // namespace tenantry
