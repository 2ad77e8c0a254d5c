#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "tests/support/sqlite_database.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/sqlite/client.hpp"

using namespace tenantry::testing;
namespace fs = std::filesystem;

namespace {

struct family {
  temporary_folder folder;
  fs::path file = folder.path() / "tenant.db";
  family() {
    sqlite_run(file,
               "create table parent (id integer primary key, name text);"
               "create table child (id integer primary key, parent_id integer not null"
               " references parent (id) on delete cascade);"
               "insert into parent values (1, 'a'), (2, 'b');"
               "insert into child values (10, 1), (11, 1), (12, 2);");
  }
};

fields with_foreign_keys(const fs::path &file) {
  return {{"url", "sqlite:" + file.string()}, {"setting.foreign_keys", "on"}};
}

constexpr const char *rebuild_of_parent[] = {
    "create table __new_parent (id integer primary key, name text not null)",
    "insert into __new_parent select id, name from parent", "drop table parent",
    "alter table __new_parent rename to parent"};

bool holds(const std::string &text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::int64_t milliseconds_since(std::chrono::steady_clock::time_point then) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - then)
      .count();
}

// Another user's rights for the life of the object; only root can take them.
class as_nobody {
 public:
  as_nobody() { taken_ = seteuid(65534) == 0; }
  ~as_nobody() {
    if (taken_) (void)!seteuid(0);
  }
  as_nobody(const as_nobody &) = delete;
  as_nobody &operator=(const as_nobody &) = delete;

 private:
  bool taken_ = false;
};

}  // namespace

TEST_CASE("T-44: a rebuild keeps the children that ON DELETE CASCADE would delete") {
  const family db;
  client conn(with_foreign_keys(db.file));
  REQUIRE(conn.begin(TNT_TX_WRITE | TNT_TX_REBUILD).message == "");
  for (const char *sql : rebuild_of_parent) REQUIRE(conn.execute(sql).message == "");
  CHECK(conn.commit().message == "");
  CHECK(conn.value("select count(*) from child") == "3");
  CHECK(conn.value("pragma foreign_keys") == "1");
}

TEST_CASE("T-44: the same without the flag and with foreign keys on loses them, so the flag is what holds") {
  const family db;
  client conn(with_foreign_keys(db.file));
  REQUIRE(conn.begin().message == "");
  for (const char *sql : rebuild_of_parent) REQUIRE(conn.execute(sql).message == "");
  CHECK(conn.commit().message == "");
  CHECK(conn.value("select count(*) from child") == "0");
}

TEST_CASE(
    "T-44: foreign keys are off unless the configuration asks, so a plain DROP TABLE cascades nowhere") {
  const family db;
  client conn(db.file);
  REQUIRE(conn.begin().message == "");
  for (const char *sql : rebuild_of_parent) REQUIRE(conn.execute(sql).message == "");
  CHECK(conn.commit().message == "");
  CHECK(conn.value("select count(*) from child") == "3");
}

TEST_CASE("T-44: a rebuild that leaves children without their parent is not committed") {
  const family db;
  client conn(with_foreign_keys(db.file));
  REQUIRE(conn.begin(TNT_TX_WRITE | TNT_TX_REBUILD).message == "");
  REQUIRE(conn.execute("delete from parent where id = 1").message == "");
  const answer refused = conn.commit();
  CHECK(refused.status == TNT_SQL);
  CHECK(refused.sqlstate == "23503");
  CHECK(refused.effect == TNT_EFFECT_NONE);
  CHECK(holds(refused.message, "2 rows of \"child\""));
  CHECK(conn.state() == TNT_TX_ACTIVE);
  CHECK(conn.rollback().message == "");
  CHECK(conn.value("select count(*) from parent") == "2");
  CHECK(conn.value("pragma foreign_keys") == "1");
}

TEST_CASE("T-44: children that dangled before a rebuild do not stop it") {
  const family db;
  sqlite_run(db.file, "insert into child values (99, 77)");
  client conn(with_foreign_keys(db.file));
  REQUIRE(conn.begin(TNT_TX_WRITE | TNT_TX_REBUILD).message == "");
  for (const char *sql : rebuild_of_parent) REQUIRE(conn.execute(sql).message == "");
  CHECK(conn.commit().message == "");
  CHECK(conn.value("select count(*) from child") == "4");
}

