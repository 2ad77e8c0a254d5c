#include "core/migration/pending.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

using list = std::vector<std::string>;
using kind = migration_state::kind;

// One database: a compiled folder and what its history says.
struct database {
  explicit database(const v0_scene &scene) : source(scene.load()), code(compiled(source)) {
    options.track = "tenant";
  }

  [[nodiscard]] const rendition &at(std::size_t index) const { return code.renditions[index]; }
  void apply(std::size_t index) {
    migration_state &m = history.migrations[at(index).of->tag];
    m.is = kind::applied;
    m.checksum = history_checksum(*at(index).file);
  }
  void mirror(std::size_t index) {
    drizzle.exists = options.drizzle = true;
    drizzle.rows.push_back({static_cast<std::int64_t>(drizzle.rows.size() + 1),
                            at(index).file->drizzle_hashes.front(),
                            at(index).of->when,
                            {}});
  }
  migration_state &half(std::size_t index, std::uint32_t steps_done) {
    migration_state &m = history.migrations[at(index).of->tag];
    m.is = kind::half_applied;
    m.steps_done = steps_done;
    m.steps_total = static_cast<std::uint32_t>(at(index).body.statements.size());
    if (steps_done > 0) m.prefix = at(index).body.statements[steps_done - 1].prefix.hex();
    return m;
  }
  [[nodiscard]] pending_set pending() const {
    auto found = find_pending(code, history, drizzle, options);
    if (!found) FAIL(to_string(found.error()));
    return std::move(*found);
  }

  folder source;
  compiled_folder code;
  history_state history;
  drizzle_history drizzle;
  pending_options options;
};

list tags(const pending_set &p) {
  list all;
  for (const pending_migration &one : p.migrations) all.push_back(one.what->of->tag);
  return all;
}

// "hole 0001_b", with "!" where it refuses.
list findings(const pending_set &p) {
  list all;
  for (const finding &f : p.findings) {
    CHECK_FALSE(f.message.empty());
    all.push_back(std::string(to_string(f.is)) + (f.refuses ? "! " : " ") + f.tag);
  }
  return all;
}

v0_scene &three(v0_scene &scene) {
  return scene.add("0000_a", "SELECT 1")
      .add("0001_b", "SELECT 2; SELECT 3; SELECT 4")
      .add("0002_c", "SELECT 5");
}

}  // namespace

TEST_CASE("a fresh database has everything pending, in the journal's order") {
  v0_scene scene;
  const database d(scene.add("0002_c", "SELECT 1", 9000).add("0000_a", "SELECT 2", 1000));
  const pending_set p = d.pending();
  CHECK(tags(p) == list{"0002_c", "0000_a"});
  CHECK(p.findings.empty());
  CHECK(p.applied == 0);
  CHECK(p.newest_applied.empty());
  CHECK(p.migrations[0].from_statement == 1);
  CHECK(p.drizzle_would_run.empty());
}

TEST_CASE("what is applied is not pending") {
  v0_scene scene;
  database d(three(scene));
  d.apply(0);
  d.apply(1);
  const pending_set p = d.pending();
  CHECK(tags(p) == list{"0002_c"});
  CHECK(p.applied == 2);
  CHECK(p.newest_applied == "0001_b");
  CHECK(p.first_refusal() == nullptr);
}

TEST_CASE(
    "T-40: a migration older than the newest applied is found, whatever its stamp, and told as a hole") {
  v0_scene scene;
  database d(three(scene));
  d.apply(2);
  CHECK(tags(d.pending()) == list{"0000_a", "0001_b"});
  CHECK(findings(d.pending()) == list{"hole 0000_a", "hole 0001_b"});
  d.options.order = out_of_order::refuse;
  CHECK(findings(d.pending()) == list{"hole! 0000_a", "hole! 0001_b"});
  REQUIRE(d.pending().first_refusal() != nullptr);
  CHECK(d.pending().first_refusal()->tag == "0000_a");
}

TEST_CASE("a run can stop after a named migration, and a wrong name is met with the nearest") {
  v0_scene scene;
  database d(three(scene));
  d.options.to = "0001_b";
  CHECK(tags(d.pending()) == list{"0000_a", "0001_b"});
  d.options.to = "0001_d";
  const auto refused = find_pending(d.code, d.history, d.drizzle, d.options);
  REQUIRE_FALSE(refused);
  CHECK(contains(refused.error().message, "Did you mean"));
}

