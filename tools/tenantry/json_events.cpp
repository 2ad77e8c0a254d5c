#include "tools/tenantry/json_events.hpp"

#include <nlohmann/json.hpp>

#include "tools/tenantry/adoption.hpp"
#include "tools/tenantry/drift_report.hpp"
#include "tools/tenantry/lock_report.hpp"

namespace tenantry {
namespace {

using json = nlohmann::ordered_json;

json begin_event(const char *name) {
  json event;
  event["v"] = 1;
  event["event"] = name;
  return event;
}

// One line, whatever bytes a server sent.
std::string to_line(const json &event) {
  return event.dump(-1, ' ', false, json::error_handler_t::replace);
}

json text_or_null(const std::string &text) {
  return text.empty() ? json(nullptr) : json(text);
}
template <class Number>
json number_or_null(Number number) {
  return number == 0 ? json(nullptr) : json(number);
}

json detail_of(const error &e, std::string_view wanted) {
  for (const auto &[key, value] : e.details)
    if (key == wanted) return value;
  return nullptr;
}

json blockers_of(const error &e) {
  json list = json::array();
  for (const auto &[key, value] : e.details)
    if (key == "blocker") list.push_back(value);
  return list;
}

json to_json(const error &e, const std::string &tag) {
  json object;
  object["category"] = to_string(e.category);
  object["sqlstate"] = text_or_null(e.sqlstate);
  object["native_code"] = number_or_null(e.native_code);
  object["message"] = e.message;
  object["detail"] = detail_of(e, "detail");
  object["hint"] = detail_of(e, "hint");
  object["blockers"] = blockers_of(e);
  object["committed"] = detail_of(e, "committed");
  object["tag"] = text_or_null(tag);
  object["file"] = text_or_null(e.where.file);
  object["line"] = number_or_null(e.where.line);
  object["column"] = number_or_null(e.where.column);
  object["statement"] = number_or_null(e.statement);
  object["sql"] = text_or_null(e.sql);
  object["effect"] = to_string(e.effect);
  object["context"] = e.context;
  object["next"] = text_or_null(e.next);
  return object;
}

json to_json(const finding &f) {
  json object;
  object["kind"] = to_string(f.is);
  object["tag"] = text_or_null(f.tag);
  object["refuses"] = f.refuses;
  object["message"] = f.message;
  return object;
}

json to_json(const std::vector<finding> &findings) {
  json list = json::array();
  for (const finding &f : findings) list.push_back(to_json(f));
  return list;
}

json tags_of(const pending_set &pending) {
  json tags = json::array();
  for (const pending_migration &p : pending.migrations) tags.push_back(p.what->of->tag);
  return tags;
}

void add_outcome(json &event, const tenant_outcome &outcome, std::size_t group, std::size_t total) {
  using kind = tenant_outcome::kind;
  if (outcome.is == kind::migrated || outcome.is == kind::up_to_date || outcome.is == kind::failed ||
      outcome.is == kind::held || outcome.is == kind::marked) {
    event["from"] = text_or_null(outcome.from);
    event["to"] = text_or_null(outcome.to);
    event["steps"] = outcome.steps;
  }
  if (outcome.reason) event["reason"] = to_string(*outcome.reason);
  if (!outcome.why.empty()) event["why"] = outcome.why;
  if (outcome.failure) event["error"] = to_json(*outcome.failure, outcome.failed_tag);
  if (outcome.seen && !outcome.failure) {
    event["newest"] = text_or_null(outcome.seen->pending.newest_applied);
    event["applied"] = outcome.seen->pending.applied;
    event["total"] = total;
    event["pending"] = tags_of(outcome.seen->pending);
  }
  if (group != 0) event["group"] = group;
  event["findings"] = to_json(outcome.findings);
  event["ms"] = outcome.ms;
}

json to_json(const planned_unit &unit) {
  json object;
  object["transactional"] = unit.transactional;
  object["finishes"] = unit.finishes;
  object["statements"] = json::array();
  for (const planned_statement &s : unit.statements) {
    json statement;
    statement["tag"] = s.tag;
    statement["file"] = s.file;
    statement["line"] = s.line;
    statement["number"] = s.number;
    statement["sql"] = s.sql;
    object["statements"].push_back(std::move(statement));
  }
  return object;
}

json to_json(const failure_group &group) {
  json object;
  object["shape"] = group.shape;
  object["tenants"] = group.tenants;
  object["first"] = group.first;
  object["error"] = to_json(group.example, group.tag);
  return object;
}

}  // namespace

std::string tenant_event(const std::string &track, const tenant_outcome &outcome, std::size_t group,
                         std::size_t total) {
  json event = begin_event("tenant");
  event["track"] = track;
  event["id"] = outcome.id;
  event["slug"] = text_or_null(outcome.slug);
  event["database_type"] = outcome.database_type;
  event["outcome"] = to_string(outcome.is);
  add_outcome(event, outcome, group, total);
  return to_line(event);
}

std::string plan_event(const std::string &track, const std::vector<plan_group> &groups) {
  json event = begin_event("plan");
  event["track"] = track;
  event["groups"] = json::array();
  for (const plan_group &group : groups) {
    json object;
    object["group"] = group.number;
    object["tenants"] = group.tenants;
    object["first"] = group.first;
    object["dialect"] = group.dialect;
    object["migrations"] = group.migrations;
    object["units"] = json::array();
    for (const planned_unit &unit : group.units) object["units"].push_back(to_json(unit));
    event["groups"].push_back(std::move(object));
  }
  return to_line(event);
}

std::string summary_event(const run_summary &summary) {
  const rollout_totals &totals = summary.totals;
  json event = begin_event("summary");
  event["track"] = summary.track;
  event["tenants"] = totals.tenants;
  event["migrated"] = totals.migrated;
  event["up_to_date"] = totals.up_to_date;
  event["pending"] = totals.pending;
  event["skipped"] = totals.skipped;
  event["failed"] = totals.failed;
  event["held"] = totals.held;
  event["not_run"] = totals.not_run;
  event["marked"] = totals.marked;
  event["refused"] = totals.refused;
  event["skips"] = json::object();
  for (const auto &[reason, count] : totals.skips) event["skips"][std::string(to_string(reason))] = count;
  event["failures"] = json::array();
  for (const failure_group &group : summary.failures) event["failures"].push_back(to_json(group));
  event["findings"] = json::array();
  for (const finding_group &group : summary.findings) {
    json object = to_json(group.example);
    object["tenants"] = group.tenants;
    object["first"] = group.first;
    event["findings"].push_back(std::move(object));
  }
  event["budget_used_up"] = totals.budget_used_up;
  event["interrupted"] = totals.interrupted;
  event["next"] = text_or_null(summary.next);
  event["ms"] = totals.ms;
  event["exit_code"] = summary.exit_code;
  return to_line(event);
}

std::string error_event(const error &e, int exit_code) {
  json event = begin_event("error");
  event["error"] = to_json(e, "");
  event["exit_code"] = exit_code;
  return to_line(event);
}

std::string adapter_event(const catalog_entry &entry) {
  constexpr const char *names[] = {"built_in", "available", "loaded", "refused"};
  json event = begin_event("adapter");
  event["id"] = text_or_null(entry.id);
  event["version"] = text_or_null(entry.version);
  event["state"] = names[static_cast<int>(entry.is)];
  event["database_types"] = entry.database_types;
  event["manifest"] = text_or_null(entry.manifest_path.string());
  event["library"] = text_or_null(entry.library_path.string());
  event["origin"] = entry.origin;
  event["reason"] = entry.reason ? json(entry.reason->message) : json(nullptr);
  event["next"] = entry.reason ? text_or_null(entry.reason->next) : json(nullptr);
  return to_line(event);
}

std::string searched_event(const searched_path &path) {
  json event = begin_event("searched");
  event["path"] = path.path.string();
  event["origin"] = path.origin;
  event["note"] = path.note;
  return to_line(event);
}

std::string setting_event(const std::string &key, const std::vector<std::string> &values,
                          const origin &from) {
  constexpr const char *names[] = {"default", "file", "environment", "flag"};
  const setting_definition *definition = find_setting(key);
  const bool many = definition != nullptr && definition->kind == setting_kind::list;
  json event = begin_event("setting");
  event["key"] = key;
  event["value"] = many ? json(values) : text_or_null(values.empty() ? "" : values.front());
  event["origin"] = names[static_cast<int>(from.is)];
  event["name"] = text_or_null(from.name);
  event["line"] = number_or_null(from.line);
  return to_line(event);
}

std::string version_event(const std::string &version, unsigned abi_major, unsigned abi_minor) {
  json event = begin_event("version");
  event["version"] = version;
  event["adapter_contract"] = {{"major", abi_major}, {"minor", abi_minor}};
  return to_line(event);
}

std::string file_event(const std::string &name, const std::string &path, const std::string &what) {
  json event = begin_event(name.c_str());
  event["path"] = path;
  event["what"] = what;
  return to_line(event);
}

std::string check_event(const check_line &check) {
  constexpr const char *names[] = {"ok", "warn", "fail"};
  json event = begin_event("check");
  event["name"] = check.name;
  event["state"] = names[static_cast<int>(check.is)];
  event["message"] = check.message;
  event["next"] = text_or_null(check.next);
  return to_line(event);
}

std::string adoption_event(const adoption &report) {
  json event = begin_event("adoption");
  event["track"] = report.track;
  event["folder"] = report.folder;
  event["migrations"] = report.migrations;
  event["unlisted"] = report.unlisted;
  event["looked"] = report.looked;
  event["why_not"] = text_or_null(report.why_not);
  event["groups"] = json::array();
  for (const adoption_group &group : report.groups) {
    json object;
    object["databases"] = group.databases;
    object["first"] = group.first;
    object["drizzle_table"] = group.drizzle_table;
    object["applied"] = group.applied;
    object["newest"] = text_or_null(group.newest);
    object["pending"] = group.pending;
    object["drizzle_would_run"] = group.drizzle_would_run;
    object["findings"] = to_json(group.findings);
    event["groups"].push_back(std::move(object));
  }
  event["statuses"] = json::object();
  for (const auto &[written, count] : report.statuses) event["statuses"][written] = count;
  event["skipped"] = json::object();
  for (const auto &[reason, count] : report.skipped) event["skipped"][reason] = count;
  event["failures"] = report.failures;
  event["failed"] = report.failed;
  return to_line(event);
}

namespace {

std::string_view locks_state(const tenant_outcome &outcome) {
  using kind = tenant_outcome::kind;
  switch (outcome.is) {
    case kind::marked:
      return "released";
    case kind::refused:
      return "refused";
    case kind::skipped:
      return "skipped";
    case kind::failed:
      return "failed";
    default:
      return outcome.locks.empty() ? "free" : "held";
  }
}

json to_json(const held_lock &lock) {
  json object;
  object["kind"] = lock.lease ? "lease" : "session";
  object["session"] = text_or_null(lock.session);
  object["user"] = text_or_null(lock.user);
  object["application"] = text_or_null(lock.application);
  object["host"] = text_or_null(lock.host);
  object["since"] = text_or_null(lock.since);
  object["process"] = lock.lease ? text_or_null(lock.lease->owner.process) : json(nullptr);
  object["run"] = lock.lease ? text_or_null(lock.lease->owner.run) : json(nullptr);
  object["fence"] = lock.lease ? json(lock.lease->fence) : json(nullptr);
  object["heartbeat_age_ms"] = lock.lease ? json(lock.lease->age.count()) : json(nullptr);
  object["ttl_ms"] = lock.lease ? json(lock.lease->ttl.count()) : json(nullptr);
  object["owner"] = lock.lease ? json(to_string(lock.owner)) : json(nullptr);
  object["releasable"] = lock.releasable;
  object["why"] = lock.why;
  return object;
}

}  // namespace

std::string locks_event(const std::string &track, const tenant_outcome &outcome) {
  json event = begin_event("locks");
  event["track"] = track;
  event["id"] = outcome.id;
  event["slug"] = text_or_null(outcome.slug);
  event["database_type"] = outcome.database_type;
  event["state"] = locks_state(outcome);
  event["locks"] = json::array();
  for (const held_lock &lock : outcome.locks) event["locks"].push_back(to_json(lock));
  event["reason"] = outcome.reason ? json(to_string(*outcome.reason)) : json(nullptr);
  event["why"] = text_or_null(outcome.why);
  event["error"] = outcome.failure ? to_json(*outcome.failure, "") : json(nullptr);
  return to_line(event);
}

std::string locks_summary_event(const lock_summary &summary) {
  json event = begin_event("locks_summary");
  event["databases"] = summary.databases;
  event["session_locks"] = summary.locks;
  event["leases"] = summary.leases;
  event["released"] = summary.released;
  event["refused"] = summary.refused;
  event["skipped"] = summary.skipped;
  event["failed"] = summary.failed;
  event["ms"] = summary.ms;
  event["exit_code"] = summary.exit_code;
  return to_line(event);
}

namespace {

json to_json(const std::vector<rendered_statement> &statements) {
  json list = json::array();
  for (const rendered_statement &statement : statements)
    list.push_back({{"sql", statement.sql},
                    {"loss", text_or_null(statement.loss)},
                    {"transaction", !statement.outside_transaction}});
  return list;
}

json to_json(const schema_difference &one) {
  json object;
  object["is"] = to_string(one.is);
  object["object"] = one.object;
  object["schema"] = one.schema;
  object["table"] = text_or_null(one.table);
  object["name"] = text_or_null(one.name);
  object["text"] = one.text;
  object["note"] = text_or_null(one.note);
  object["mend"] = to_json(one.mend);
  object["alone"] = one.alone;
  object["gaps"] = one.gaps;
  return object;
}

json to_json(const std::vector<uncompared_group> &groups) {
  json list = json::array();
  for (const uncompared_group &group : groups)
    list.push_back({{"object", text_or_null(group.example.object)},
                    {"why", group.example.why},
                    {"tenants", group.tenants},
                    {"first", group.first}});
  return list;
}

}  // namespace

std::string drift_event(const std::string &track, const tenant_outcome &outcome) {
  const drift_report none;
  const drift_report &report = outcome.drift ? *outcome.drift : none;
  json event = begin_event("drift");
  event["track"] = track;
  event["id"] = outcome.id;
  event["slug"] = text_or_null(outcome.slug);
  event["database_type"] = outcome.database_type;
  event["state"] = drift_state(outcome);
  event["dialect"] = text_or_null(report.dialect);
  event["server_version"] = text_or_null(report.version);
  event["tag"] = text_or_null(report.tag);
  event["applied"] = report.applied;
  event["differences"] = json::array();
  for (const schema_difference &one : report.differences) event["differences"].push_back(to_json(one));
  event["mend"] = to_json(report.script);
  event["not_compared"] = json::array();
  for (const uncompared &one : report.not_compared)
    event["not_compared"].push_back({{"object", one.object}, {"why", one.why}});
  event["notes"] = report.notes;
  event["reason"] = outcome.reason ? json(to_string(*outcome.reason)) : json(nullptr);
  event["why"] = text_or_null(outcome.why);
  event["error"] = outcome.failure ? to_json(*outcome.failure, "") : json(nullptr);
  event["ms"] = outcome.ms;
  return to_line(event);
}

std::string drift_summary_event(const drift_summary &summary) {
  const rollout_totals &totals = summary.totals;
  json event = begin_event("drift_summary");
  event["track"] = summary.track;
  event["tenants"] = totals.tenants;
  event["clean"] = totals.up_to_date;
  event["drifted"] = totals.drifted;
  event["not_migrated"] = totals.pending;
  event["unknown"] = totals.refused;
  event["skipped"] = totals.skipped;
  event["failed"] = totals.failed;
  event["not_run"] = totals.not_run;
  event["skips"] = json::object();
  for (const auto &[reason, count] : totals.skips) event["skips"][std::string(to_string(reason))] = count;
  event["groups"] = json::array();
  for (const drift_group &group : summary.groups) {
    json object = to_json(group.example);
    object["dialect"] = group.dialect;
    object["tenants"] = group.tenants;
    object["first"] = group.first;
    event["groups"].push_back(std::move(object));
  }
  event["not_compared"] = to_json(summary.not_compared);
  event["notes"] = to_json(summary.notes);
  event["failures"] = json::array();
  for (const failure_group &group : summary.failures) event["failures"].push_back(to_json(group));
  event["interrupted"] = totals.interrupted;
  event["next"] = text_or_null(summary.next);
  event["ms"] = totals.ms;
  event["exit_code"] = summary.exit_code;
  return to_line(event);
}

}  // namespace tenantry
