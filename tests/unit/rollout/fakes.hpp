#pragma once
// A fleet without databases: tenants that only count, and a listener that remembers what it heard.
#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "core/rollout/crew.hpp"

namespace tenantry::fakes {

inline job a_job(std::size_t n, const std::string &server) {
  job one;
  one.who.id = std::to_string(n);
  one.who.slug = "t" + std::to_string(n);
  one.way.server_key = server;
  return one;
}

inline tenant_outcome ended(const job &one, tenant_outcome::kind how) {
  tenant_outcome out = outcome_of(one.who);
  out.is = how;
  return out;
}

inline tenant_outcome failed(const job &one, error why) {
  tenant_outcome out = ended(one, tenant_outcome::kind::failed);
  out.failure = std::move(why);
  return out;
}

inline error server_error(category c, const char *sqlstate) {
  error e = make_error(c, "the server said no");
  e.sqlstate = sqlstate;
  e.retry = retry::new_connection;
  return e;
}

// Pages of `page` tenants, n in all; server_of says where the tenant lives.
inline fleet_source fleet_of(std::size_t n, std::size_t page,
                             const std::function<std::string(std::size_t)> &server_of) {
  auto at = std::make_shared<std::size_t>(0);
  return [=]() -> result<std::optional<std::vector<fleet_entry>>> {
    if (*at == n) return std::optional<std::vector<fleet_entry>>{};
    std::vector<fleet_entry> out;
    for (; *at < n && out.size() < page; ++*at) out.emplace_back(a_job(*at, server_of(*at)));
    return std::optional(std::move(out));
  };
}

struct ear final : rollout_listener {
  std::vector<tenant_outcome> outcomes;
  std::uint64_t last_finished = 0, most_at_work = 0;
  std::atomic<int> inside{0};
  bool overlapped = false, went_back = false;

  void begun(std::uint64_t, std::uint64_t) override {}
  void finished(const tenant_outcome &outcome) override {
    if (++inside != 1) overlapped = true;
    outcomes.push_back(outcome);
    --inside;
  }
  void progress(const rollout_progress &now) override {
    if (++inside != 1) overlapped = true;
    went_back = went_back || now.finished < last_finished;
    last_finished = now.finished;
    std::uint64_t busy = 0;
    for (const std::string &who : now.working_on) busy += who.empty() ? 0 : 1;
    most_at_work = std::max(most_at_work, busy);
    --inside;
  }
  [[nodiscard]] std::size_t count_of(tenant_outcome::kind k) const {
    return static_cast<std::size_t>(
        std::count_if(outcomes.begin(), outcomes.end(), [&](const tenant_outcome &o) { return o.is == k; }));
  }
};

// Counts how many run at once, on each server and in all.
class gauge {
 public:
  void enter(const std::string &server) {
    const lock_guard lock(mutex_);
    most_ = std::max(most_, ++all_);
    most_on_[server] = std::max(most_on_[server], ++on_[server]);
  }
  void leave(const std::string &server) {
    const lock_guard lock(mutex_);
    --all_;
    --on_[server];
  }
  int most() {
    const lock_guard lock(mutex_);
    return most_;
  }
  int most_on(const std::string &server) {
    const lock_guard lock(mutex_);
    return most_on_[server];
  }

 private:
  mutex mutex_;
  int all_ TENANTRY_GUARDED_BY(mutex_) = 0, most_ TENANTRY_GUARDED_BY(mutex_) = 0;
  std::map<std::string, int> on_ TENANTRY_GUARDED_BY(mutex_), most_on_ TENANTRY_GUARDED_BY(mutex_);
};

}  // namespace tenantry::fakes