TEST_CASE("T-44: rows that vanish from a table that no statement names stop the rebuild") {
  const family db;
  sqlite_run(db.file, "create trigger sweep after delete on parent begin delete from child; end");
  client conn(db.file);
  REQUIRE(conn.begin(TNT_TX_WRITE | TNT_TX_REBUILD).message == "");
  REQUIRE(conn.execute("insert into parent values (3, 'c')").message == "");
  REQUIRE(conn.execute("delete from parent where id = 3").message == "");
  const answer refused = conn.commit();
  CHECK(refused.status == TNT_SQL);
  CHECK(holds(refused.message, "removed 3 rows of \"child\""));
  CHECK(conn.rollback().message == "");
  CHECK(conn.value("select count(*) from child") == "3");
}

TEST_CASE(
    "T-44: a trigger that a rebuild would take with the old table stops it, until the migration names it") {
  const family db;
  sqlite_run(db.file, "create trigger touch after insert on parent begin select 1; end");
  const std::string count = "select count(*) from sqlite_master where type = 'trigger'";
  client conn(db.file);
  REQUIRE(conn.begin(TNT_TX_WRITE | TNT_TX_REBUILD).message == "");
  for (const char *sql : rebuild_of_parent) REQUIRE(conn.execute(sql).message == "");
  const answer refused = conn.commit();
  CHECK(refused.status == TNT_SQL);
  CHECK(refused.sqlstate == "2BP01");
  CHECK(refused.effect == TNT_EFFECT_NONE);
  CHECK(holds(refused.message, "removed its trigger \"touch\""));
  CHECK(conn.rollback().message == "");
  CHECK(conn.value(count) == "1");

  REQUIRE(conn.begin(TNT_TX_WRITE | TNT_TX_REBUILD).message == "");
  REQUIRE(conn.execute("drop trigger touch").message == "");
  for (const char *sql : rebuild_of_parent) REQUIRE(conn.execute(sql).message == "");
  CHECK(conn.commit().message == "");
  CHECK(conn.value(count) == "0");
}

TEST_CASE("T-44: a table that is dropped for good takes its triggers with it") {
  const family db;
  sqlite_run(db.file,
             "create table aside (x); create trigger touch after insert on aside begin select 1; end");
  client conn(db.file);
  REQUIRE(conn.begin(TNT_TX_WRITE | TNT_TX_REBUILD).message == "");
  REQUIRE(conn.execute("drop table aside").message == "");
  CHECK(conn.commit().message == "");
}

TEST_CASE("DDL is rolled back with its transaction") {
  const family db;
  client conn(db.file);
  REQUIRE(conn.begin().message == "");
  REQUIRE(conn.execute("create table gone (x)").message == "");
  CHECK(conn.state() == TNT_TX_ACTIVE);
  CHECK(conn.rollback().message == "");
  CHECK(conn.state() == TNT_TX_IDLE);
  CHECK(conn.value("select count(*) from sqlite_master where name = 'gone'") == "0");
  CHECK(conn.rollback().message == "");
  CHECK(conn.commit().status == TNT_BAD_ARGUMENT);
}

TEST_CASE("a script that commits by itself leaves no transaction behind") {
  const family db;
  client conn(db.file);
  REQUIRE(conn.begin().message == "");
  REQUIRE(conn.execute("commit").message == "");
  CHECK(conn.state() == TNT_TX_IDLE);
  CHECK(conn.begin().message == "");
}

TEST_CASE("an error after which SQLite rolls back leaves a failed transaction") {
  const family db;
  client conn(db.file);
  REQUIRE(conn.begin().message == "");
  REQUIRE(conn.execute("insert or rollback into parent values (1, 'again')").sqlstate == "23505");
  CHECK(conn.state() == TNT_TX_FAILED);
  CHECK(conn.commit().effect == TNT_EFFECT_NONE);
  CHECK(conn.rollback().message == "");
  CHECK(conn.state() == TNT_TX_IDLE);
}

TEST_CASE("a read-only transaction writes nothing, and the next one may") {
  const family db;
  client conn(db.file);
  REQUIRE(conn.begin(TNT_TX_READ_ONLY).message == "");
  CHECK(conn.value("select count(*) from child") == "3");
  CHECK(conn.execute("delete from child").sqlstate == "25006");
  CHECK(conn.rollback().message == "");
  CHECK(conn.execute("delete from child where id = 10").message == "");
}

TEST_CASE("T-45: a second writer waits for as long as its lock timeout, then says who is in the way") {
  const family db;
  client first(db.file), second(db.file);
  REQUIRE(first.begin().message == "");
  const auto then = std::chrono::steady_clock::now();
  const answer refused = second.begin(TNT_TX_WRITE, 150);
  CHECK(milliseconds_since(then) >= 140);
  CHECK(milliseconds_since(then) < 3000);
  CHECK(refused.status == TNT_LOCKED);
  CHECK(refused.retry == TNT_RETRY_SAME_CONN);
  CHECK(refused.effect == TNT_EFFECT_NONE);
  CHECK(holds(refused.message, "another connection"));
  REQUIRE(first.commit().message == "");
  CHECK(second.begin(TNT_TX_WRITE, 150).message == "");
}

