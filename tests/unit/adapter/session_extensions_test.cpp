#include <tenantry/sdk/ext/draft/admin.h>
#include <tenantry/sdk/ext/draft/batch.h>
#include <tenantry/sdk/ext/draft/diagnose.h>
#include <tenantry/sdk/ext/draft/dialect.h>
#include <tenantry/sdk/ext/draft/lock.h>
#include <tenantry/sdk/ext/draft/script.h>

#include <catch2/catch.hpp>

#include "tests/unit/adapter/fake_adapter.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

// Runs each item: "fail" fails with a detail, everything else gives its text back as a row.  In a transaction
// the first failure ends it.
tnt_status run_items(tnt_conn *, const tnt_call *call, const tnt_begin *tx, const tnt_item *items,
                     std::size_t n, const tnt_sink *sink,
                     void (*done)(void *, std::size_t, const tnt_error *), void *data, tnt_error *e) {
  for (std::size_t i = 0; i < n; ++i) {
    sink->begin_item(sink->data, i);
    if (text(items[i].sql) == "lost") return answer(e, TNT_CONNECTION_LOST, "the line is gone");
    if (text(items[i].sql) == "fail") {
      call->detail(call, text("detail"), text("because of " + canary));
      tnt_error mine{};
      mine.struct_size = sizeof mine;
      answer(&mine, TNT_SQL, "it failed");
      done(data, i, &mine);
      if (tx == nullptr) continue;
      e->effect = TNT_EFFECT_NONE;
      return answer(e, TNT_SQL, "it failed");
    }
    const tnt_column column{text("sql"), text("text")};
    tnt_cell cells[2] = {{TNT_TEXT, 0, {0}, {0}, items[i].sql}, {}};
    cells[1].kind = TNT_INT64;
    cells[1].num.i = items[i].n > 0 ? items[i].params[0].num.i : -static_cast<std::int64_t>(items[i].flags);
    sink->columns(sink->data, &column, 1);
    sink->row(sink->data, &cells[0], 2);
    sink->affected(sink->data, static_cast<std::int64_t>(i));
    done(data, i, nullptr);
  }
  return TNT_OK;
}

const tnt_ext_batch batch{sizeof(tnt_ext_batch), 0, run_items};

tnt_status give_row(const tnt_sink *sink, const std::vector<std::pair<std::string, std::string>> &fields) {
  std::vector<tnt_column> columns;
  std::vector<tnt_cell> cells;
  for (const auto &[name, value] : fields) {
    columns.push_back({text(name), text("text")});
    cells.push_back({TNT_TEXT, 0, {0}, {0}, text(value)});
  }
  sink->columns(sink->data, columns.data(), columns.size());
  sink->row(sink->data, cells.data(), cells.size());
  return TNT_OK;
}

batch_item item(std::string_view sql) {
  return {sql, {}, false, false};
}

}  // namespace

TEST_CASE("an adapter without extensions says so and its sessions answer unsupported") {
  fake_adapter fake;
  session s = fake.open();
  CHECK_FALSE(s.has_batch());
  CHECK_FALSE(s.has_lock());
  CHECK_FALSE(s.has_admin());
  CHECK_FALSE(s.has_diagnose());
  CHECK_FALSE(s.has_probe());
  CHECK_FALSE(fake.loaded().has_dialect());
  const error batch_error = s.run_batch({}, {}).error();
  CHECK(batch_error.category == category::unsupported);
  CHECK(batch_error.message == "adapter \"org.example.fake\" has no \"tenantry.batch/1\"");
  CHECK(s.run_transaction({}, {}, {}).error().category == category::unsupported);
  CHECK(s.try_lock("x", {}).error().category == category::unsupported);
  CHECK(s.identify({}).error().category == category::unsupported);
  CHECK(s.drop_database("x", false, {}).error().category == category::unsupported);
  CHECK(s.blockers("x", {}).error().category == category::unsupported);
  CHECK(s.probe("x", {}).error().category == category::unsupported);
  CHECK(fake.loaded().split("select 1").error().category == category::unsupported);
  CHECK(fake.loaded().describe("{}").error().category == category::unsupported);
}

