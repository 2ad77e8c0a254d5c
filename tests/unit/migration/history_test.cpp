#include "core/migration/history.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

using namespace tenantry;

namespace {

using kind = migration_state::kind;

history_event event(event_kind k, std::uint32_t step = 0, std::string prefix = "", std::string message = "") {
  history_event e;
  e.kind = k;
  e.tag = "0000_a";
  e.checksum = "v1:sha256:aa";
  e.when = 1000;
  e.step = step;
  e.steps = 3;
  e.prefix = std::move(prefix);
  e.at = "2026-11-23T00:00:00Z";
  e.message = std::move(message);
  return e;
}

std::vector<history_event> numbered(std::vector<history_event> events) {
  for (std::size_t i = 0; i < events.size(); ++i) events[i].seq = static_cast<std::int64_t>(i + 1);
  return events;
}

migration_state after(std::vector<history_event> events) {
  const auto state = fold(numbered(std::move(events)));
  if (!state) FAIL(to_string(state.error()));
  return state->migrations.at("0000_a");
}

bool refused(std::vector<history_event> events) {
  const auto state = fold(numbered(std::move(events)));
  if (state) return false;
  CHECK(state.error().category == category::history);
  CHECK_FALSE(state.error().next.empty());
  return true;
}

constexpr auto start = event_kind::start;
constexpr auto step = event_kind::step;
constexpr auto done = event_kind::done;
constexpr auto failed = event_kind::fail;
constexpr auto mark = event_kind::mark;
constexpr auto unmark = event_kind::unmark;
constexpr auto undo = event_kind::undo;

}  // namespace

TEST_CASE("the names of events come back as the events") {
  for (const event_kind k : {start, step, done, failed, mark, unmark, undo})
    CHECK(event_kind_of(to_string(k)) == k);
  CHECK_FALSE(event_kind_of("finished"));
}

TEST_CASE("an empty history has nothing applied") {
  const auto state = fold({});
  REQUIRE(state);
  CHECK(state->last_seq == 0);
  CHECK(state->migrations.empty());
}

TEST_CASE("start and done make a migration applied") {
  const migration_state m = after({event(start), event(done)});
  CHECK(m.is == kind::applied);
  CHECK(m.checksum == "v1:sha256:aa");
  CHECK(m.when == 1000);
  CHECK(m.applied_at == "2026-11-23T00:00:00Z");
  CHECK_FALSE(m.marked);
}

TEST_CASE("T-01: steps that are committed leave a migration half applied, with what the next run needs") {
  const migration_state m = after({event(start), event(step, 1, "p1"), event(step, 2, "p2")});
  CHECK(m.is == kind::half_applied);
  CHECK(m.steps_done == 2);
  CHECK(m.steps_total == 3);
  CHECK(m.prefix == "p2");
  CHECK(m.attempted == 0);
  CHECK(m.interrupted);
}

TEST_CASE("a statement outside a transaction is attempted until its step is recorded") {
  const migration_state m = after({event(start), event(step, 1, "p1"), event(start, 2, "p2"),
                                   event(failed, 2, "", "no"), event(start, 2, "p2x")});
  CHECK(m.is == kind::half_applied);
  CHECK(m.steps_done == 1);
  CHECK(m.attempted == 2);
  CHECK(m.attempted_prefixes == std::vector<std::string>{"p2", "p2x"});
  CHECK(m.last_failure.empty());
  const migration_state next =
      after({event(start, 1, "p1"), event(step, 1, "p1"), event(start, 2, "p2"), event(step, 2, "p2")});
  CHECK(next.attempted == 0);
  CHECK(next.attempted_prefixes.empty());
}

TEST_CASE("a failure leaves what was committed, and nothing where nothing was") {
  const migration_state none = after({event(start), event(failed, 0, "", "syntax error")});
  CHECK(none.is == kind::pending);
  CHECK(none.last_failure == "syntax error");
  CHECK(after({event(failed, 0, "", "no lock")}).is == kind::pending);
  const migration_state half = after({event(start), event(step, 1, "p1"), event(failed, 0, "", "duplicate")});
  CHECK(half.is == kind::half_applied);
  CHECK(half.last_failure == "duplicate");
  CHECK_FALSE(half.interrupted);
  CHECK(after({event(start, 1, "p1"), event(failed)}).is == kind::half_applied);
  const migration_state still = after({event(start), event(done), event(failed, 0, "", "down failed")});
  CHECK(still.is == kind::applied);
}

