// The lease: the runner's lock where no session lock works.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <thread>

#include "core/engine/lease.hpp"
#include "core/engine/lease_keeper.hpp"
#include "tests/integration/engine/bench.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using kind = outcome::kind;

namespace {

constexpr milliseconds short_ttl{1500};  // a busy machine runs a heartbeat half a second late

// A session on a file, and its table of leases.
struct claimant {
  session on;
  lease_table table;
  lease_watch watched;
  lease_owner owner = this_owner("a test", "r1");

  explicit claimant(const file_database &database)
      : on(std::move(*session::open(committing(), target_of(committing(), database.url).connect, {}))),
        table(std::move(*lease_table::make(committing(), quick_options()))) {
    (void)table.create(on, committing(), {});
  }
  result<std::int64_t> claim(milliseconds ttl = short_ttl) {
    return table.claim(on, owner, ttl, watched, {});
  }
  // Until it is had or the time is over.
  result<std::int64_t> claim_within(milliseconds most) {
    const auto end = monotonic::now() + most;
    auto got = claim();
    while (!got && monotonic::now() < end) {
      std::this_thread::sleep_for(milliseconds(50));
      got = claim();
    }
    return got;
  }
};

track simple() {
  track t(committing(), "sqlite");
  t.write("0000_a", "CREATE TABLE a (id int);--> statement-breakpoint\nINSERT INTO a VALUES (1);");
  return t;
}

}  // namespace

TEST_CASE("T-20: where session locks do not work a lease is taken unasked, and given back") {
  const environment_setting locks("COMMITTING_LOCK", "unsupported");
  const file_database database;
  track t = simple();
  const outcome o = run(t, database.url);
  INFO(told(o));
  REQUIRE(o.is == kind::migrated);
  CHECK(database.value("SELECT owner FROM tenantry_lease") == "-");
  CHECK(database.value("SELECT fence FROM tenantry_lease") == "1");
  CHECK(run(t, database.url).is == kind::up_to_date);
  CHECK(database.value("SELECT fence FROM tenantry_lease") == "1");
}

TEST_CASE("where session locks work there is no table of leases") {
  const file_database database;
  track t = simple();
  REQUIRE(run(t, database.url).is == kind::migrated);
  CHECK(database.value("SELECT count(*) FROM sqlite_master WHERE name = 'tenantry_lease'") == "0");
}

TEST_CASE("T-06: a lease is one claimant's until its heartbeat stops, and each claim has a higher fence") {
  const file_database database;
  claimant one(database), two(database);
  const auto first = one.claim();
  REQUIRE(first);
  CHECK(*first == 1);
  auto refused = two.claim();
  REQUIRE(!refused);
  CHECK(refused.error().category == category::locked);
  CHECK(has_detail(refused.error(), "holder", std::to_string(getpid())));
  SECTION("it does not beat: another takes it, and the old fence is worth nothing") {
    const auto second = two.claim_within(short_ttl * 5);
    REQUIRE(second);
    CHECK(*second == 2);
    CHECK(one.table.beat(one.on, *first, {}).error().category == category::conflict);
    CHECK(!*one.table.release(one.on, *first, {}));
    CHECK(two.table.beat(two.on, *second, {}));
  }
  SECTION("released, it is free at once") {
    CHECK(*one.table.release(one.on, *first, {}));
    CHECK(*two.claim() == 2);
  }
}

TEST_CASE("T-06: a lease that beats stays, for longer than it would last without") {
  constexpr milliseconds ttl{4000};  // a busy machine may be seconds late with a beat
  const file_database database;
  claimant one(database), two(database);
  const auto first = one.claim(ttl);
  REQUIRE(first);
  const database_target on = target_of(committing(), database.url);
  lease_keeper keeper(committing(), on.connect, one.table, *first, ttl);
  CHECK(!two.claim_within(ttl * 3 / 2));
  CHECK(!keeper.lost());
}

TEST_CASE("T-07: a keeper whose lease was taken says so") {
  const file_database database;
  claimant one(database);
  const database_target on = target_of(committing(), database.url);
  const auto fence = one.claim();
  REQUIRE(fence);
  lease_keeper keeper(committing(), on.connect, one.table, *fence, short_ttl);
  sqlite_run(database.file, "UPDATE tenantry_lease SET fence = fence + 1");
  for (int i = 0; i < 100 && !keeper.lost(); ++i) std::this_thread::sleep_for(milliseconds(50));
  CHECK(keeper.lost());
}

TEST_CASE("T-07: work under a lease that was taken writes nothing into the history") {
  const environment_setting locks("COMMITTING_LOCK", "unsupported");
  const file_database database;
  track t = simple();
  // The trigger is the other runner: it takes the lease while the data changes run, before they commit.
  t.write("0001_b", "CREATE TABLE b (id int);--> statement-breakpoint\nINSERT INTO a VALUES (2);");
  engine_options options = quick_options();
  options.to = "0000_a";
  REQUIRE(run(t, database.url, options).is == kind::migrated);
  sqlite_run(
      database.file,
      "CREATE TRIGGER taken AFTER INSERT ON a BEGIN UPDATE tenantry_lease SET fence = fence + 1, owner = "
      "'other', host = 'elsewhere'; END");
  options.to.clear();
  options.wait_lock = milliseconds(300);
  const outcome o = run(t, database.url, options);
  INFO(told(o) << database.events());
  CHECK(o.is == kind::failed);
  CHECK(database.value("SELECT group_concat(id) FROM a") == "1");
  CHECK(database.value("SELECT count(*) FROM tenantry_history WHERE tag = '0001_b' AND event = 'done'") ==
        "0");
}

TEST_CASE("where a table of leases stands, a runner with a session lock takes the lease too") {
  const file_database database;
  claimant other(database);
  REQUIRE(other.claim(milliseconds(60000)));
  track t = simple();
  engine_options options = quick_options();
  options.wait_lock = milliseconds(300);
  outcome o = run(t, database.url, options);
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->category == category::locked);
  CHECK(has_detail(*o.failure, "holder", "heartbeat"));
  CHECK(*other.table.release(other.on, 1, {}));
  CHECK(run(t, database.url, options).is == kind::migrated);
}

TEST_CASE("this process is alive, one that ended is dead, and another machine's is neither") {
  lease_owner owner = this_owner("a", "r");
  CHECK(life_of(owner) == life::alive);
  owner.process = "1:1";  // the id is in use, and by another
  CHECK(life_of(owner) == life::dead);
  owner.machine = "0123";
  CHECK(life_of(owner) == life::elsewhere);
}

TEST_CASE("times of servers in their several forms give one difference") {
  CHECK(milliseconds_between("2026-11-26 04:33:15", "2026-11-26 04:33:16") == 1000);
  CHECK(milliseconds_between("2026-11-26T04:33:15.250Z", "2026-11-26T04:33:16.500Z") == 1250);
  CHECK(milliseconds_between("2026-11-26 04:33:15.5+00", "2026-11-26 05:33:15.5+01:00") == 0);
  CHECK(milliseconds_between("2026-12-31 23:59:59.999999", "2027-01-01 00:00:00.000000") == 1);
  CHECK(milliseconds_between("2026-11-26 04:33:15.000000 +02:00", "2026-11-26 02:33:15 Z") == 0);
  CHECK(!milliseconds_between("26-NOV-26 04.33.15", "2026-11-26 04:33:15"));
  CHECK(!milliseconds_between("2026-02-30 04:33:15", "2026-11-26 04:33:15"));
  CHECK(!milliseconds_between("", "2026-11-26 04:33:15"));
}