TEST_CASE("independent items of a batch succeed and fail each for itself") {
  fake_adapter fake;
  fake.extensions[TNT_EXT_BATCH] = &batch;
  session s = fake.open();
  REQUIRE(s.has_batch());
  batch_item with_parameter{"c", {std::int64_t{42}}, true, false};
  batch_item who{"", {}, false, true};
  const auto ran = s.run_batch({item("a"), item("fail"), with_parameter, who}, {});
  REQUIRE(ran);
  REQUIRE(ran->size() == 4);
  CHECK(as_text((*ran)[0].data.data.at(0).at(0)) == "a");
  CHECK((*ran)[0].data.affected == 0);
  CHECK_FALSE((*ran)[0].failure);
  REQUIRE((*ran)[1].failure);
  CHECK((*ran)[1].ran);
  CHECK((*ran)[1].failure->message == "it failed");
  CHECK((*ran)[1].failure->statement == 2);
  CHECK((*ran)[1].failure->details.at(0).second == "because of ***");
  CHECK(as_int64((*ran)[2].data.data.at(0).at(1)) == 42);
  CHECK(as_int64((*ran)[3].data.data.at(0).at(1)) == -static_cast<std::int64_t>(TNT_ITEM_IDENTITY));
}

TEST_CASE("a batch whose line is lost fails as a whole and breaks the session") {
  fake_adapter fake;
  fake.extensions[TNT_EXT_BATCH] = &batch;
  session s = fake.open();
  const auto ran = s.run_batch({item("a"), item("lost"), item("b")}, {});
  REQUIRE_FALSE(ran);
  CHECK(ran.error().category == category::connection_lost);
  CHECK(s.broken());
}

TEST_CASE("a transaction in one trip tells which item failed and that nothing took effect") {
  fake_adapter fake;
  fake.extensions[TNT_EXT_BATCH] = &batch;
  session s = fake.open();
  REQUIRE(s.run_transaction({}, {item("a"), item("b")}, {}));
  const auto ran = s.run_transaction({}, {item("a"), item("b"), item("fail"), item("c")}, {});
  REQUIRE_FALSE(ran);
  CHECK(ran.error().statement == 3);
  CHECK(ran.error().effect == effect::none);
  CHECK(ran.error().details.at(0).second == "because of ***");
  CHECK_FALSE(s.broken());
}

TEST_CASE("a batch table that is cut before its function counts as absent") {
  fake_adapter fake;
  tnt_ext_batch cut = batch;
  cut.struct_size = offsetof(tnt_ext_batch, run);
  fake.extensions[TNT_EXT_BATCH] = &cut;
  session s = fake.open();
  CHECK_FALSE(s.has_batch());
}

TEST_CASE("lock, release and holder go to the adapter by name") {
  static std::string seen;
  tnt_ext_lock lock{};
  lock.struct_size = sizeof lock;
  lock.try_acquire = [](tnt_conn *, const tnt_call *, tnt_text name, tnt_error *e) {
    seen = text(name);
    return answer(e, TNT_LOCKED, "somebody has it");
  };
  lock.release = [](tnt_conn *, const tnt_call *, tnt_text, tnt_error *e) {
    return answer(e, TNT_CONFLICT, "not ours");
  };
  lock.holder = [](tnt_conn *, const tnt_call *, tnt_text, const tnt_sink *sink, tnt_error *) {
    return give_row(sink, {{"session", "4711"}});
  };
  fake_adapter fake;
  fake.extensions[TNT_EXT_LOCK] = &lock;
  session s = fake.open();
  REQUIRE(s.has_lock());
  CHECK(s.try_lock("tenantry.t", {}).error().category == category::locked);
  CHECK(seen == "tenantry.t");
  CHECK(s.unlock("x", {}).error().category == category::conflict);
  const auto holder = s.lock_holder("x", {});
  REQUIRE(holder);
  CHECK(as_text(holder->data.at(0).at(holder->column("SESSION").value())) == "4711");
  CHECK_FALSE(s.broken());
}

TEST_CASE("identify is read by column name whatever the order and the case") {
  tnt_ext_admin admin{};
  admin.struct_size = offsetof(tnt_ext_admin, exists);  // an adapter that can only say who it is
  admin.identify = [](tnt_conn *, const tnt_call *, const tnt_sink *sink, tnt_error *) {
    return give_row(
        sink,
        {{"POOLED", "t"}, {"writable", "false"}, {"Version", "15.4"}, {"server", "s"}, {"database", "d"}});
  };
  fake_adapter fake;
  fake.extensions[TNT_EXT_ADMIN] = &admin;
  session s = fake.open();
  const auto who = s.identify({});
  REQUIRE(who);
  CHECK(who->server == "s");
  CHECK(who->database == "d");
  CHECK(who->version == "15.4");
  CHECK(who->session.empty());
  CHECK(who->pooled);
  CHECK_FALSE(who->writable);
  CHECK(s.create_database("x", {}).error().category == category::unsupported);
  CHECK(session::to_identity(rows{}).error().category == category::internal);
}

