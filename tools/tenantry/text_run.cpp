#include "tools/tenantry/text_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/tenantry/text_format.hpp"

namespace tenantry {
namespace {

using kind = tenant_outcome::kind;

// A table of more rows is not held back for sorting: memory must not grow with the fleet.
constexpr std::size_t rows_held_back = 2000;
constexpr std::uint64_t progress_every_tenants = 1000;
constexpr std::chrono::seconds progress_every{10};

std::string pending_note(const tenant_outcome &outcome) {
  if (!outcome.seen) return outcome.why;
  std::string note;
  if (const std::size_t pending = outcome.seen->pending.migrations.size(); pending > 0)
    note = fmt::format("{} pending", pending);
  for (const finding &f : outcome.findings)
    note +=
        fmt::format("{}{}{}{}", note.empty() ? "" : ", ", to_string(f.is), f.tag.empty() ? "" : " ", f.tag);
  return note;
}

}  // namespace

void text_run::say(const std::string &text) {
  line_.pause();
  out_.line(text);
  if (line_.drawing()) out_.flush();
  line_.resume();
}

void text_run::begun(const std::string &track, std::uint64_t, std::uint64_t) {
  started_ = told_ = monotonic::now();
  told_at_ = finished_ = 0;
  line_.begin(track);
}

bool text_run::worth_a_line(const tenant_outcome &outcome) const {
  if (outcome.is == kind::failed || outcome.is == kind::held || outcome.is == kind::refused) return true;
  if (out_.quiet()) return false;
  if (out_.verbose() || named_ || outcome.is == kind::migrated || outcome.is == kind::marked) return true;
  if (outcome.is != kind::skipped || !outcome.reason)
    return !outcome.findings.empty() && outcome.is != kind::pending;
  return *outcome.reason >= skip_reason::no_adapter;
}

void text_run::tenant(const std::string &, const tenant_outcome &outcome, std::size_t, std::size_t total) {
  ++finished_;
  if (purpose_ == run_purpose::look) {
    add_row(outcome, total);
  } else if (worth_a_line(outcome)) {
    say(outcome_line(outcome, out_.colors(), purpose_));
  }
}

// Without a status line a plain line tells the state now and then.
bool text_run::wants_progress() {
  if (line_.drawing()) return true;
  if (out_.quiet()) return false;
  return finished_ >= told_at_ + progress_every_tenants || monotonic::now() - told_ >= progress_every;
}

void text_run::progress(const rollout_progress &now) {
  line_.update(now);
  if (line_.drawing() || out_.quiet()) return;
  const auto time = monotonic::now();
  told_at_ = now.finished;
  told_ = time;
  const auto elapsed = std::chrono::duration_cast<milliseconds>(time - started_).count();
  say(progress_text(now, elapsed));
  out_.flush();
}

void text_run::add_row(const tenant_outcome &outcome, std::size_t total) {
  if (out_.quiet() && outcome.is != kind::failed && outcome.is != kind::pending &&
      outcome.is != kind::refused)
    return;
  table_row made;
  made.name = printable(outcome.label());
  made.type = outcome.database_type;
  made.state = to_string(outcome.is == kind::up_to_date ? kind::up_to_date : outcome.is);
  if (outcome.reason) made.state = to_string(*outcome.reason);
  if (outcome.is == kind::up_to_date) made.state = "up to date";
  if (outcome.seen) {
    made.applied = fmt::format("{}/{}", outcome.seen->pending.applied, total);
    made.newest = outcome.seen->pending.newest_applied;
  }
  made.note = outcome.failure
                  ? printable(outcome.failure->message.substr(0, outcome.failure->message.find('\n')))
                  : printable(pending_note(outcome));
  rows_.push_back(std::move(made));
  if (rows_.size() >= rows_held_back) print_rows();
}

void text_run::print_rows() {
  std::sort(rows_.begin(), rows_.end(),
            [](const table_row &a, const table_row &b) { return a.name < b.name; });
  std::size_t name = 6, type = 4, state = 5, applied = 7, newest = 6;
  for (const table_row &r : rows_) {
    name = std::max(name, std::min<std::size_t>(r.name.size(), 32));
    type = std::max(type, r.type.size());
    state = std::max(state, r.state.size());
    applied = std::max(applied, r.applied.size());
    newest = std::max(newest, std::min<std::size_t>(r.newest.size(), 40));
  }
  const auto put = [&](const table_row &r) {
    std::string text = fmt::format("{:<{}}  {:<{}}  {:<{}}  {:>{}}  {:<{}}  {}", r.name, name, r.type, type,
                                   r.state, state, r.applied, applied, r.newest, newest, r.note);
    text.erase(text.find_last_not_of(' ') + 1);
    say(text);
  };
  if (!header_ && !rows_.empty()) put({"TENANT", "TYPE", "STATE", "APPLIED", "NEWEST", "PENDING, FINDINGS"});
  header_ = true;
  for (const table_row &r : rows_) put(r);
  rows_.clear();
}

void text_run::plan(const std::string &track, const std::vector<plan_group> &groups) {
  line_.end();
  for (const plan_group &group : groups) {
    out_.line(plan_text(track, group, out_.colors()));
  }
}

void text_run::summary(const run_summary &summary) {
  line_.end();
  print_rows();
  out_.line(summary_text(summary, out_.colors()));
  out_.flush();
}

}  // namespace tenantry
