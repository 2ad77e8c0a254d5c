// The workers: limits are never exceeded, budgets and drains stop the rest, faults stay with their tenant.
#include "core/rollout/crew.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "tests/unit/rollout/fakes.hpp"

using namespace tenantry;
using kind = tenant_outcome::kind;

namespace {

std::string one_server(std::size_t) {
  return "a:1";
}

struct run_of {
  crew_options options;
  fakes::ear ear;
  rollout_stops stops;

  explicit run_of(std::uint64_t tenants, unsigned parallel = 4, unsigned per_server = 4) {
    options.parallel = parallel;
    options.per_server = per_server;
    options.eligible = options.tenants = tenants;
    options.first_backoff = milliseconds(2);
  }
  rollout_totals go(fleet_source source, crew::work work) {
    return crew(options, std::move(source), std::move(work), ear, stops, system_clock()).run();
  }
};

tenant_outcome migrated(job &one) {
  return fakes::ended(one, kind::migrated);
}

void nap(int ms) {
  std::this_thread::sleep_for(milliseconds(ms));
}

}  // namespace

TEST_CASE("every tenant has exactly one outcome and the totals agree with what was told") {
  run_of run(250);
  const auto totals = run.go(fakes::fleet_of(250, 50, one_server), migrated);
  CHECK(totals.tenants == 250);
  CHECK(totals.migrated == 250);
  CHECK_FALSE(totals.budget_used_up);
  CHECK_FALSE(totals.interrupted);
  std::set<std::string> ids;
  for (const auto &outcome : run.ear.outcomes) ids.insert(outcome.id);
  CHECK(ids.size() == 250);
  CHECK(run.ear.outcomes.size() == 250);
  CHECK_FALSE(run.ear.overlapped);
  CHECK_FALSE(run.ear.went_back);
  CHECK(run.ear.last_finished == 250);
}

TEST_CASE("T-60: neither the limit in all nor that of a server is ever exceeded") {
  run_of run(120, 6, 2);
  fakes::gauge gauge;
  const auto server = [](std::size_t n) {
    return n < 60 ? std::string("a:1") : "b" + std::to_string(n % 3) + ":1";
  };
  const auto totals = run.go(fakes::fleet_of(120, 40, server), [&](job &one) {
    gauge.enter(one.way.server_key);
    nap(1);
    gauge.leave(one.way.server_key);
    return migrated(one);
  });
  CHECK(totals.migrated == 120);
  CHECK(gauge.most() <= 6);
  CHECK(gauge.most() > 2);  // tenants of other servers start while a:1 is at its limit
  for (const char *name : {"a:1", "b0:1", "b1:1", "b2:1"}) CHECK(gauge.most_on(name) <= 2);
  CHECK(run.ear.most_at_work <= 6);
}

TEST_CASE("one worker takes the tenants in the registry's order") {
  run_of run(40, 1);
  run.go(fakes::fleet_of(40, 7, one_server), migrated);
  for (std::size_t n = 0; n < 40; ++n) CHECK(run.ear.outcomes.at(n).id == std::to_string(n));
}

TEST_CASE("a used-up budget starts nothing new and reports the rest as not run") {
  run_of run(300, 1);
  run.options.max_failures = {std::uint64_t{1}, std::nullopt};
  run.options.window = 20;
  const auto totals = run.go(fakes::fleet_of(300, 10, one_server), [](job &one) {
    const bool bad = one.who.id == "3" || one.who.id == "5";
    return bad ? fakes::failed(one, fakes::server_error(category::sql, "23505")) : migrated(one);
  });
  CHECK(totals.failed == 2);
  CHECK(totals.migrated == 4);
  CHECK(totals.not_run == 294);
  CHECK(totals.tenants == 300);
  CHECK(totals.budget_used_up);
  CHECK(run.ear.count_of(kind::not_run) == 294);
  CHECK_THAT(run.ear.outcomes.back().why, Catch::Contains("budget"));
}

TEST_CASE("what runs when the budget is used up finishes") {
  run_of run(100, 4);
  run.options.max_failures = {std::uint64_t{0}, std::nullopt};
  std::atomic<int> begun{0}, done{0};
  const auto totals = run.go(fakes::fleet_of(100, 100, one_server), [&](job &one) {
    const int mine = ++begun;
    while (begun < 4) nap(1);
    if (mine == 1) return fakes::failed(one, fakes::server_error(category::sql, "23505"));
    nap(100);
    ++done;
    return migrated(one);
  });
  CHECK(totals.failed == 1);
  CHECK(totals.migrated == 3);
  CHECK(done == 3);
  CHECK(totals.not_run == 96);
}