TEST_CASE("T-34: an edit of comments alone is told, an edit of statements refuses") {
  v0_scene scene;
  database d(three(scene));
  d.apply(0);
  d.apply(1);
  scene.write("0000_a.sql", "-- now with a word\nSELECT 1").write("0001_b.sql", "SELECT 7");
  database later(scene);
  later.history = d.history;
  CHECK(findings(later.pending()) == list{"meaning_same 0000_a", "edited! 0001_b"});
  CHECK(contains(later.pending().findings[1].message, "`tenantry resolve tenant --applied 0001_b`"));
  CHECK(contains(later.pending().findings[1].message, scene.file("0001_b.sql")));
}

TEST_CASE("T-42: what tenantry applied and the folder does not have refuses, and nothing is deleted") {
  v0_scene scene;
  database d(three(scene));
  d.history.migrations["0009_gone"].is = kind::applied;
  d.history.migrations["0010_forgotten"].is = kind::pending;
  CHECK(findings(d.pending()) == list{"orphan! 0009_gone"});
  CHECK(contains(d.pending().findings[0].message, "`tenantry resolve tenant --pending 0009_gone`"));
}

TEST_CASE("T-04: a half applied migration goes on behind what is committed") {
  v0_scene scene;
  database d(three(scene));
  d.apply(0);
  d.half(1, 2).interrupted = true;
  const pending_set p = d.pending();
  CHECK(findings(p) == list{"half_applied 0001_b"});
  REQUIRE(tags(p) == list{"0001_b", "0002_c"});
  CHECK(p.migrations[0].from_statement == 3);
  CHECK_FALSE(p.migrations[0].fate_unknown);
  CHECK(p.migrations[0].interrupted);
  CHECK(p.migrations[1].from_statement == 1);
}

TEST_CASE("T-04: an edit behind the committed statements is allowed, one among them refuses") {
  v0_scene scene;
  database d(three(scene));
  d.half(1, 2);
  scene.write("0001_b.sql", "SELECT 2; SELECT 3; SELECT 40; SELECT 41");
  database behind(scene);
  behind.history = d.history;
  CHECK(findings(behind.pending()) == list{"half_applied 0001_b"});
  CHECK(behind.pending().migrations[1].from_statement == 3);
  for (const char *text : {"SELECT 2; SELECT 30; SELECT 4", "SELECT 2", "SELECT 0; SELECT 2; SELECT 3"}) {
    CAPTURE(text);
    scene.write("0001_b.sql", text);
    database among(scene);
    among.history = d.history;
    CHECK(findings(among.pending()) == list{"half_applied! 0001_b"});
    CHECK(contains(among.pending().findings[0].message, "2 of 3 statements"));
  }
}

TEST_CASE("a statement that was begun outside a transaction has to be probed, if it is still the same one") {
  v0_scene scene;
  database d(three(scene));
  migration_state &m = d.half(1, 1);
  m.attempted = 2;
  m.attempted_prefixes = {d.at(1).body.statements[1].prefix.hex()};
  m.interrupted = true;
  CHECK(d.pending().migrations[1].fate_unknown);
  CHECK(d.pending().migrations[1].from_statement == 2);
  m.attempted_prefixes = {"another"};
  CHECK(findings(d.pending()) == list{"half_applied! 0001_b"});
  m.interrupted = false;  // it failed, that is recorded, and the file was mended
  CHECK(findings(d.pending()) == list{"half_applied 0001_b"});
}

TEST_CASE("a migration whose statements are all committed still has its end to be written") {
  v0_scene scene;
  database d(three(scene));
  d.half(1, 3);
  CHECK(d.pending().migrations[1].from_statement == 4);
  CHECK_FALSE(d.pending().migrations[1].fate_unknown);
}

TEST_CASE("Drizzle's rows count as applied where they count at all") {
  v0_scene scene;
  database d(three(scene));
  d.mirror(0);
  d.mirror(1);
  CHECK(tags(d.pending()) == list{"0002_c"});
  CHECK(d.pending().drizzle_would_run == list{"0002_c"});
  CHECK(d.pending().findings.empty());
  d.options.drizzle = false;
  CHECK(tags(d.pending()).size() == 3);
  d.options.drizzle = true;
  d.drizzle.exists = false;
  CHECK(tags(d.pending()).size() == 3);
}

