// The law of migrations on real databases: what a generated migration makes is what is declared, what undoes
// it leads back, up, down, up gives the same schema, and the rows stay as they are.
#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>

#include "core/adapter/catalog.hpp"
#include "core/author/render.hpp"
#include "core/author/rendition.hpp"
#include "core/author/script_text.hpp"
#include "core/engine/direct.hpp"
#include "core/live/difference.hpp"
#include "core/live/live_reading.hpp"
#include "core/live/settle.hpp"
#include "core/schema/diff.hpp"
#include "plugins/postgresql/entry.h"
#include "tests/integration/author/kept_rows.hpp"
#include "tests/integration/author/real_schema.hpp"
#include "tests/support/counts.hpp"
#include "tests/support/mysql_database.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/require_server.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

// Whatever breaks a law is an exception with the words for it.
template <class Value>
Value must(result<Value> made) {
  if (!made) throw std::runtime_error(to_string(made.error()));
  return *std::move(made);
}
void hold_that(bool yes, const std::string &otherwise) {
  if (!yes) throw std::runtime_error(otherwise);
}

catalog &adapters() {
  static catalog all([] {
    catalog_options options;
    options.built_ins = {{tenantry_postgresql_manifest, tenantry_postgresql_adapter_v1}};
    options.paths = {{TENANTRY_TEST_SQLITE_FOLDER, "the build tree", true},
                     {TENANTRY_TEST_MYSQL_FOLDER, "the build tree", true}};
    return options;
  }());
  return all;
}

// One empty database, worked on as the program does it.
class workbench {
 public:
  workbench(const std::string &type, const std::string &url)
      : config_{{{"url", url}, {"create", "true"}}, {}},
        on_(must(session::open(*must(adapters().for_database_type(type)), config_, limits_))),
        target_(must(target_of_server(on_, adapters().dialects_of(type).front(), limits_))) {}

  [[nodiscard]] session &opened() { return on_; }
  [[nodiscard]] const rendition_target &target() const { return target_; }
  [[nodiscard]] schema_model kept(const schema_model &of) const { return must(project_schema(target_, of)); }
  schema_model live() { return must(read_live(on_, target_, scope_beside(options_), limits_)).schema; }

  void run(const std::string &text, const std::string &what) {
    const script body = must(parse_script(text, what, on_.through()));
    const auto nothing = []() -> status { return {}; };
    const direct_outcome done = run_direct(on_, config_, body, options_, nothing, limits_);
    if (done.failure) throw std::runtime_error(what + ": " + to_string(*done.failure) + "\n" + text);
  }

  // As `push` does: all at once, in plain forms.
  void bring_to(const schema_model &from, const schema_model &to) {
    const auto changes = must(diff_schemas(from, to, {{}, false}));
    const rendered_changes rendered = must(render_changes(target_, from, changes));
    for (const dialect_gap_note &gap : rendered.gaps) throw std::runtime_error(gap.why);
    std::vector<sql_piece> pieces;
    for (const rendered_statement &one : rendered.statements) pieces.push_back({one.sql});
    if (!pieces.empty()) run(must(write_script(pieces)), "all at once");
  }

 private:
  call_limits limits_;
  engine_options options_;
  session_config config_;
  session on_;
  rendition_target target_;
};

void hold_same(const schema_model &live, const schema_model &wanted, const std::string &law) {
  std::string all;
  for (const schema_difference &one : must(tell_differences(live, wanted))) all += one.text + "\n";
  hold_that(all.empty(), law + "\n" + all);
}
// The server may write an expression in words of its own.
void hold_declared(const workbench &on, const schema_model &live, const schema_model &declared,
                   const std::string &law) {
  const settled both = settle(on.kept(live), on.kept(declared), nullptr, "");
  hold_same(both.live, both.declared, law);
}

// Is a column gone whose rows would have no value if it came back?
bool loses_required_column(const schema_model &a, const schema_model &b) {
  for (const sdk::table_definition &before : a.tables)
    if (const auto *after = sdk::find_object(b.tables, before.schema, before.name))
      for (const sdk::column_definition &one : before.columns)
        if (!one.null && one.default_value.empty() && !one.identity &&
            sdk::find_named(after->columns, one.name) == nullptr)
          return true;
  return false;
}
bool loses_rows(const std::vector<schema_change> &changes) {
  return std::any_of(changes.begin(), changes.end(), [](const schema_change &one) {
    return one.kind == "drop_table" || one.kind == "drop_column";
  });
}

struct tally {
  unsigned ups = 0, downs = 0, without_down = 0, gaps = 0;
  std::size_t tables_with_rows = 0;
};