TEST_CASE("servers that cannot be reached do not spend the budget") {
  run_of run(30);
  run.options.max_failures = {std::uint64_t{0}, std::nullopt};
  const auto totals = run.go(fakes::fleet_of(30, 10, one_server), [](job &one) {
    return one.who.id < "2" ? fakes::failed(one, fakes::server_error(category::unreachable, ""))
                            : migrated(one);
  });
  CHECK(totals.not_run == 0);
  CHECK(totals.failed > 1);
  CHECK_FALSE(totals.budget_used_up);
}

TEST_CASE("a drain lets the running tenants finish and reports the rest as not run") {
  run_of run(200, 2);
  std::atomic<int> begun{0};
  const auto totals = run.go(fakes::fleet_of(200, 20, one_server), [&](job &one) {
    const int now = ++begun;
    if (now == 5) run.stops.drain();
    do {
      nap(1);
    } while (now > 5 && !run.stops.draining());  // the fifth may be kept from its word for a while
    return migrated(one);
  });
  CHECK(totals.interrupted);
  CHECK(totals.migrated >= 5);
  CHECK(totals.migrated <= 7);
  CHECK(totals.not_run == 200 - totals.migrated);
  CHECK(run.ear.outcomes.back().why == "interrupted");
}

TEST_CASE("T-60: a server without room is tried again and its tenants do not fail") {
  run_of run(40, 8, 8);
  std::atomic<int> inside{0}, refused{0};
  const auto totals = run.go(fakes::fleet_of(40, 40, one_server), [&](job &one) {
    const int now = ++inside;
    if (now <= 2) nap(2);
    --inside;
    if (now <= 2) return migrated(one);
    ++refused;
    return fakes::failed(one, fakes::server_error(category::unreachable, "53300"));
  });
  CHECK(totals.migrated == 40);
  CHECK(totals.failed == 0);
  CHECK(refused > 0);
  CHECK(run.ear.outcomes.size() == 40);
}

TEST_CASE("patience with a full server ends, and then the tenant has failed") {
  run_of run(3, 2);
  run.options.patience = milliseconds(20);
  const auto totals = run.go(fakes::fleet_of(3, 3, one_server), [](job &one) {
    return fakes::failed(one, fakes::server_error(category::unreachable, "53300"));
  });
  CHECK(totals.failed == 3);
  CHECK(totals.tenants == 3);
}

TEST_CASE("a drain ends the waiting for a full server") {
  run_of run(2, 2);
  run.options.first_backoff = milliseconds(5000);
  std::atomic<int> tries{0};
  const auto before = monotonic::now();
  const auto totals = run.go(fakes::fleet_of(2, 2, one_server), [&](job &one) {
    if (++tries == 2) run.stops.drain();
    return fakes::failed(one, fakes::server_error(category::unreachable, "53300"));
  });
  CHECK(totals.tenants == 2);
  CHECK(totals.failed == 2);
  CHECK(monotonic::now() - before < milliseconds(2000));
}

TEST_CASE("a fault in one worker is that tenant's failure and ends nothing else") {
  run_of run(50);
  run.options.max_failures = {std::nullopt, std::nullopt};
  const auto totals = run.go(fakes::fleet_of(50, 50, one_server), [](job &one) -> tenant_outcome {
    if (one.who.id == "7") throw std::runtime_error("a bug");
    return migrated(one);
  });
  CHECK(totals.migrated == 49);
  REQUIRE(totals.failed == 1);
  for (const auto &outcome : run.ear.outcomes)
    if (outcome.is == kind::failed) {
      CHECK(outcome.id == "7");
      CHECK(outcome.failure->category == category::internal);
      CHECK_THAT(outcome.failure->message, Catch::Contains("a bug"));
    }
}

