#include "core/adapter/session.hpp"

#include <poll.h>

#include <catch2/catch.hpp>

#include "core/adapter/stop.hpp"
#include "tests/unit/adapter/fake_adapter.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using calls = std::vector<std::string>;

TEST_CASE("a session opens, passes calls on in order and closes at its end") {
  fake_adapter fake;
  {
    session s = fake.open();
    REQUIRE(s.ping({}));
    REQUIRE(s.begin({}, {}));
    REQUIRE(s.query("select 1", {}, {}));
    REQUIRE(s.commit({}));
    REQUIRE(s.begin({}, {}));
    REQUIRE(s.rollback({}));
    CHECK_FALSE(s.broken());
  }
  CHECK(fake.calls() ==
        calls{"open", "ping", "begin", "execute select 1", "commit", "begin", "rollback", "close"});
  CHECK(fake.config ==
        std::map<std::string, std::string>{{"url", "fake://u:" + canary + "@h/db"}, {"password", canary}});
}

TEST_CASE("a moved session closes once") {
  fake_adapter fake;
  {
    session first = fake.open();
    session second = std::move(first);
    REQUIRE(second.ping({}));
    session third = fake.open();
    third = std::move(second);
    CHECK(fake.calls() == calls{"open", "ping", "open", "close"});
  }
  CHECK(fake.calls() == calls{"open", "ping", "open", "close", "close"});
}

TEST_CASE("an open that fails gives the adapter's error and closes nothing") {
  fake_adapter fake;
  fake.on_open = [](const tnt_call *, tnt_conn **, tnt_error *e) {
    e->effect = TNT_EFFECT_NONE;
    return answer(e, TNT_AUTH, "password " + canary + " was refused");
  };
  session_config config;
  config.hidden.add(canary);
  const auto opened = session::open(fake.loaded(), config, {});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().category == category::auth);
  CHECK(opened.error().message == "password *** was refused");
  CHECK(fake.calls() == calls{"open"});
}

TEST_CASE("an open that answers OK without a connection is a bug of the adapter") {
  fake_adapter fake;
  fake.on_open = [](const tnt_call *, tnt_conn **out, tnt_error *) {
    *out = nullptr;
    return TNT_OK;
  };
  const auto opened = session::open(fake.loaded(), {}, {});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().category == category::internal);
}

TEST_CASE("a secret never leaves a session in message, details, notices or SQLSTATE") {
  fake_adapter fake;
  fake.on_execute = [](const tnt_call *call, const std::string &, const tnt_cell *, std::size_t,
                       const tnt_sink *, tnt_error *e) {
    call->detail(call, text("detail"), text("tried " + canary));
    call->detail(call, text("hint"), text("s3cret-c%40nary"));
    call->detail(call, text("notice"), text("note " + canary));
    e->native_code = 7;
    std::copy_n("42601", 6, &e->sqlstate[0]);
    e->offset = 12;
    e->effect = TNT_EFFECT_NONE;
    e->retry = TNT_RETRY_NEVER;
    return answer(e, TNT_SQL, canary + " at " + canary);
  };
  session s = fake.open();
  const auto ran = s.query("x", {}, {});
  REQUIRE_FALSE(ran);
  const error &e = ran.error();
  CHECK(to_string(e).find(canary) == std::string::npos);
  CHECK(e.message == "*** at ***");
  CHECK(e.details ==
        std::vector<std::pair<std::string, std::string>>{{"detail", "tried ***"}, {"hint", "***"}});
  CHECK(s.notices() == calls{"note ***"});
  CHECK(e.sqlstate == "42601");
  CHECK(e.native_code == 7);
  CHECK(e.offset == 12);
  CHECK(e.effect == effect::none);
  CHECK(e.retry == tenantry::retry::never);
  CHECK_FALSE(s.broken());
}