TEST_CASE("databases are asked for, made and dropped by name") {
  static std::vector<std::string> seen;
  seen.clear();
  tnt_ext_admin admin{};
  admin.struct_size = sizeof admin;
  admin.identify = [](tnt_conn *, const tnt_call *, const tnt_sink *sink, tnt_error *) {
    return give_row(sink, {{"server", "s"}});
  };
  admin.exists = [](tnt_conn *, const tnt_call *, tnt_text name, std::int32_t *yes, tnt_error *) {
    *yes = text(name) == "there" ? 1 : 0;
    return TNT_OK + 0;
  };
  admin.create = [](tnt_conn *, const tnt_call *, tnt_text name, const tnt_field *, std::size_t,
                    tnt_error *) {
    seen.push_back("create " + text(name));
    return TNT_OK + 0;
  };
  admin.drop = [](tnt_conn *, const tnt_call *, tnt_text name, std::int32_t end, tnt_error *) {
    seen.push_back("drop " + text(name) + (end != 0 ? " with sessions" : ""));
    return TNT_OK + 0;
  };
  fake_adapter fake;
  fake.extensions[TNT_EXT_ADMIN] = &admin;
  session s = fake.open();
  CHECK(s.database_exists("there", {}).value());
  CHECK_FALSE(s.database_exists("elsewhere", {}).value());
  CHECK(s.create_database("a", {}));
  CHECK(s.drop_database("b", true, {}));
  CHECK(s.drop_database("c", false, {}));
  CHECK(seen == std::vector<std::string>{"create a", "drop b with sessions", "drop c"});
}

TEST_CASE("blockers come as values that hide secrets and read as one sentence") {
  tnt_ext_diagnose diagnose{};
  diagnose.struct_size = sizeof diagnose;
  diagnose.blockers = [](tnt_conn *, const tnt_call *, tnt_text victim, const tnt_sink *sink, tnt_error *) {
    return give_row(sink, {{"session", text(victim) + "1"},
                           {"user", "u"},
                           {"application", "app"},
                           {"state", "idle in transaction"},
                           {"since", "12"},
                           {"query", "ALTER ROLE u PASSWORD '" + canary + "'"}});
  };
  fake_adapter fake;
  fake.extensions[TNT_EXT_DIAGNOSE] = &diagnose;
  session s = fake.open();
  const auto who = s.blockers("47", {});
  REQUIRE(who);
  REQUIRE(who->size() == 1);
  CHECK(to_string(who->front()) ==
        "session 471 (app, u) idle in transaction for 12 s: ALTER ROLE u PASSWORD '***'");
}

namespace {

std::string probe_document;
std::int32_t probe_answered = 0;

tnt_ext_dialect make_dialect() {
  tnt_ext_dialect dialect{};
  dialect.struct_size = sizeof dialect;
  dialect.describe = [](tnt_text, const tnt_text_sink *sink, tnt_error *) {
    sink->write(sink->data, text(R"({"format":"tenantry.dialect/1",)"));
    return sink->write(sink->data,
                       text(R"("dialect":"fake","identifier_limit":30,"row_limit":"LIMIT {n}"})"));
  };
  dialect.render = [](const tnt_call *, tnt_text, const tnt_text_sink *sink, tnt_error *e) {
    sink->write(sink->data, text("half a docu"));
    return answer(e, TNT_INTERNAL, "could not go on");
  };
  dialect.probe = [](tnt_conn *, const tnt_call *, tnt_text, std::int32_t *state, const tnt_text_sink *sink,
                     tnt_error *) {
    *state = probe_answered;
    return sink->write(sink->data, text(probe_document));
  };
  return dialect;
}

}  // namespace

