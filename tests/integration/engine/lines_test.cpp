// Connections that end in the middle, and stops: what took effect is found out and said.
#include <catch2/catch.hpp>
#include <thread>

#include "tests/integration/engine/bench.hpp"
#include "tests/support/require_server.hpp"
#include "tests/support/tcp_proxy.hpp"

using namespace tenantry;
using namespace tenantry::testing;
using kind = outcome::kind;

namespace {

const std::string asleep =
    "SELECT count(*) FROM pg_stat_activity WHERE query ILIKE '%pg_sleep%' AND wait_event = 'PgSleep' AND "
    "datname = "
    "current_database()";

// Without TLS, so that the proxy can read the words.
std::string through(const tcp_proxy &proxy, const postgres_database &database) {
  return url_with_parameter(url_with_port(database.url(), proxy.port()),
                            "sslmode=disable&gssencmode=disable");
}

// A server notices the end of a session a moment after the client: it is waited for.
bool no_lock_left(const postgres_database &database) {
  return wait_until(
      database.url(),
      "SELECT (count(*) = 0)::int FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM "
      "pg_database WHERE datname = current_database())");
}

std::string done_once(const postgres_database &database) {
  return database.value(
      "SELECT string_agg(tag || '=' || n, ',' ORDER BY tag) FROM (SELECT tag, count(*) n FROM "
      "tenantry.history WHERE event = 'done' GROUP BY tag) d");
}

}  // namespace

TEST_CASE("T-05: a session that the administrator ends in a statement is begun again, each migration once") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  t.write("0001_b", "INSERT INTO a VALUES (1);--> statement-breakpoint\nSELECT pg_sleep(0.7);");
  t.write("0002_c", "INSERT INTO a VALUES (2);");
  outcome o;
  {
    std::jthread engine([&] { o = run(t, database.url()); });
    REQUIRE(wait_until(database.url(), asleep));
    database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
  }
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 3);
  CHECK(database.value("SELECT count(*) FROM a") == "2");
  CHECK(done_once(database) == "0000_a=1,0001_b=1,0002_c=1");
  CHECK(no_lock_left(database));
}

TEST_CASE("T-05: a line that is cut while the transaction commits is asked about, not guessed") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const cut_when when = GENERATE(cut_when::before_server, cut_when::after_server);
  const std::string word = GENERATE(std::string("cut_here"), std::string("COMMIT"));
  CAPTURE(when == cut_when::after_server, word);
  const postgres_database database(server);
  tcp_proxy proxy(port_of(database.url()), when, word);
  track t;
  t.write("0000_a", "CREATE TABLE cut_here (id int);");
  t.write("0001_b", "INSERT INTO cut_here VALUES (1);");
  const outcome o = run(t, through(proxy, database));
  INFO(told(o));
  CHECK(proxy.cuts_made() == 1);
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 2);
  CHECK(o.from.empty());
  CHECK(o.to == "0001_b");
  CHECK(done_once(database) == "0000_a=1,0001_b=1");
  CHECK(database.value("SELECT count(*) FROM cut_here") == "1");
}

TEST_CASE("T-05: a line that is cut while nothing but Drizzle's rows are restored is opened again") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "SELECT 1;");
  engine_options options = quick_options();
  options.drizzle = drizzle_mode::on;
  REQUIRE(run(t, database.url(), options).is == kind::migrated);
  database.run("DELETE FROM drizzle.__drizzle_migrations");
  tcp_proxy proxy(port_of(database.url()), cut_when::after_server, "LOCK TABLE");
  const outcome o = run(t, through(proxy, database), options);
  INFO(told(o));
  CHECK(proxy.cuts_made() == 1);
  CHECK(o.is == kind::up_to_date);
  CHECK(database.value("SELECT count(*) FROM drizzle.__drizzle_migrations") == "1");
}