TEST_CASE("a secret that the end of a full message cut in two is hidden too") {
  fake_adapter fake;
  fake.on_execute = [](const tnt_call *, const std::string &, const tnt_cell *, std::size_t, const tnt_sink *,
                       tnt_error *e) {
    return answer(e, TNT_SQL, std::string(sizeof e->message - 1 - 6, 'x') + canary);
  };
  session s = fake.open();
  const auto ran = s.query("x", {}, {});
  REQUIRE_FALSE(ran);
  CHECK(ran.error().message.find(canary.substr(0, 3)) == std::string::npos);
  CHECK(ran.error().message.ends_with("xxx***… (7 more bytes)"));
}

TEST_CASE("bytes of a message that are no UTF-8 are replaced") {
  fake_adapter fake;
  fake.on_execute = [](const tnt_call *, const std::string &, const tnt_cell *, std::size_t, const tnt_sink *,
                       tnt_error *e) {
    return answer(e, TNT_SQL,
                  "gr\xFC\xDF"
                  "e \xC3\xA4");
  };
  session s = fake.open();
  CHECK(s.query("x", {}, {}).error().message ==
        "gr\xEF\xBF\xBD\xEF\xBF\xBD"
        "e \xC3\xA4");
}

TEST_CASE("a status that the contract does not know is an internal error with effect unknown") {
  fake_adapter fake;
  fake.on_execute = [](const tnt_call *, const std::string &, const tnt_cell *, std::size_t, const tnt_sink *,
                       tnt_error *e) {
    e->effect = 200;
    e->retry = 200;
    return tnt_status{77};
  };
  session s = fake.open();
  const auto ran = s.query("x", {}, {});
  REQUIRE_FALSE(ran);
  CHECK(ran.error().category == category::internal);
  CHECK(ran.error().message.find("77") != std::string::npos);
  CHECK(ran.error().effect == effect::unknown);
  CHECK(ran.error().retry == tenantry::retry::unknown);
}

TEST_CASE("notices of a call that succeeded are kept until the next call") {
  fake_adapter fake;
  fake.on_execute = [](const tnt_call *call, const std::string &sql, const tnt_cell *, std::size_t,
                       const tnt_sink *, tnt_error *) {
    if (sql == "loud") call->detail(call, text("notice"), text("table exists"));
    if (sql == "loud") call->detail(call, text("diagnostic"), text("01000"));
    return TNT_OK;
  };
  session s = fake.open();
  REQUIRE(s.query("loud", {}, {}));
  CHECK(s.notices() == calls{"table exists", "01000"});
  REQUIRE(s.query("quiet", {}, {}));
  CHECK(s.notices().empty());
}

// ---- rows

namespace {

// Gives back its parameters as one row.
tnt_status echo(const tnt_call *, const std::string &, const tnt_cell *params, std::size_t n,
                const tnt_sink *sink, tnt_error *) {
  const std::vector<tnt_column> columns(n, {text("Name"), text("any")});
  if (sink->columns(sink->data, columns.data(), n) == TNT_OK) sink->row(sink->data, params, n);
  sink->affected(sink->data, 3);
  return TNT_OK;
}

// Counts up and does not care for the sink's answer.
tnt_status count_to_ten(const tnt_call *, const std::string &, const tnt_cell *, std::size_t,
                        const tnt_sink *sink, tnt_error *) {
  const tnt_column column{text("n"), text("int")};
  sink->columns(sink->data, &column, 1);
  for (std::int64_t i = 1; i <= 10; ++i) {
    tnt_cell c{};
    c.kind = TNT_INT64;
    c.num.i = i;
    sink->row(sink->data, &c, 1);
  }
  return TNT_OK;
}

}  // namespace