TEST_CASE("a probe's answer comes as a value and nonsense is refused") {
  const tnt_ext_dialect dialect = make_dialect();
  fake_adapter fake;
  fake.extensions[TNT_EXT_DIALECT] = &dialect;
  session s = fake.open();
  REQUIRE(s.has_probe());
  probe_answered = TNT_PROBE_NOT_DONE;
  probe_document = R"({"format":"tenantry.probe/1","why":"index is not valid","clean_up":["DROP INDEX i"]})";
  const auto answered = s.probe("CREATE INDEX …", {});
  REQUIRE(answered);
  CHECK(answered->state == probe_state::not_done);
  CHECK(answered->why == "index is not valid");
  CHECK(answered->clean_up == std::vector<std::string>{"DROP INDEX i"});
  for (const auto &[state, document] :
       std::vector<std::pair<std::int32_t, std::string>>{{0, "{}"},
                                                         {5, "{}"},
                                                         {1, "no json"},
                                                         {1, "[]"},
                                                         {1, R"({"clean_up":1})"},
                                                         {1, R"({"clean_up":[1]})"}}) {
    probe_answered = state;
    probe_document = document;
    INFO(state << " " << document);
    CHECK(s.probe("x", {}).error().category == category::internal);
  }
}

TEST_CASE("the dialect's documents come whole or not at all and are described once") {
  const tnt_ext_dialect dialect = make_dialect();
  fake_adapter fake;
  fake.extensions[TNT_EXT_DIALECT] = &dialect;
  const adapter &a = fake.loaded();
  REQUIRE(a.has_dialect());
  CHECK(a.describe("{}").value() ==
        R"({"format":"tenantry.dialect/1","dialect":"fake","identifier_limit":30,"row_limit":"LIMIT {n}"})");
  CHECK(a.render("{}").error().message == "could not go on");
  REQUIRE(a.facts());
  CHECK(a.facts()->name == "fake");
  CHECK(a.facts()->identifier_limit == 30);
  CHECK(&a.facts() == &a.facts());
}

namespace {

std::vector<tnt_piece> pieces_to_give;

tnt_status give_pieces(tnt_text, void *data, tnt_status (*take)(void *, const tnt_piece *), tnt_error *e) {
  for (const tnt_piece &p : pieces_to_give)
    if (const tnt_status told = take(data, &p); told != TNT_OK)
      return answer(e, told, "the host wanted no more");
  return TNT_OK;
}

}  // namespace

TEST_CASE("a script's pieces come with all their flags") {
  tnt_ext_script script{};
  script.struct_size = sizeof script;
  script.split = give_pieces;
  script.quote = [](tnt_text name, const tnt_text_sink *sink, tnt_error *) {
    return sink->write(sink->data, text("<" + text(name) + ">"));
  };
  fake_adapter fake;
  fake.extensions[TNT_EXT_SCRIPT] = &script;
  pieces_to_give = {{0, 4, TNT_PIECE_NO_TRANSACTION | TNT_PIECE_LONG_WAIT, 1, {}},
                    {5, 9, TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT | TNT_PIECE_IMPLICIT_COMMIT, 3, {}},
                    {9, 10, TNT_PIECE_BEFORE_BEGIN | TNT_PIECE_COMMIT_AFTER, 1, text("new_value")}};
  const auto cut = fake.loaded().split("0123456789");
  REQUIRE(cut);
  REQUIRE(cut->size() == 3);
  CHECK(((*cut)[0].no_transaction && (*cut)[0].long_wait));
  CHECK_FALSE(((*cut)[0].transaction_control || (*cut)[0].commit_after || (*cut)[0].commit));
  CHECK(((*cut)[1].transaction_control && (*cut)[1].commit && (*cut)[1].implicit_commit));
  CHECK((*cut)[1].repeat == 3);
  CHECK(((*cut)[2].before_begin && (*cut)[2].commit_after));
  CHECK((*cut)[2].used_as == "new_value");
  CHECK(fake.loaded().quote("id").value() == "<id>");

  for (const tnt_piece bad : {tnt_piece{3, 2, 0, 1, {}}, tnt_piece{8, 11, 0, 1, {}}}) {
    pieces_to_give = {bad};
    CHECK(fake.loaded().split("0123456789").error().category == category::internal);
  }
  pieces_to_give = {{0, 5, 0, 1, {}}, {4, 6, 0, 1, {}}};
  CHECK(fake.loaded().split("0123456789").error().message.find("overlap") != std::string::npos);
}
