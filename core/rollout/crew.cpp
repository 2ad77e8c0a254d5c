#include "core/rollout/crew.hpp"

#include <algorithm>
#include <thread>

#include "core/rollout/server_words.hpp"
#include "core/rollout/totals.hpp"

namespace tenantry {
namespace {

// A drain comes from a thread that knows nothing of this condition: it is looked for this often.
constexpr milliseconds glance{50};
constexpr milliseconds longest_backoff{5000};

}  // namespace

crew::crew(crew_options options, fleet_source source, work on_one, rollout_listener &listener,
           const rollout_stops &stops, const clock &time)
    : options_(options),
      source_(std::move(source)),
      work_(std::move(on_one)),
      stops_(stops),
      time_(time),
      listener_(listener),
      order_(options.per_server) {}

rollout_totals crew::run() {
  const auto begun = time_.now();
  const std::uint64_t useful = std::max<std::uint64_t>(options_.eligible, 1);
  const std::size_t workers = std::min<std::uint64_t>(std::max(options_.parallel, 1U), useful);
  {
    const lock_guard lock(mutex_);
    working_on_.resize(workers);
  }
  {
    std::vector<std::jthread> threads;
    threads.reserve(workers);
    for (std::size_t i = 0; i < workers; ++i) threads.emplace_back([this, i] { serve(i); });
    try {
      feed();
    } catch (...) {
      keep_fault();
    }
    {
      const lock_guard lock(mutex_);
      all_read_ = true;
    }
    changed_.notify_all();
  }
  give_up_waiting();  // a worker may have put one back after the feeder left
  const lock_guard lock(mutex_);
  if (fault_) std::rethrow_exception(fault_);
  if (totals_.registry_failure && totals_.tenants < options_.tenants) {
    totals_.not_run += options_.tenants - totals_.tenants;
    totals_.tenants = options_.tenants;
  }
  totals_.interrupted = stops_.draining();
  totals_.budget_used_up = options_.max_failures.used_up(spent_, options_.eligible);
  totals_.ms = std::chrono::duration_cast<milliseconds>(time_.now() - begun).count();
  return totals_;
}

crew::ending crew::why_stop() const {
  if (fault_) return ending::fault;
  if (stops_.draining()) return ending::drained;
  if (options_.max_failures.used_up(spent_, options_.eligible)) return ending::budget;
  return totals_.registry_failure ? ending::master : ending::none;
}

// --- the feeder
// -------------------------------------------------------------------------------------------------

void crew::feed() {
  while (wait_for_room()) {
    auto page = source_();
    if (!page) {
      const lock_guard lock(mutex_);
      totals_.registry_failure = std::move(page).error();
      return;
    }
    if (!*page) return;
    sort_in(std::move(**page));
  }
  give_up_waiting();
  // Nothing new starts: the rest is read to its end all the same, for each tenant has a line of its own.
  for (;;) {
    auto page = source_();
    if (!page || !*page) return;
    sort_in(std::move(**page));
  }
}

// False when nothing new may start.
bool crew::wait_for_room() {
  const lock_guard lock(mutex_);
  while (why_stop() == ending::none) {
    if (order_.size() <= options_.window / 2) return true;
    room_.wait_for(mutex_, glance);
  }
  return false;
}

// Who is busy looks by itself for the next tenant: only idle workers need a call.
void crew::wake(bool everybody) {
  if (order_.size() <= options_.window / 2) room_.notify_one();
  if (idle_ == 0) return;
  if (everybody) {
    changed_.notify_all();
  } else {
    changed_.notify_one();
  }
}

void crew::sort_in(std::vector<fleet_entry> &&page) {
  for (fleet_entry &entry : page) {
    if (const auto *skipped_one = std::get_if<tenant_outcome>(&entry)) {
      report(*skipped_one);
      continue;
    }
    ending why = ending::none;
    {
      const lock_guard lock(mutex_);
      why = why_stop();
      if (why == ending::none) {
        order_.add(std::move(std::get<job>(entry)));
        wake(false);
      }
    }
    if (why != ending::none) give_up(std::move(std::get<job>(entry)), why);
  }
}

void crew::give_up_waiting() {
  for (;;) {
    std::optional<job> one;
    ending why = ending::none;
    {
      const lock_guard lock(mutex_);
      why = why_stop();
      one = order_.take_any();
    }
    if (!one) return;
    give_up(std::move(*one), why);
  }
}

void crew::give_up(job &&one, ending why) {
  // It was tried: what came of that is the truth about it.
  if (one.last) return report(*one.last);
  tenant_outcome out = outcome_of(one.who);
  out.is = tenant_outcome::kind::not_run;
  out.why = why == ending::drained  ? "interrupted"
            : why == ending::budget ? "the failure budget was used up"
                                    : "the run could not go on";
  report(out);
}

// --- a worker
// ---------------------------------------------------------------------------------------------------

void crew::serve(std::size_t me) {
  try {
    while (auto one = next_job(me)) {
      tell_progress();
      tenant_outcome out = attempt(*one);
      finish(me, std::move(*one), std::move(out));
    }
  } catch (...) {
    keep_fault();
  }
  changed_.notify_all();
}

std::optional<job> crew::next_job(std::size_t me) {
  const lock_guard lock(mutex_);
  for (;;) {
    if (why_stop() != ending::none && why_stop() != ending::master) return std::nullopt;
    if (auto one = order_.take(time_.now())) {
      ++running_;
      working_on_[me] = one->who.label();
      return one;
    }
    // Who runs may yet be put back.
    if (all_read_ && order_.size() == 0 && running_ == 0) return std::nullopt;
    ++idle_;
    changed_.wait_for(mutex_, glance);
    --idle_;
  }
}

tenant_outcome crew::attempt(job &one) const {
  const auto begun = time_.now();
  tenant_outcome out;
  try {
    out = work_(one);
  } catch (const std::exception &fault) {
    out = outcome_of(one.who);
    out.is = tenant_outcome::kind::failed;
    out.failure = make_error(category::internal, std::string("a fault in tenantry: ") + fault.what(),
                             "run the command again; if the fault stays, report it");
    out.failure->effect = effect::unknown;
  }
  out.ms = std::chrono::duration_cast<milliseconds>(time_.now() - begun).count();
  if (one.last) out.ms += one.last->ms;
  return out;
}

void crew::finish(std::size_t me, job &&one, tenant_outcome &&out) {
  bool again = false;
  {
    const lock_guard lock(mutex_);
    --running_;
    working_on_[me].clear();
    again = try_again(one, out);
    order_.leave(one.way.server_key, again ? start_order::how::no_room : start_order::how::finished);
    if (!again && spends_budget(out)) ++spent_;
    if (again) {
      one.last = std::move(out);
      order_.put_back(std::move(one));
    }
    wake(true);
  }
  if (again) {
    tell_progress();
  } else {
    report(out);  // NOLINT(bugprone-use-after-move): it was moved only where it is tried again
  }
}

// A server without room is asked again later, at growing distances that differ from tenant to tenant.
bool crew::try_again(job &one, const tenant_outcome &out) {
  if (out.is != tenant_outcome::kind::failed || !out.failure || !has_no_room(*out.failure)) return false;
  const auto now = time_.now();
  if (one.tries == 0) one.first_try = now;
  if (why_stop() != ending::none || now - one.first_try >= options_.patience) return false;
  const auto longest = std::min(longest_backoff, options_.first_backoff * (1U << std::min(one.tries, 6U)));
  std::uniform_int_distribution<milliseconds::rep> some(longest.count() / 2, longest.count());
  one.ready_at = now + milliseconds(some(jitter_));
  ++one.tries;
  return true;
}

// --- what the listener hears
// ------------------------------------------------------------------------------------

void crew::report(const tenant_outcome &out) {
  const lock_guard order(reporting_);
  {
    const lock_guard lock(mutex_);
    count(totals_, out, options_.named);
  }
  listener_.finished(out);
  tell_progress_locked();
}

void crew::tell_progress() {
  const lock_guard order(reporting_);
  tell_progress_locked();
}

void crew::tell_progress_locked() {
  if (!listener_.wants_progress()) return;
  rollout_progress now;
  {
    const lock_guard lock(mutex_);
    now = {options_.tenants, totals_.tenants, totals_, working_on_};
  }
  listener_.progress(now);
}

void crew::keep_fault() {
  const lock_guard lock(mutex_);
  if (!fault_) fault_ = std::current_exception();
}

}  // namespace tenantry