TEST_CASE("a start that nothing followed is half applied with no step") {
  const migration_state m = after({event(start)});
  CHECK(m.is == kind::half_applied);
  CHECK(m.steps_done == 0);
  CHECK(m.interrupted);
}

TEST_CASE("marks make applied without a run, and take it back") {
  CHECK(after({event(mark)}).is == kind::applied);
  CHECK(after({event(mark)}).marked);
  CHECK_FALSE(after({event(start), event(done), event(mark)}).marked);
  CHECK(after({event(mark), event(unmark)}).is == kind::pending);
  CHECK(after({event(start), event(done), event(undo)}).is == kind::pending);
  CHECK(after({event(start), event(step, 1), event(unmark)}).steps_done == 0);
  CHECK(after({event(undo), event(start), event(done)}).is == kind::applied);
}

TEST_CASE("numbers of events that leave a hole, repeat or do not begin at 1 are refused") {
  auto events = numbered({event(start), event(done), event(undo)});
  events[2].seq = 4;
  CHECK_FALSE(fold(events));
  events[2].seq = 2;
  CHECK_FALSE(fold(events));
  events.erase(events.begin());
  CHECK_FALSE(fold(events));
}

TEST_CASE("events that contradict what came before are refused") {
  CHECK(refused({event(done)}));
  CHECK(refused({event(step, 1)}));
  CHECK(refused({event(start), event(done), event(start)}));
  CHECK(refused({event(start), event(done), event(step, 2)}));
  CHECK(refused({event(start), event(step, 2), event(step, 2)}));
  CHECK(refused({event(start), event(step, 2), event(step, 1)}));
  CHECK(refused({event(start, 2)}));
  CHECK(refused({event(start), event(step, 1), event(start, 1)}));
  CHECK(refused({event(start), event(step, 1), event(start, 3)}));
  CHECK(refused({event(start), event(step)}));
}

TEST_CASE("the fold of a history that a run can write never refuses, nor does any beginning of it") {
  rc::check([] {
    std::vector<history_event> events;
    std::map<std::string, std::uint32_t> done_steps;
    const auto runs = *rc::gen::inRange(0, 12);
    const auto write = [&](event_kind k, const std::string &tag, std::uint32_t at = 0) {
      history_event e = event(k, at, "p" + std::to_string(at));
      e.tag = tag;
      events.push_back(e);
    };
    std::map<std::string, kind> is;
    for (int i = 0; i < runs; ++i) {
      const std::string tag = *rc::gen::element<std::string>("0000_a", "0001_b");
      std::uint32_t &reached = done_steps[tag];
      const int choice = *rc::gen::inRange(0, 5);
      if (is[tag] == kind::applied) {
        write(choice < 2 ? undo : unmark, tag);
        is[tag] = kind::pending;
        reached = 0;
      } else if (choice == 0) {
        write(mark, tag);
        is[tag] = kind::applied;
      } else {
        const bool outside = *rc::gen::arbitrary<bool>();
        write(start, tag, outside ? reached + 1 : 0);
        is[tag] = kind::half_applied;
        if (choice == 1) {
          write(failed, tag);
          if (reached == 0 && !outside) is[tag] = kind::pending;
        }
        if (choice >= 2) write(step, tag, ++reached);
        if (choice == 4) {
          write(done, tag);
          is[tag] = kind::applied;
          reached = 0;
        }
      }
    }
    events = numbered(events);
    for (std::size_t length = 0; length <= events.size(); ++length) {
      const auto state = fold({events.begin(), events.begin() + static_cast<std::ptrdiff_t>(length)});
      RC_ASSERT(state.has_value());
      RC_ASSERT(state->last_seq == static_cast<std::int64_t>(length));
    }
    const auto state = fold(events);
    for (const auto &[tag, last] : is) {
      if (state->migrations.count(tag) == 0) continue;
      RC_ASSERT(state->migrations.at(tag).steps_done <= 12U);
      RC_ASSERT((state->migrations.at(tag).is == kind::applied) == (last == kind::applied));
      if (last == kind::half_applied) RC_ASSERT(state->migrations.at(tag).steps_done == done_steps[tag]);
    }
  });
}