TEST_CASE("T-45: a writer that goes away in time is waited for") {
  const family db;
  client first(db.file), second(db.file);
  REQUIRE(first.begin().message == "");
  std::thread leaving([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(80));
    first.commit();
  });
  CHECK(second.begin(TNT_TX_WRITE, 5000).message == "");
  leaving.join();
}

TEST_CASE("T-45: a transaction with a lock's name never waits for the lock") {
  const family db;
  client first(db.file), second(db.file);
  REQUIRE(first.begin(TNT_TX_WRITE, 5000, "deploy").message == "");
  const auto then = std::chrono::steady_clock::now();
  CHECK(second.begin(TNT_TX_WRITE, 5000, "deploy").status == TNT_LOCKED);
  CHECK(milliseconds_since(then) < 1000);
  CHECK(second.state() == TNT_TX_IDLE);
}

TEST_CASE("T-45: a deadline ends the wait for a lock, and it is called a timeout") {
  const family db;
  client first(db.file), second(db.file);
  REQUIRE(first.begin().message == "");
  second.deadline_ns = in_ms(100);
  CHECK(second.begin(TNT_TX_WRITE, 60'000).status == TNT_TIMEOUT);
}

TEST_CASE("T-45: WAL stays WAL") {
  const family db;
  sqlite_run(db.file, "pragma journal_mode = wal");
  {
    client conn(db.file);
    REQUIRE(conn.begin().message == "");
    REQUIRE(conn.execute("create table more (x)").message == "");
    REQUIRE(conn.commit().message == "");
  }
  CHECK(sqlite_value(db.file, "pragma journal_mode") == "wal");
}

TEST_CASE("T-53: a read-only database refuses a writing transaction before it begins, and can be read") {
  const family db;
  client conn(fields{{"url", "sqlite:" + db.file.string()}, {"setting.mode", "ro"}});
  const answer refused = conn.begin();
  CHECK(refused.status == TNT_SQL);
  CHECK(refused.sqlstate == "25006");
  CHECK(refused.effect == TNT_EFFECT_NONE);
  CHECK(holds(refused.message, db.file.string() + "\" is read-only"));
  CHECK(conn.execute("delete from child").sqlstate == "25006");
  CHECK(conn.value("select count(*) from child") == "3");
  CHECK(conn.identify().rows.at(0)[5] == "0");
}

TEST_CASE("T-53: a file whose rights forbid writing says so") {
  const family db;
  fs::permissions(db.folder.path(), fs::perms(0555));
  fs::permissions(db.file, fs::perms(0444));
  {
    const as_nobody dropped;
    client conn(db.file);
    REQUIRE(conn.opened().message == "");
    CHECK(conn.begin().sqlstate == "25006");
    CHECK(conn.identify().rows.at(0)[5] == "0");
  }
  fs::permissions(db.folder.path(), fs::perms(0700));
}

TEST_CASE("T-53: a folder that forbids writing is found when the journal cannot be made") {
  const family db;
  fs::permissions(db.folder.path(), fs::perms(0555));
  fs::permissions(db.file, fs::perms(0666));
  {
    const as_nobody dropped;
    client conn(db.file);
    const answer refused = conn.execute("delete from child");
    CHECK(refused.status == TNT_SQL);
    CHECK(refused.effect == TNT_EFFECT_NONE);
    CHECK(holds(refused.message, "folder"));
    CHECK(conn.identify().rows.at(0)[5] == "0");
  }
  fs::permissions(db.folder.path(), fs::perms(0700));
}

TEST_CASE("T-53: a full database says so and changes nothing") {
  const family db;
  client conn(db.file);
  REQUIRE(conn.execute("pragma max_page_count = 4").message == "");
  REQUIRE(conn.begin().message == "");
  const answer full = conn.execute(
      "create table big as with recursive n(x) as (select 1 union all select x + 1 from"
      " n limit 5000) select x, randomblob(100) from n");
  CHECK(full.status == TNT_SQL);
  CHECK(full.sqlstate == "53100");
  CHECK(full.effect == TNT_EFFECT_NONE);
  CHECK(conn.rollback().message == "");
  CHECK(conn.value("select count(*) from sqlite_master where name = 'big'") == "0");
}