struct drafts {
  std::vector<schema_change> there, back;
  drafted_rendition both, only_back;
};
drafts draft(const workbench &on, const schema_model &a, const schema_model &b) {
  drafts made;
  made.there = must(diff_schemas(a, b, {{}, false}));
  made.back = must(diff_schemas(b, a, {{}, false}));
  table_texts texts;
  made.both = must(draft_rendition(on.target(), {&a, &b, made.there, made.back, {}, {}}, texts));
  made.only_back = must(draft_rendition(on.target(), {&b, &a, made.back, made.there, {}, {}}, texts));
  return made;
}

// There is a way back just where it can be walked, and what it cannot bring back is told.
void hold_down(const drafts &made, const schema_model &a, const schema_model &b) {
  const bool none = loses_required_column(a, b) || !made.both.gaps.empty() || !made.only_back.gaps.empty();
  std::string gaps;
  for (const auto *side : {&made.both, &made.only_back})
    for (const auto &gap : side->gaps) gaps += gap.change + ": " + gap.why + "\n";
  hold_that(made.both.down.empty() == none, none ? gaps + "a down that cannot be: " + made.both.down
                                                 : "there is no down: " + made.both.no_down);
  hold_that(none == !made.both.no_down.empty(), "why there is no down is not told where there is none");
  hold_that(none || !loses_rows(made.there) || !made.both.down_losses.empty(),
            "the down does not say that rows are gone: " + made.both.down);
}

// From one version to another, back and forth.
void walk(workbench &on, const schema_model &a, const schema_model &b, tally &told) {
  const drafts made = draft(on, a, b);
  if (made.there.empty()) return;
  hold_down(made, a, b);
  const drafted_rendition &drafted = made.both;
  if (!drafted.gaps.empty()) {
    ++told.gaps;
    return;
  }
  on.bring_to({}, a);
  const schema_model begin = on.live();
  hold_declared(on, begin, a, "what is made is not what was declared:");
  kept_rows kept(a, b);
  kept.insert(on.opened());
  told.tables_with_rows += kept.tables();
  on.run(drafted.sql, "up");
  ++told.ups;
  kept.hold(on.opened(), "up: " + drafted.sql);
  const schema_model there = on.live();
  hold_declared(on, there, b, "up does not make what is declared: " + drafted.sql);
  if (drafted.down.empty()) {
    ++told.without_down;
    return;
  }
  on.run(drafted.down, "down");
  ++told.downs;
  kept.hold(on.opened(), "down: " + drafted.down);
  hold_same(on.live(), begin, "down does not lead back: " + drafted.down);
  on.run(drafted.sql, "up again");
  kept.hold(on.opened(), "up again: " + drafted.sql);
  hold_same(on.live(), there, "up, down, up is not up: " + drafted.sql + drafted.down);
}

void hold(const std::string &type, const std::string &url, const schema_features &features,
          unsigned in_short) {
  const unsigned first = seed();
  tally told;
  for (unsigned round = 0; round < rounds(in_short, 300); ++round) {
    const std::uint32_t one = first + round;
    const schema_model a = real_schema(one, 0, features), b = real_schema(one, 1, features);
    try {
      workbench on(type, url);
      walk(on, a, b, told);
      on.bring_to(on.live(), {});
      hold_same(on.live(), {}, "something is left after all was dropped:");
    } catch (const std::exception &broken) {
      FAIL("TENANTRY_TEST_SEED=" << one << "\n" << broken.what());
    }
  }
  INFO("seeds from " << first << ": " << told.ups << " ups, " << told.downs << " downs, " << told.without_down
                     << " without one, " << told.gaps << " with gaps");
  CHECK(told.downs > 0);
  CHECK(told.without_down > 0);
  CHECK(told.gaps < told.ups);
  CHECK(told.tables_with_rows > 0);
}

}  // namespace

TEST_CASE("up, down, up gives the same schema on PostgreSQL 15") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG15);
  const postgres_database database(server, "updown");
  hold("POSTGRESQL", database.url(), {}, 12);
}

TEST_CASE("up, down, up gives the same schema on PostgreSQL 18") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_PG18);
  const postgres_database database(server, "updown");
  hold("POSTGRESQL", database.url(), {}, 12);
}

TEST_CASE("up, down, up gives the same schema on MariaDB") {
  TENANTRY_REQUIRE_SERVER(server, TENANTRY_TEST_MARIADB);
  const mysql_database database(server, "updown");
  hold("MARIADB", database.url(), {false, false}, 10);
}

TEST_CASE("up, down, up gives the same schema on SQLite") {
  const temporary_folder folder;
  hold("SQLITE", "sqlite:" + (folder.path() / "t.db").string(), {}, 20);
}