TEST_CASE("skips are told in their place and count as tenants") {
  run_of run(3, 1);
  bool told = false;
  const auto source = [&]() -> result<std::optional<std::vector<fleet_entry>>> {
    if (told) return std::optional<std::vector<fleet_entry>>{};
    told = true;
    std::vector<fleet_entry> page;
    page.emplace_back(fakes::a_job(1, "a:1"));
    tenant_outcome skip = outcome_of(fakes::a_job(2, "a:1").who);
    skip.is = kind::skipped;
    skip.reason = skip_reason::inactive;
    page.emplace_back(skip);
    page.emplace_back(fakes::a_job(3, "a:1"));
    return std::optional(std::move(page));
  };
  run.options.named = true;
  const auto totals = run.go(source, migrated);
  CHECK(totals.tenants == 3);
  CHECK(totals.skipped == 1);
  CHECK(totals.skips.at(skip_reason::inactive) == 1);
  CHECK(totals.named_was_skipped);
}

TEST_CASE(
    "a registry that breaks off in the middle lets the known tenants finish and counts the others as not "
    "run") {
  run_of run(100);
  auto good = fakes::fleet_of(40, 20, one_server);
  int pages = 0;
  const auto totals = run.go(
      [&]() -> result<std::optional<std::vector<fleet_entry>>> {
        if (++pages > 2) return fail(category::connection_lost, "the master went away");
        return good();
      },
      migrated);
  CHECK(totals.migrated == 40);
  CHECK(totals.not_run == 60);
  CHECK(totals.tenants == 100);
  REQUIRE(totals.registry_failure.has_value());
  CHECK(totals.registry_failure->category == category::connection_lost);
}

TEST_CASE("a fault of the listener ends the run and comes out of it") {
  struct deaf final : rollout_listener {
    void begun(std::uint64_t, std::uint64_t) override {}
    void finished(const tenant_outcome &) override { throw std::runtime_error("no terminal"); }
    void progress(const rollout_progress &) override {}
  };
  deaf listener;
  run_of run(20);
  crew all(run.options, fakes::fleet_of(20, 20, one_server), migrated, listener, run.stops, system_clock());
  CHECK_THROWS_WITH(all.run(), Catch::Contains("no terminal"));
}

TEST_CASE("a listener that wants no snapshot of the progress is told the outcomes alone") {
  struct reader final : rollout_listener {
    std::size_t outcomes = 0, snapshots = 0;
    void begun(std::uint64_t, std::uint64_t) override {}
    void finished(const tenant_outcome &) override { ++outcomes; }
    void progress(const rollout_progress &) override { ++snapshots; }
    bool wants_progress() override { return outcomes >= 15; }
  };
  reader listener;
  run_of run(20);
  crew all(run.options, fakes::fleet_of(20, 20, one_server), migrated, listener, run.stops, system_clock());
  CHECK(all.run().migrated == 20);
  CHECK(listener.outcomes == 20);
  CHECK(listener.snapshots >= 6);      // one behind each outcome from the fifteenth on
  CHECK(listener.snapshots <= 6 + 5);  // and at most one before each tenant that began after it
}

TEST_CASE("workers that wait for a full server take up its tenants as soon as there is room") {
  run_of run(60, 6, 2);
  fakes::gauge gauge;
  const auto totals = run.go(fakes::fleet_of(60, 60, one_server), [&](job &one) {
    gauge.enter("a:1");
    nap(2);
    gauge.leave("a:1");
    return migrated(one);
  });
  CHECK(totals.migrated == 60);
  CHECK(gauge.most_on("a:1") == 2);
}

TEST_CASE("an empty fleet ends at once") {
  run_of run(0);
  const auto totals = run.go(fakes::fleet_of(0, 10, one_server), migrated);
  CHECK(totals.tenants == 0);
  CHECK(run.ear.outcomes.empty());
}

TEST_CASE("T-61: ten thousand tenants never wait in memory all at once") {
  run_of run(10000, 8, 8);
  run.options.window = 1000;
  std::atomic<std::int64_t> read{0}, done{0}, most{0};
  auto fleet = fakes::fleet_of(10000, 500, [](std::size_t n) { return "s" + std::to_string(n % 50) + ":1"; });
  const auto source = [&] {
    auto page = fleet();
    if (page && *page) read += static_cast<std::int64_t>((*page)->size());
    most = std::max<std::int64_t>(most, read - done);
    return page;
  };
  const auto totals = run.go(source, [&](job &one) {
    ++done;
    return migrated(one);
  });
  CHECK(totals.migrated == 10000);
  CHECK(most <= 1000 + 8);
}
