// Which statements share a transaction.
#include "core/engine/unit.hpp"

#include <catch2/catch.hpp>
#include <deque>

#include "core/engine/engine.hpp"

using namespace tenantry;

namespace {

// Migrations built by hand: "t" a transactional statement, "o" one that runs outside, "|" a cut.
class made_folder {
 public:
  pending_migration add(const std::string &tag, const std::string &shape, std::uint32_t from = 1) {
    migration &m = migrations_.emplace_back();
    m.tag = tag;
    rendition &r = renditions_.emplace_back();
    r.of = &m;
    source_file &file = files_.emplace_back();
    file.path = tag + ".sql";
    r.file = &file;
    fill(r.body, shape);
    return {&r, from, false};
  }
  statement &at(std::size_t migration, std::size_t index) {
    return renditions_[migration].body.statements[index];
  }

 private:
  static void fill(script &body, const std::string &shape) {
    bool open = false;
    for (const char c : shape) {
      if (c == '|') {
        open = false;
        continue;
      }
      statement s;
      s.sql = "SELECT 1";
      s.outside = c == 'o';
      s.number = static_cast<std::uint32_t>(body.statements.size() + 1);
      if (!open || s.outside) body.segments.push_back({!s.outside, body.statements.size(), 0, ""});
      body.segments.back().last = body.statements.size();
      open = !s.outside;
      body.statements.push_back(s);
    }
  }
  std::deque<migration> migrations_;
  std::deque<rendition> renditions_;
  std::deque<source_file> files_;
};

}  // namespace

TEST_CASE("a file whose statements may all run in a transaction is one unit") {
  made_folder f;
  const auto units = make_units({f.add("0000_a", "ttt"), f.add("0001_b", "t")}, false);
  REQUIRE(units.size() == 2);
  CHECK(units[0].parts.size() == 1);
  CHECK(units[0].parts[0].count == 3);
  CHECK(units[0].parts[0].begins);
  CHECK(units[0].parts[0].finishes);
}

TEST_CASE("sharing puts consecutive transactional files into one unit and stops at a statement outside") {
  made_folder f;
  const auto units = make_units(
      {f.add("0000_a", "t"), f.add("0001_b", "tt"), f.add("0002_c", "to"), f.add("0003_d", "t")}, true);
  REQUIRE(units.size() == 3);
  CHECK(units[0].parts.size() == 3);
  CHECK_FALSE(units[0].parts[2].finishes);
  CHECK_FALSE(units[1].transactional);
  CHECK(units[1].parts[0].finishes);
  CHECK(units[2].parts[0].of->of->tag == "0003_d");
}

TEST_CASE(
    "the rest of a file behind a statement outside does not share with what follows before it is begun") {
  made_folder f;
  const auto units = make_units({f.add("0000_a", "tot"), f.add("0001_b", "t")}, true);
  REQUIRE(units.size() == 3);
  CHECK(units[2].parts.size() == 2);  // the tail of 0000_a, then 0001_b
  CHECK_FALSE(units[2].parts[0].begins);
  CHECK(units[2].parts[1].begins);
}

TEST_CASE("T-02: a half-applied file goes on behind what is committed") {
  made_folder f;
  auto half = f.add("0000_a", "tt|tt", 3);
  const auto units = make_units({half}, false);
  REQUIRE(units.size() == 1);
  CHECK(units[0].parts[0].first == 2);
  CHECK(units[0].parts[0].count == 2);
  CHECK_FALSE(units[0].parts[0].begins);
}

TEST_CASE(
    "T-03: a statement of unknown fate stands alone, even where its file now says that it is transactional") {
  made_folder f;
  auto half = f.add("0000_a", "ttt", 2);
  half.fate_unknown = true;
  const auto next = f.add("0001_b", "t");
  for (const bool shared : {false, true}) {
    const auto units = make_units({half, next}, shared);
    REQUIRE(units.size() == (shared ? 2 : 3));
    CHECK_FALSE(units[0].transactional);
    CHECK(units[0].parts[0].first == 1);
    CHECK(units[0].parts[0].count == 1);
    CHECK_FALSE(units[0].parts[0].finishes);
    CHECK(units[1].transactional);
    CHECK(units[1].parts[0].first == 2);
    CHECK(units[1].parts[0].finishes);
  }
}

TEST_CASE("T-03: a statement of unknown fate that is the last one finishes its file") {
  made_folder f;
  auto half = f.add("0000_a", "t");
  half.fate_unknown = true;
  const auto units = make_units({half}, false);
  REQUIRE(units.size() == 1);
  CHECK_FALSE(units[0].transactional);
  CHECK(units[0].parts[0].finishes);
}

TEST_CASE("T-04: a file cut off behind what is committed is finished from there") {
  made_folder f;
  const auto units = make_units({f.add("0000_a", "tt", 3)}, false);
  REQUIRE(units.size() == 1);
  CHECK(units[0].parts[0].first == 2);
  CHECK(units[0].parts[0].count == 0);
  CHECK_FALSE(units[0].parts[0].begins);
  CHECK(units[0].parts[0].finishes);
}

TEST_CASE("a new enum value is committed before a later file of the same transaction that holds it") {
  made_folder f;
  const auto first = f.add("0000_a", "t");
  const auto second = f.add("0001_b", "t");
  f.at(0, 0).commit_after = true;
  f.at(0, 0).used_as = "'plugged'";
  SECTION("the later file does not hold it: one transaction") {
    CHECK(make_units({first, second}, true).size() == 1);
  }
  SECTION("the later file holds it: two transactions") {
    f.at(1, 0).sql = "UPDATE wells SET status = 'plugged'";
    CHECK(make_units({first, second}, true).size() == 2);
  }
  SECTION("no text to look for: two transactions") {
    f.at(0, 0).used_as.clear();
    CHECK(make_units({first, second}, true).size() == 2);
  }
}

TEST_CASE("a file without statements is a unit that only writes the history") {
  made_folder f;
  const auto units = make_units({f.add("0000_a", "")}, false);
  REQUIRE(units.size() == 1);
  CHECK(units[0].transactional);
  CHECK(units[0].parts[0].count == 0);
  CHECK(units[0].parts[0].finishes);
}

TEST_CASE("the described plan names each statement once, in order, and each tag where it is finished") {
  made_folder f;
  pending_set pending;
  pending.migrations = {f.add("0000_a", "to"), f.add("0001_b", "t")};
  const auto plan = describe_plan(pending, false, false);
  REQUIRE(plan.size() == 3);
  CHECK(plan[0].finishes.empty());
  CHECK(plan[1].finishes == std::vector<std::string>{"0000_a"});
  CHECK_FALSE(plan[1].transactional);
  CHECK(plan[2].statements.at(0).tag == "0001_b");
}