TEST_CASE("rows that Drizzle wrote are told and refuse nothing, but for a missing stamp") {
  v0_scene scene;
  database d(three(scene));
  d.mirror(0);
  d.mirror(1);
  d.drizzle.rows[0].hash = "00";
  d.drizzle.rows[1].created_at = 2500;
  d.drizzle.rows.push_back({3, "11", 7777, {}});
  CHECK(findings(d.pending()) == list{"edited 0000_a", "re_dated 0001_b", "drizzle_orphan "});
  CHECK(tags(d.pending()) == list{"0002_c"});
  CHECK(d.pending().drizzle_would_run.empty());
  d.drizzle.rows.push_back({4, "22", {}, {}});
  CHECK(findings(d.pending()).back() == "null_stamp! ");
}

TEST_CASE("a mirror row that is gone is restored, never run again") {
  v0_scene scene;
  database d(three(scene));
  d.apply(0);
  d.apply(1);
  d.mirror(0);
  const pending_set p = d.pending();
  CHECK(tags(p) == list{"0002_c"});
  CHECK(findings(p) == list{"mirror_missing 0001_b"});
  REQUIRE(p.mirror_missing.size() == 1);
  CHECK(p.mirror_missing[0]->of->tag == "0001_b");
}

TEST_CASE("a Drizzle row counts where tenantry's own events say pending or half applied") {
  v0_scene scene;
  database d(three(scene));
  d.mirror(0);
  d.mirror(1);
  d.history.migrations["0000_a"].is = kind::pending;
  d.half(1, 1);
  CHECK(tags(d.pending()) == list{"0002_c"});
  CHECK(findings(d.pending()) == list{"half_applied 0001_b"});
}

TEST_CASE("a pulled baseline refuses to run, and counts as applied once marked") {
  v0_scene scene;
  scene.add("0000_pulled",
            "-- Current sql file was generated after introspecting the database\n/*\nCREATE TABLE a ();\n*/");
  database d(scene.add("0001_b", "SELECT 1"));
  CHECK(findings(d.pending()) == list{"baseline! 0000_pulled"});
  CHECK(contains(d.pending().first_refusal()->message, "`tenantry baseline tenant --to 0000_pulled`"));
  d.apply(0);
  CHECK(d.pending().findings.empty());
  CHECK(tags(d.pending()) == list{"0001_b"});
}

TEST_CASE("pending ends before a migration that the dialect has no file for") {
  v0_scene scene;
  three(scene).write("mysql/0000_a.sql", "SELECT 1").write("mysql/0002_c.sql", "SELECT 3");
  const folder f = scene.load();
  const auto code = compile(f, sqlite_splitter(), {"mysql"});
  REQUIRE(code);
  const auto p = find_pending(*code, {}, {}, {});
  REQUIRE(p);
  CHECK(tags(*p) == list{"0000_a"});
}

TEST_CASE("pending and applied make up the folder, and pending keeps its order, whatever is applied") {
  v0_scene scene;
  for (int i = 0; i < 8; ++i) scene.add("m" + std::to_string(i), "SELECT " + std::to_string(i));
  const database empty(scene);
  rc::check([&] {
    history_state history;
    drizzle_history drizzle;
    drizzle.exists = true;
    for (const rendition &r : empty.code.renditions) {
      const int how = *rc::gen::inRange(0, 4);
      if ((how & 1) != 0) history.migrations[r.of->tag].is = kind::applied;
      if ((how & 2) != 0) drizzle.rows.push_back({1, r.file->drizzle_hashes.front(), r.of->when, {}});
    }
    pending_options options;
    options.drizzle = *rc::gen::arbitrary<bool>();
    const auto p = find_pending(empty.code, history, drizzle, options);
    RC_ASSERT(p.has_value());
    RC_ASSERT(p->applied + p->migrations.size() == empty.code.renditions.size());
    for (std::size_t i = 1; i < p->migrations.size(); ++i)
      RC_ASSERT(p->migrations[i - 1].what->of->index < p->migrations[i].what->of->index);
    RC_ASSERT(p->first_refusal() == nullptr);
  });
}