TEST_CASE("cells of every kind travel to the adapter and back") {
  fake_adapter fake;
  fake.on_execute = echo;
  session s = fake.open();
  const std::vector<cell> values{std::monostate{},
                                 std::int64_t{-5},
                                 2.5,
                                 true,
                                 false,
                                 std::string("t\0x", 3),
                                 bytes{std::string("\xFF\0", 2)},
                                 std::string()};
  const auto back = s.query("x", values, {});
  REQUIRE(back);
  REQUIRE(back->data.size() == 1);
  CHECK(back->data[0] == values);
  CHECK(back->affected == 3);
  CHECK(back->column("NAME") == 0);
  CHECK_FALSE(back->column("other"));
}

TEST_CASE("a stream that is stopped early gets nothing more even from an adapter that goes on") {
  fake_adapter fake;
  fake.on_execute = count_to_ten;
  session s = fake.open();
  std::vector<std::int64_t> seen;
  const status ran = s.stream("x", {},
                              [&](const rows &header, row &&r) {
                                CHECK(header.columns == calls{"n"});
                                CHECK(header.data.empty());
                                seen.push_back(std::get<std::int64_t>(r.at(0)));
                                return seen.size() < 3;
                              },
                              {});
  CHECK(ran);
  CHECK(seen == std::vector<std::int64_t>{1, 2, 3});
}

TEST_CASE("what a row callback throws comes out after the adapter has returned") {
  fake_adapter fake;
  bool returned = false;
  fake.on_execute = [&](const tnt_call *call, const std::string &sql, const tnt_cell *p, std::size_t n,
                        const tnt_sink *sink, tnt_error *e) {
    const tnt_status status = count_to_ten(call, sql, p, n, sink, e);
    returned = true;
    return status;
  };
  session s = fake.open();
  int rows_seen = 0;
  const auto run = [&] {
    (void)s.stream("x", {},
                   [&](const rows &, row &&) -> bool {
                     ++rows_seen;
                     throw std::runtime_error("from the callback");
                   },
                   {});
  };
  CHECK_THROWS_WITH(run(), "from the callback");
  CHECK(returned);
  CHECK(rows_seen == 1);
  CHECK(s.ping({}));
}

// ---- limits

TEST_CASE("a call that timed out is cancelled and closed on another thread and breaks the session") {
  fake_adapter fake;
  fake.on_execute = [](const tnt_call *, const std::string &, const tnt_cell *, std::size_t, const tnt_sink *,
                       tnt_error *e) { return answer(e, TNT_TIMEOUT, "30 s passed"); };
  {
    session s = fake.open();
    const auto ran = s.query("slow", {}, within(milliseconds(30000)));
    REQUIRE_FALSE(ran);
    CHECK(ran.error().category == category::timeout);
    CHECK(ran.error().effect == effect::unknown);
    CHECK(s.broken());
    CHECK(fake.calls() == calls{"open", "execute slow", "cancel", "close"});
    CHECK(fake.thread_of("cancel") != std::this_thread::get_id());
    CHECK(fake.thread_of("cancel") == fake.thread_of("close"));

    const auto again = s.query("more", {}, {});
    REQUIRE_FALSE(again);
    CHECK(again.error().category == category::connection_lost);
    CHECK(again.error().message.find("30 s passed") != std::string::npos);
    CHECK(again.error().effect == effect::none);
    CHECK(s.transaction_state() == session::transaction::unknown);
  }
  CHECK(fake.calls() == calls{"open", "execute slow", "cancel", "close"});
}

TEST_CASE("a lost line and a stopped call break the session and other errors do not") {
  const auto [answered, breaks] = GENERATE(table<tnt_status, bool>({{TNT_CONNECTION_LOST, true},
                                                                    {TNT_CANCELLED, true},
                                                                    {TNT_TIMEOUT, true},
                                                                    {TNT_SQL, false},
                                                                    {TNT_LOCKED, false},
                                                                    {TNT_CONFLICT, false},
                                                                    {TNT_UNSUPPORTED, false}}));
  fake_adapter fake;
  fake.on_execute = [code = answered](const tnt_call *, const std::string &, const tnt_cell *, std::size_t,
                                      const tnt_sink *, tnt_error *e) { return answer(e, code, "no"); };
  session s = fake.open();
  const auto ran = s.query("x", {}, {});
  REQUIRE_FALSE(ran);
  CHECK(static_cast<tnt_status>(ran.error().category) == answered);
  CHECK(s.broken() == breaks);
}

