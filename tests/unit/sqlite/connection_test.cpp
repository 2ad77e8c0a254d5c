#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/support/sqlite_database.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/sqlite/client.hpp"

using namespace tenantry::testing;
namespace sdk = tenantry::sdk;
namespace fs = std::filesystem;

namespace {

struct database {
  temporary_folder folder;
  fs::path file = folder.path() / "tenant.db";
  database() { sqlite_run(file, "create table well (id integer primary key, title text not null unique)"); }
};

bool holds(const std::string &text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every form of URL that names the file opens it") {
  const database db;
  const std::string folder = db.folder.path().string();
  for (const fields &config :
       {fields{{"url", "sqlite:" + db.file.string()}}, fields{{"url", "sqlite://" + db.file.string()}},
        fields{{"url", "sqlite:tenant.db"}, {"base_dir", folder}},
        fields{{"url", "sqlite://tenant.db"}, {"base_dir", folder}},
        fields{{"url", "sqlite:ten%61nt.db"}, {"base_dir", folder}},
        fields{{"database", "tenant.db"}, {"base_dir", folder}}}) {
    CAPTURE(config.front().second);
    client conn(config);
    REQUIRE(conn.opened().message == "");
    CHECK(conn.value("select count(*) from well") == "0");
  }
}

TEST_CASE("a URL that names no file is refused with the form that does") {
  for (const char *url :
       {"file:tenant.db", "sqlite:", "sqlite::memory:", "sqlite:a?mode=ro", "sqlite:100%", ""}) {
    CAPTURE(url);
    const client conn(fields{{"url", url}});
    CHECK(conn.opened().status == TNT_BAD_CONFIG);
    CHECK(holds(conn.opened().message, "sqlite:path"));
  }
}

TEST_CASE("a file that does not exist is not made unless create is true") {
  const temporary_folder folder;
  const fs::path file = folder.path() / "new.db";
  const client refused(file);
  CHECK(refused.opened().status == TNT_UNREACHABLE);
  CHECK(holds(refused.opened().message, file.string()));
  CHECK(holds(refused.opened().message, "an empty file is an empty database"));
  CHECK_FALSE(fs::exists(file));

  client made(fields{{"url", "sqlite:" + file.string()}, {"create", "true"}});
  CHECK(made.execute("create table a (b)").status == TNT_OK);
  CHECK(fs::exists(file));

  const client lost(
      fields{{"url", "sqlite:" + (folder.path() / "no/where.db").string()}, {"create", "true"}});
  CHECK(lost.opened().status == TNT_UNREACHABLE);
  CHECK(holds(lost.opened().message, "/no\" of the database"));
}

TEST_CASE("a folder and a file of another kind are a wrong configuration") {
  const temporary_folder folder;
  CHECK(client(folder.path()).opened().status == TNT_BAD_CONFIG);
  client text(folder.write("notes.txt", std::string(5000, 'x')));
  REQUIRE(text.opened().status == TNT_OK);
  const answer got = text.execute("select * from well");
  CHECK(got.status == TNT_BAD_CONFIG);
  CHECK(holds(got.message, "notes.txt\" is not an SQLite database"));
}

TEST_CASE("settings are known by name and checked") {
  const database db;
  const std::string url = "sqlite:" + db.file.string();
  CHECK(client(fields{{"url", url}, {"setting.cache", "1"}}).opened().status == TNT_BAD_CONFIG);
  CHECK(client(fields{{"url", url}, {"setting.mode", "rx"}}).opened().status == TNT_BAD_CONFIG);
  CHECK(client(fields{{"url", url}, {"setting.busy_timeout_ms", "soon"}}).opened().status == TNT_BAD_CONFIG);
  client on(fields{{"url", url}, {"setting.foreign_keys", "on"}, {"unheard_of", "1"}});
  CHECK(on.value("pragma foreign_keys") == "1");
  CHECK(client(db.file).value("pragma foreign_keys") == "0");
}

TEST_CASE("cells keep their kind, and text and bytes keep their NUL") {
  const database db;
  client conn(db.file);
  REQUIRE(conn.execute("create table v (i integer, d double, t text, b blob, n varchar(3))").status ==
          TNT_OK);
  const std::string_view zero("a\0b", 3);
  const answer put = conn.execute("insert into v values (?, ?, ?, ?, ?)",
                                  {sdk::cell::int64(INT64_MIN), sdk::cell::real(2.5), sdk::cell::text(zero),
                                   sdk::cell::bytes(zero), sdk::cell::null(TNT_TEXT)});
  CHECK(put.message == "");
  CHECK(put.affected == 1);
  const answer got = conn.execute("select i, d, t, b, n, typeof(t), typeof(b) from v");
  REQUIRE(got.rows.size() == 1);
  CHECK(got.columns == std::vector<std::string>{"i", "d", "t", "b", "n", "typeof(t)", "typeof(b)"});
  CHECK(got.rows[0] == std::vector<std::string>{"-9223372036854775808", "2.500000", std::string(zero),
                                                std::string(zero), "NULL", "text", "blob"});
  CHECK(got.kinds[0] ==
        std::vector<int>{TNT_INT64, TNT_DOUBLE, TNT_TEXT, TNT_BYTES, TNT_TEXT, TNT_TEXT, TNT_TEXT});
  CHECK(conn.execute("insert into v (t) values (?)", {sdk::cell::text("")}).status == TNT_OK);
  CHECK(conn.value("select count(*) from v where t = ''") == "1");
}

TEST_CASE("rows affected are those of the statement, and none of one that changes no row") {
  const database db;
  client conn(db.file);
  CHECK(conn.execute("insert into well (title) values ('a'), ('b'), ('c')").affected == 3);
  CHECK(conn.execute("create table other (x)").affected == 0);
  CHECK(conn.execute("select 1").affected == -1);
  CHECK(conn.execute("update well set title = title || '2' where id > 1").affected == 2);
}

TEST_CASE("a sink that has had enough ends the result and the connection stays usable") {
  const database db;
  client conn(db.file);
  conn.rows_wanted = 2;
  const answer got =
      conn.execute("with recursive n(x) as (select 1 union all select x + 1 from n) select x from n");
  CHECK(got.status == TNT_OK);
  CHECK(got.rows.size() == 2);
  const answer returning = conn.execute("insert into well (title) values ('a'), ('b'), ('c') returning id");
  CHECK(returning.rows.size() == 2);
  CHECK(conn.value("select count(*) from well") == "3");
}

TEST_CASE("execute runs one statement: comments may follow, another statement may not") {
  const database db;
  client conn(db.file);
  CHECK(conn.execute("select 1 ; -- done\n /* really */ ;").status == TNT_OK);
  CHECK(conn.execute("-- nothing at all").status == TNT_OK);
  const answer two = conn.execute("select 1; delete from well");
  CHECK(two.status == TNT_BAD_ARGUMENT);
  CHECK(two.effect == TNT_EFFECT_NONE);
  CHECK(conn.execute(std::string_view("select 1\0delete", 15)).status == TNT_BAD_ARGUMENT);
  CHECK(conn.execute("select ?, ?", {sdk::cell::int64(1)}).status == TNT_BAD_ARGUMENT);
}

TEST_CASE("SQLite's errors carry SQLSTATE, its extended code, the position and no effect") {
  const database db;
  client conn(db.file);
  REQUIRE(conn.execute("insert into well (title) values ('a')").status == TNT_OK);

  const answer unique = conn.execute("insert into well (title) values ('a')");
  CHECK(unique.status == TNT_SQL);
  CHECK(unique.sqlstate == "23505");
  CHECK(unique.native_code == 2067);
  CHECK(unique.effect == TNT_EFFECT_NONE);
  CHECK(unique.details ==
        std::vector<std::pair<std::string, std::string>>{{"table", "well"}, {"column", "title"}});

  CHECK(conn.execute("insert into well (title) values (null)").sqlstate == "23502");
  const answer syntax = conn.execute("select 1 fro m");
  CHECK(syntax.sqlstate == "42601");
  CHECK(syntax.offset == 14);
  const answer missing = conn.execute("select 1 from wel");
  CHECK(missing.sqlstate == "42P01");
  CHECK(holds(missing.message, "no such table: wel"));
  CHECK(conn.execute("select colour from well").sqlstate == "42703");
  CHECK(conn.execute("create table well (x)").sqlstate == "42P07");
  CHECK(conn.execute("drop index nowhere").sqlstate == "42704");
}

TEST_CASE("a statement that keeps rows although it failed has no certain effect") {
  const database db;
  client conn(db.file);
  const answer half = conn.execute("insert or fail into well (title) values ('a'), ('b'), ('a')");
  CHECK(half.sqlstate == "23505");
  CHECK(half.effect == TNT_EFFECT_UNKNOWN);
  CHECK(conn.value("select count(*) from well") == "2");
}

TEST_CASE("a deadline ends a statement that would run for ever") {
  const database db;
  client conn(db.file);
  conn.deadline_ns = in_ms(100);
  const answer late = conn.execute(
      "with recursive n(x) as (select 1 union all select x + 1 from n) "
      "select count(*) from n");
  CHECK(late.status == TNT_TIMEOUT);
  CHECK(late.effect == TNT_EFFECT_NONE);
  conn.deadline_ns = INT64_MAX;
  CHECK(conn.value("select 1") == "1");
}

TEST_CASE("a stop that is raised before or during a statement ends it") {
  const database db;
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  client conn(db.file);
  conn.stop_fd = ends[0];
  REQUIRE(write(ends[1], "x", 1) == 1);
  CHECK(conn.execute("insert into well (title) values ('a')").status == TNT_CANCELLED);
  conn.stop_fd = -1;
  CHECK(conn.value("select count(*) from well") == "0");
  close(ends[0]);
  close(ends[1]);
}

TEST_CASE("limits of the session end a statement outside a transaction") {
  const database db;
  client conn(db.file);
  tnt_begin limits{};
  limits.struct_size = sizeof limits;
  limits.statement_timeout_ns = 50'000'000;
  tnt_error error{};
  error.struct_size = sizeof error;
  REQUIRE(sqlite_adapter().session_limits(conn.raw(), nullptr, &limits, &error) == TNT_OK);
  CHECK(conn.execute("with recursive n(x) as (select 1 union all select x + 1 from n) "
                     "select count(*) from n")
            .status == TNT_TIMEOUT);
}

TEST_CASE("one file has one identity by whatever path it is reached") {
  const database db;
  fs::create_symlink(db.file, db.folder.path() / "soft.db");
  fs::create_hard_link(db.file, db.folder.path() / "hard.db");
  sqlite_run(db.folder.path() / "other.db", "create table a (b)");
  const auto who = [&](const char *name) { return client(db.folder.path() / name).identify().rows.at(0); };
  const auto direct = who("tenant.db");
  CHECK(direct[0] == "sqlite");
  CHECK(direct[1] == who("soft.db")[1]);
  CHECK(direct[1] == who("hard.db")[1]);
  CHECK(direct[1] != who("other.db")[1]);
  CHECK(direct[2] != who("tenant.db")[2]);
  CHECK(direct[3].starts_with("3."));
  CHECK(direct[5] == "1");
}

TEST_CASE("a database is made once, found and dropped with its journals") {
  const temporary_folder folder;
  client admin(fields{{"purpose", "admin"}, {"base_dir", folder.path().string()}});
  REQUIRE(admin.opened().message == "");
  const auto &ext = sqlite_extension<tnt_ext_admin>(TNT_EXT_ADMIN);
  tnt_error error{};
  error.struct_size = sizeof error;
  const tnt_text name = sdk::text("t.db");
  const auto exists = [&] {
    std::int32_t yes = -1;
    CHECK(ext.exists(admin.raw(), nullptr, name, &yes, &error) == TNT_OK);
    return yes == 1;
  };
  CHECK_FALSE(exists());
  CHECK(ext.create(admin.raw(), nullptr, name, nullptr, 0, &error) == TNT_OK);
  CHECK(exists());
  CHECK(ext.create(admin.raw(), nullptr, name, nullptr, 0, &error) == TNT_CONFLICT);
  CHECK(client(folder.path() / "t.db").value("select count(*) from sqlite_master") == "0");
  folder.write("t.db-journal", "left over");
  CHECK(ext.drop(admin.raw(), nullptr, name, 0, &error) == TNT_OK);
  CHECK_FALSE(exists());
  CHECK(fs::is_empty(folder.path()));
  CHECK(ext.drop(admin.raw(), nullptr, name, 0, &error) == TNT_UNREACHABLE);
}