TEST_CASE("T-05: lines that are cut around a concurrent index end with one valid index") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const std::string word = GENERATE(std::string("pg_try_advisory_lock"), std::string("CREATE INDEX CONC"),
                                    std::string("indisvalid"), std::string("RESET lock_timeout"));
  const cut_when when = GENERATE(cut_when::before_server, cut_when::after_server);
  CAPTURE(when == cut_when::after_server, word);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  REQUIRE(run(t, database.url()).is == kind::migrated);
  t.write("0001_i", "CREATE INDEX CONCURRENTLY a_id ON a (id);");
  tcp_proxy proxy(port_of(database.url()), when, word);
  const outcome o = run(t, through(proxy, database));
  INFO(told(o));
  INFO(events(database));
  CHECK(proxy.cuts_made() == 1);
  CHECK(o.is == kind::migrated);
  CHECK(o.steps == 1);
  CHECK(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_id'::regclass") == "t");
  CHECK(no_lock_left(database));
}

TEST_CASE("T-05: a server that is gone for good leaves the effect unknown") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  const bool outside = GENERATE(false, true);
  CAPTURE(outside);
  t.write("0000_a",
          (outside ? "-- tenantry: transaction none\n" : "") + std::string("SELECT pg_sleep(0.5);"));
  outcome o;
  {
    std::jthread engine([&] { o = run(t, database.url()); });
    REQUIRE(wait_until(database.url(), asleep));
    postgres_connection admin(server);
    admin.run("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS false");
    admin.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database.name() +
              "'");
  }
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->category == category::connection_lost);
  CHECK(o.failure->effect == effect::unknown);
  CHECK(o.steps == 0);
}

TEST_CASE("T-09: a stop during a transaction undoes it, says so, and leaves no lock") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  t.write("0001_b", "CREATE TABLE b (id int);--> statement-breakpoint\nSELECT pg_sleep(30);");
  stop_source stop;
  outcome o;
  {
    std::jthread engine([&] { o = run(t, database.url(), quick_options(), stop.limits()); });
    REQUIRE(wait_until(database.url(), asleep));
    stop.request_stop();
  }
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->category == category::cancelled);
  CHECK(o.failure->effect == effect::none);
  CHECK(o.steps == 1);
  CHECK(o.to == "0000_a");
  CHECK(events(database) == "start 0000_a, done 0000_a, fail 0001_b");
  CHECK(no_lock_left(database));
  CHECK(database.value("SELECT to_regclass('b') IS NULL") == "t");
}

TEST_CASE("T-09: a stop during a statement outside a transaction tells what became of it") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);");
  REQUIRE(run(t, database.url()).is == kind::migrated);
  postgres_connection old(database.url());
  old.run("BEGIN; INSERT INTO a VALUES (1)");
  t.write("0001_i", "CREATE INDEX CONCURRENTLY a_id ON a (id);");
  stop_source stop;
  outcome o;
  {
    std::jthread engine([&] { o = run(t, database.url(), quick_options(), stop.limits()); });
    REQUIRE(wait_until(database.url(),
                       "SELECT count(*) FROM pg_stat_progress_create_index WHERE datname = "
                       "current_database()"));
    stop.request_stop();
  }
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->category == category::cancelled);
  CHECK(no_lock_left(database));
  old.run("COMMIT");
  o = run(t, database.url());
  INFO(told(o));
  CHECK(o.is == kind::migrated);
  CHECK(database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_id'::regclass") == "t");
}

TEST_CASE("a statement that takes longer than allowed is undone and told as a timeout") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server);
  track t;
  t.write("0000_a", "CREATE TABLE a (id int);--> statement-breakpoint\nSELECT pg_sleep(30);");
  engine_options options = quick_options();
  options.statement_timeout = milliseconds(200);
  const outcome o = run(t, database.url(), options);
  INFO(told(o));
  REQUIRE(o.is == kind::failed);
  CHECK(o.failure->category == category::timeout);
  CHECK(o.failure->effect == effect::none);
  CHECK(o.failure->statement == 2);
  CHECK(events(database) == "fail 0000_a");
}