TEST_CASE("an adapter sees deadline, stop function and descriptor of a call") {
  fake_adapter fake;
  stop_source stop;
  const auto deadline = monotonic::now() + std::chrono::hours(1);
  std::int64_t seen_deadline = 0;
  bool readable_before = true;
  fake.on_execute = [&](const tnt_call *call, const std::string &, const tnt_cell *, std::size_t,
                        const tnt_sink *, tnt_error *e) {
    seen_deadline = call->deadline_ns;
    pollfd waited{call->stop_fd, POLLIN, 0};
    readable_before = ::poll(&waited, 1, 0) != 0 || call->stop(call) != 0;
    const std::jthread other([&] { stop.request_stop(); });
    const bool woken = ::poll(&waited, 1, 10000) == 1;
    return woken && call->stop(call) != 0 ? answer(e, TNT_CANCELLED, "stopped")
                                          : answer(e, TNT_INTERNAL, "not woken");
  };
  session s = fake.open();
  const auto ran = s.query("x", {}, stop.limits(deadline));
  REQUIRE_FALSE(ran);
  CHECK(ran.error().message == "stopped");
  CHECK_FALSE(readable_before);
  CHECK(seen_deadline == deadline.time_since_epoch() / std::chrono::nanoseconds(1));
}

TEST_CASE("a call whose time is up is not made and leaves the session whole") {
  fake_adapter fake;
  session s = fake.open();
  const auto late = s.query("late", {}, within(milliseconds(-1)));
  REQUIRE_FALSE(late);
  CHECK(late.error().category == category::timeout);
  CHECK(late.error().effect == effect::none);
  stop_source stop;
  stop.request_stop();
  const auto stopped = s.query("stopped", {}, stop.limits());
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().category == category::cancelled);
  CHECK_FALSE(s.broken());
  CHECK(fake.calls() == calls{"open"});
}

// ---- transactions

TEST_CASE("the options of a transaction reach the adapter") {
  fake_adapter fake;
  std::vector<tnt_begin> seen;
  std::string lock;
  fake.on_begin = [&](const tnt_begin *options, tnt_error *) {
    seen.push_back(*options);
    lock = text(options->lock_name);
    return TNT_OK;
  };
  session s = fake.open();
  transaction_options options;
  options.rebuild = options.relaxed = true;
  options.lock_timeout = milliseconds(1500);
  options.statement_timeout = milliseconds(-1);
  options.lock_name = "tenantry";
  REQUIRE(s.begin(options, {}));
  CHECK(lock == "tenantry");
  transaction_options plain;
  plain.read_only = true;
  REQUIRE(s.begin(plain, {}));
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].flags == (TNT_TX_WRITE | TNT_TX_REBUILD | TNT_TX_RELAXED));
  CHECK(seen[0].lock_timeout_ns == 1'500'000'000);
  CHECK(seen[0].statement_timeout_ns < 0);
  CHECK(seen[1].flags == TNT_TX_READ_ONLY);
  CHECK(seen[1].lock_timeout_ns == 0);
  CHECK(lock.empty());
}

TEST_CASE("the transaction's state is told as the adapter tells it") {
  fake_adapter fake;
  session s = fake.open();
  CHECK(s.transaction_state() == session::transaction::idle);
  fake.transaction_state = TNT_TX_ACTIVE;
  CHECK(s.transaction_state() == session::transaction::active);
  fake.transaction_state = TNT_TX_FAILED;
  CHECK(s.transaction_state() == session::transaction::failed);
  fake.transaction_state = 99;
  CHECK(s.transaction_state() == session::transaction::unknown);
}

