// What `tenantry lock` says of locks and leases.
#include "tools/tenantry/lock_report.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

namespace {

tenant_outcome outcome_of(tenant_outcome::kind is) {
  tenant_outcome out;
  out.is = is;
  out.id = "1";
  out.slug = "north-sea";
  return out;
}

held_lock lease() {
  held_lock lock;
  lock.is = held_lock::kind::lease;
  lock.lease.emplace();
  lock.lease->fence = 3;
  lock.lease->age = milliseconds(12000);
  lock.lease->owner = {"t", "deploy", "r7", "host-a", "m", "4711:99"};
  lock.lease->taken_at = "2026-11-26 05:00:00";
  lock.why = "its owner lives";
  return lock;
}

}  // namespace

TEST_CASE("a lease names process, machine, person and heartbeat, and why it may not be released") {
  tenant_outcome out = outcome_of(tenant_outcome::kind::up_to_date);
  out.locks = {lease()};
  const std::string text = locks_line(out, {}, false);
  INFO(text);
  CHECK(text.find("north-sea") != std::string::npos);
  CHECK(text.find("process 4711 on host-a (deploy), run r7, since 2026-11-26 05:00:00, heartbeat 12 s ago") !=
        std::string::npos);
  CHECK(text.find("its owner lives") != std::string::npos);
}

TEST_CASE("a session lock that the server tells little about is still a line") {
  held_lock lock;
  lock.session = "42";
  CHECK(lock_text(lock).find("session 42 of unknown") != std::string::npos);
}

TEST_CASE("a free database has no line, a refused release has its reason") {
  CHECK(locks_line(outcome_of(tenant_outcome::kind::up_to_date), {}, false).empty());
  CHECK(locks_line(outcome_of(tenant_outcome::kind::up_to_date), {}, true).empty());
  tenant_outcome refused = outcome_of(tenant_outcome::kind::refused);
  refused.why = "its owner lives";
  CHECK(locks_line(refused, {}, true).find("refused") == 0);
}

TEST_CASE("the summary counts") {
  lock_summary sum;
  sum.databases = 3;
  sum.leases = 1;
  sum.failed = 1;
  CHECK(lock_summary_text(sum, false) == "3 databases in 0 ms: 0 session locks and 1 lease held, 1 failed");
  sum.released = 2;
  CHECK(lock_summary_text(sum, true) == "3 databases in 0 ms: 2 released, 0 refused, 1 failed");
}