TEST_CASE("an optional function that a short table lacks answers unsupported") {
  fake_adapter fake;
  const bool cut = GENERATE(true, false);
  if (cut) fake.table.struct_size = offsetof(tnt_adapter, shutdown);
  session s = fake.open();
  const status set = s.set_limits(nullptr, {});
  REQUIRE_FALSE(set);
  CHECK(set.error().category == category::unsupported);
  CHECK(set.error().effect == effect::none);
  CHECK_FALSE(s.broken());
}

// ---- weak drivers

namespace {

tnt_status linger(const tnt_call *, const std::string &, const tnt_cell *, std::size_t, const tnt_sink *,
                  tnt_error *) {
  std::this_thread::sleep_for(milliseconds(2));
  return TNT_OK;
}

void use_from_four_threads(fake_adapter &fake) {
  fake.on_execute = linger;
  (void)fake.loaded();
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&fake] {
      session_config config;
      auto s = session::open(fake.loaded(), config, {});
      for (int i = 0; s && i < 10; ++i) (void)s->query("x", {}, {});
    });
}

}  // namespace

TEST_CASE("a process-serial adapter never has two calls at once and others do") {
  const bool serial = GENERATE(true, false);
  fake_adapter fake;
  if (serial) fake.table.traits |= TNT_TRAIT_PROCESS_SERIAL;
  use_from_four_threads(fake);
  if (serial) {
    CHECK(fake.most_inside == 1);
  } else {
    CHECK(fake.most_inside > 1);
  }
}

TEST_CASE("who waits for a process-serial adapter gives up at his deadline with nothing done") {
  fake_adapter fake;
  fake.table.traits |= TNT_TRAIT_PROCESS_SERIAL;
  std::atomic<bool> entered{false}, leave{false};
  fake.on_execute = [&](const tnt_call *, const std::string &, const tnt_cell *, std::size_t,
                        const tnt_sink *, tnt_error *) {
    entered = true;
    while (!leave) std::this_thread::sleep_for(milliseconds(1));
    return TNT_OK;
  };
  session slow = fake.open();
  session waiting = fake.open();
  std::jthread other([&] { (void)slow.query("slow", {}, {}); });
  while (!entered) std::this_thread::sleep_for(milliseconds(1));
  const auto ran = waiting.query("waits", {}, within(milliseconds(20)));
  leave = true;
  other.join();
  REQUIRE_FALSE(ran);
  CHECK(ran.error().category == category::timeout);
  CHECK(ran.error().effect == effect::none);
  CHECK_FALSE(waiting.broken());
  CHECK(waiting.ping({}));
}

TEST_CASE("a thread-affine connection stays on one thread while its session moves") {
  fake_adapter fake;
  fake.table.traits |= TNT_TRAIT_THREAD_AFFINE;
  {
    session s = fake.open();
    REQUIRE(s.ping({}));
    std::jthread([moved = std::move(s)]() mutable { (void)moved.query("elsewhere", {}, {}); }).join();
  }
  CHECK(fake.calls() == calls{"open", "ping", "execute elsewhere", "close"});
  const auto home = fake.thread_of("open");
  CHECK(home != std::this_thread::get_id());
  for (const std::string call : {"ping", "execute elsewhere", "close"}) CHECK(fake.thread_of(call) == home);
}

TEST_CASE("a thread-affine connection that timed out is cancelled elsewhere and closed at home") {
  fake_adapter fake;
  fake.table.traits |= TNT_TRAIT_THREAD_AFFINE;
  fake.on_execute = [](const tnt_call *, const std::string &, const tnt_cell *, std::size_t, const tnt_sink *,
                       tnt_error *e) { return answer(e, TNT_TIMEOUT, "late"); };
  session s = fake.open();
  CHECK_FALSE(s.query("x", {}, {}));
  CHECK(fake.calls() == calls{"open", "execute x", "cancel", "close"});
  CHECK(fake.thread_of("close") == fake.thread_of("open"));
  CHECK(fake.thread_of("cancel") != fake.thread_of("open"));
}
