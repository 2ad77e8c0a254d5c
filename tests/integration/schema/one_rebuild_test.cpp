// Several changes of one table on SQLite copy it once, and give the schema and the rows that they give one by
// one.
#include <tenantry/sdk/creation.hpp>

#include <catch2/catch.hpp>
#include <random>

#include "tests/integration/schema/host.hpp"
#include "tests/support/counts.hpp"
#include "tests/support/sqlite_database.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tenantry::testing;
using nlohmann::json;
namespace sdk = tenantry::sdk;

namespace {

const json start = json::parse(R"json({"format":"tenantry.schema/1","tables":[
  {"name":"child","columns":[{"name":"id","type":"integer","null":false},{"name":"well","type":"integer"},
    {"name":"note","type":"varchar(40)"}],
   "primary_key":{"name":"child_pkey","columns":["id"]},
   "foreign_keys":[{"name":"child_well_fk","columns":["well"],"references":{"table":"wells","columns":["id"]},
     "on_delete":"cascade"}]},
  {"name":"wells","columns":[{"name":"id","type":"integer","null":false},{"name":"depth","type":"integer"},
    {"name":"name","type":"varchar(40)","null":false},{"name":"spare","type":"text"}],
   "primary_key":{"name":"wells_pkey","columns":["id"]},
   "checks":[{"name":"deep","expression":{"op":">=","args":[{"column":"depth"},{"literal":0}]}}],
   "indexes":[{"name":"by_depth","parts":[{"column":"depth"}]}]}]})json");

json named(const char *kind, const std::string &name) {
  return {{"kind", kind}, {"name", name}, {"column", name}};
}
json at_least(const std::string &column, int value) {
  return {{"op", ">="}, {"args", {{{"column", column}}, {{"literal", value}}}}};
}
json text_default(const char *value) {
  return {{"kind", "literal"}, {"value", value}};
}

// Changes one after another, from the schema above.
class series {
 public:
  json &table(const std::string &name) {
    for (json &one : schema_["tables"])
      if (one["name"] == name) return one;
    throw std::runtime_error("no table " + name);
  }
  template <class Edit>
  void change(const std::string &of, json wish, Edit &&edit) {
    json &now = table(of);
    wish["before"] = now;
    edit(now);
    wish["after"] = now;
    changes_.push_back(std::move(wish));
  }
  void add_column(const std::string &of, json column) {
    const json wish = named("add_column", column["name"].get<std::string>());
    change(of, wish, [&](json &t) { t["columns"].push_back(column); });
  }
  template <class Edit>
  void alter_column(const std::string &of, const std::string &name, Edit &&edit) {
    change(of, named("alter_column", name), [&](json &t) { edit(column(t, name)); });
  }
  void drop_column(const std::string &of, const std::string &name) {
    change(of, named("drop_column", name), [&](json &t) { erase_named(t["columns"], name); });
  }
  void add_check(const std::string &of, const std::string &name, const json &condition) {
    change(of, named("add_check", name), [&](json &t) {
      t["checks"].push_back({{"name", name}, {"expression", condition}});
    });
  }
  void drop_part(const std::string &of, const char *kind, const char *list, const std::string &name) {
    change(of, named(kind, name), [&](json &t) {
      erase_named(t[list], name);
      if (t[list].empty()) t.erase(list);
    });
  }
  void add_index(const std::string &of, const std::string &name, const std::string &by) {
    change(of, named("create_index", name), [&](json &t) {
      t["indexes"].push_back({{"name", name}, {"parts", {{{"column", by}}}}});
    });
  }
  void fill(const std::string &of, const std::string &name, const json &value) {
    json wish = named("fill_column", name);
    wish["fill"] = value;
    change(of, wish, [](json &) {});
  }
  void look(const std::string &of, const char *kind, const std::string &name) {
    change(of, named(kind, name), [](json &) {});
  }

  static json &column(json &of, const std::string &name) {
    for (json &one : of["columns"])
      if (one["name"] == name) return one;
    throw std::runtime_error("no column " + name);
  }
  static void erase_named(json &list, const std::string &name) {
    for (std::size_t at = 0; at < list.size(); ++at)
      if (list[at]["name"] == name) list.erase(at--);
  }
  [[nodiscard]] const json &changes() const { return changes_; }
  [[nodiscard]] const json &schema() const { return schema_; }

 private:
  json schema_ = start;
  json changes_ = json::array();
};

std::size_t copies_in(const json &rendered) {
  std::size_t made = 0;
  for (const json &one : rendered["statements"])
    if (one["sql"].get<std::string>().starts_with("CREATE TABLE \"__new_")) ++made;
  return made;
}

// A file with that schema and rows in it; foreign keys are on, as an application may have them.
class filled_file {
 public:
  filled_file() {
    host_.run_all(host_.render(json::parse(sdk::creation_changes(sdk::read_schema(start)).dump())));
    host_.run(
        "INSERT INTO wells (id, depth, name, spare) VALUES (1, 10, 'a', 'x'), (2, NULL, 'b', '7'), (3, 0, "
        "'c', NULL)");
    host_.run("INSERT INTO child (id, well, note) VALUES (1, 1, 'n'), (2, 2, NULL), (3, 1, 'o')");
  }
  dialect_host &host() { return host_; }
  // All rows of both tables, the columns by their names.
  std::string rows() {
    std::string all;
    for (const std::string table : {"child", "wells"}) {
      std::string quoted;
      for (const auto &row :
           sqlite_rows(file_, "SELECT name FROM pragma_table_xinfo('" + table + "') ORDER BY name"))
        quoted += (quoted.empty() ? "quote(\"" : " || ', ' || quote(\"") + row.at(0) + "\")";
      for (const auto &row : sqlite_rows(file_, "SELECT " + quoted + " FROM \"" + table + "\" ORDER BY id"))
        all += table + ": " + row.at(0) + "\n";
    }
    return all;
  }
  std::string schema() { return host_.project(host_.introspect()["schema"])["schema"].dump(1); }

 private:
  temporary_folder folder_;
  std::filesystem::path file_ = folder_.path() / "t.db";
  dialect_host host_{
      sqlite_table(),
      {{"url", "sqlite:" + file_.string()}, {"create", "true"}, {"setting.foreign_keys", "on"}},
      "sqlite",
      "3"};
};

// At once and one by one: the same schema, the same rows.  Answers the copies of both ways.
std::pair<std::size_t, std::size_t> both_ways(const series &all) {
  filled_file at_once, one_by_one;
  const json rendered = at_once.host().render(all.changes());
  INFO(rendered["statements"].dump(1));
  CHECK(at_once.host().render_listed(all.changes()) == rendered);
  at_once.host().run_rebuild(rendered);
  std::size_t copies = 0;
  for (const json &change : all.changes()) {
    INFO(change.dump());
    const json alone = one_by_one.host().render(json::array({change}));
    copies += copies_in(alone);
    one_by_one.host().run_rebuild(alone);
  }
  CHECK(at_once.schema() == one_by_one.schema());
  CHECK(at_once.schema() == at_once.host().project(all.schema())["schema"].dump(1));
  CHECK(at_once.rows() == one_by_one.rows());
  return {copies_in(rendered), copies};
}

}  // namespace

TEST_CASE("T-44: several changes of one table on SQLite copy it once, and no child loses a row") {
  series all;
  all.drop_part("wells", "drop_check", "checks", "deep");
  all.alter_column("wells", "name", [](json &c) { c["type"] = "varchar(90)"; });
  all.add_column(
      "wells",
      {{"name", "state"}, {"type", "varchar(9)"}, {"null", false}, {"default", text_default("new")}});
  all.alter_column("wells", "state", [](json &c) { c.erase("default"); });
  all.add_index("wells", "by_state", "state");
  all.drop_column("wells", "spare");
  all.add_check("wells", "deeper", at_least("depth", -5));
  CHECK(both_ways(all) == std::pair<std::size_t, std::size_t>(1, 5));
}

TEST_CASE("two tables of which one references the other, both changed in turns, are copied once each") {
  series all;
  all.drop_part("child", "drop_foreign_key", "foreign_keys", "child_well_fk");
  all.drop_part("wells", "drop_check", "checks", "deep");
  all.alter_column("child", "well", [](json &c) { c["type"] = "bigint"; });
  all.alter_column("wells", "id", [](json &c) { c["type"] = "bigint"; });
  all.change("child", named("add_foreign_key", "child_well_fk"), [](json &t) {
    t["foreign_keys"] = {{{"name", "child_well_fk"},
                          {"columns", {"well"}},
                          {"references", {{"table", "wells"}, {"columns", {"id"}}}}}};
  });
  all.drop_column("wells", "spare");
  CHECK(both_ways(all) == std::pair<std::size_t, std::size_t>(2, 6));
}

TEST_CASE("what fills a new column is part of the one copy, over columns that stay as they are") {
  series all;
  all.drop_part("wells", "drop_check", "checks", "deep");
  all.add_column("wells", {{"name", "label"}, {"type", "text"}});
  all.fill("wells", "label",
           {{"kind", "expression"}, {"expression", {{"call", "upper"}, {"args", {{{"column", "name"}}}}}}});
  all.alter_column("wells", "label", [](json &c) { c["null"] = false; });
  all.fill("wells", "depth", {{"kind", "literal"}, {"value", 4}});
  all.look("wells", "require_values", "name");
  all.alter_column("wells", "depth", [](json &c) { c["null"] = false; });
  CHECK(both_ways(all).first == 1);
}

TEST_CASE("what looks at a column that a copy changes looks at it afterwards") {
  series all;
  all.alter_column("wells", "depth", [](json &c) { c["type"] = "text"; });
  all.add_column("wells", {{"name", "label"}, {"type", "text"}});
  all.fill("wells", "label", {{"kind", "expression"}, {"expression", {{"column", "depth"}}}});
  all.alter_column("wells", "label", [](json &c) { c["default"] = text_default("z"); });
  CHECK(both_ways(all).first == 2);

  series retyped;  // '7' as a number, and as a text again
  retyped.alter_column("wells", "spare", [](json &c) { c["type"] = "double"; });
  retyped.alter_column("wells", "spare", [](json &c) { c["type"] = "text"; });
  CHECK(both_ways(retyped).first == 2);

  series guarded;
  guarded.drop_part("wells", "drop_check", "checks", "deep");
  guarded.fill("wells", "depth", {{"kind", "literal"}, {"value", 4}});
  guarded.look("wells", "require_values", "depth");
  guarded.alter_column("wells", "depth", [](json &c) { c["null"] = false; });
  CHECK(both_ways(guarded).first == 2);
}

TEST_CASE("an index of another table may take a name that a copy sets free") {
  series all;
  all.drop_part("wells", "drop_check", "checks", "deep");
  all.drop_part("wells", "drop_index", "indexes", "by_depth");
  all.add_index("child", "by_depth", "well");
  all.drop_column("wells", "spare");
  (void)both_ways(all);
}

TEST_CASE("a column that is dropped and made again has none of the old values") {
  series all;
  all.drop_column("wells", "spare");
  all.add_column("wells", {{"name", "spare"}, {"type", "integer"}});
  all.alter_column("wells", "spare", [](json &c) { c["default"] = {{"kind", "literal"}, {"value", 3}}; });
  CHECK(both_ways(all).first == 1);
}

TEST_CASE("where one of several changes is a gap, it has its number and the others are made") {
  series all;
  all.drop_part("wells", "drop_check", "checks", "deep");
  all.fill("wells", "depth", {{"kind", "phase_of_the_moon"}});
  all.drop_column("wells", "spare");
  filled_file file;
  const json rendered = file.host().render(all.changes());
  INFO(rendered.dump(1));
  REQUIRE(rendered["gaps"].size() == 1);
  CHECK(rendered["gaps"][0]["change"] == 1);
  CHECK(copies_in(rendered) == 2);
}

TEST_CASE("changes of two scripts are never made at once") {
  series all;
  all.drop_part("wells", "drop_check", "checks", "deep");
  all.add_check("wells", "deeper", at_least("depth", -5));
  filled_file file;
  json changes = all.changes();
  CHECK(copies_in(file.host().render(changes)) == 1);
  changes[1]["script"] = 1;
  const json rendered = file.host().render(changes);
  CHECK(copies_in(rendered) == 2);
  CHECK(rendered["statements"].front()["change"] == 0);
  CHECK(rendered["statements"].back()["change"] == 1);
}

namespace {

// Random changes that the rows allow.
class random_series {
 public:
  explicit random_series(std::uint32_t seed) : random_(seed) {}

  series make() {
    for (unsigned left = 3 + pick(9); left > 0; --left) step(pick(2) == 0 ? "wells" : "child");
    return std::move(all_);
  }

 private:
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }
  std::string fresh(const char *prefix) { return prefix + std::to_string(++number_); }
  // A column that nothing but itself names; "" where there is none.
  std::string free_column(json &table) {
    std::vector<std::string> names;
    const std::string parts = table.value("checks", json()).dump() + table.value("indexes", json()).dump() +
                              table.value("foreign_keys", json()).dump() + table["primary_key"].dump();
    for (const json &one : table["columns"])
      if (const auto name = one["name"].get<std::string>(); parts.find('"' + name + '"') == std::string::npos)
        names.push_back(name);
    return names.empty() ? "" : names[pick(static_cast<unsigned>(names.size()))];
  }
  void add_column(const std::string &of) {
    json column{{"name", fresh("c")}, {"type", pick(2) == 0 ? "text" : "integer"}};
    if (pick(2) == 0)
      column["default"] =
          column["type"] == "text" ? text_default("d") : json{{"kind", "literal"}, {"value", 9}};
    if (column.contains("default") && pick(2) == 0) column["null"] = false;
    all_.add_column(of, column);
  }
  void alter(const std::string &of, const std::string &name) {
    const json before = series::column(all_.table(of), name);
    const unsigned how = pick(4);
    if (how == 0 && !before.value("null", true))
      all_.alter_column(of, name, [](json &c) { c.erase("null"); });
    else if (how == 1 && before.contains("default"))
      all_.alter_column(of, name, [](json &c) { c.erase("default"); });
    else if (how == 2 && before["type"] == "integer" && !before.contains("default"))
      all_.alter_column(of, name, [](json &c) { c["type"] = "text"; });
    else if (how == 3 && before["type"] == "text" && before.value("null", true)) {
      all_.fill(of, name, text_default("f"));
      all_.alter_column(of, name, [](json &c) { c["null"] = false; });
    } else {
      all_.alter_column(of, name, [](json &c) { c["comment"] = "a note"; });
    }
  }
  void step(const std::string &of) {
    json &table = all_.table(of);
    const std::string column = free_column(table);
    switch (pick(8)) {
      case 0:
      case 1:
        return add_column(of);
      case 2:
        return table.contains("checks")
                   ? all_.drop_part(of, "drop_check", "checks", table["checks"][0]["name"])
                   : all_.add_check(of, fresh("k"), at_least("id", 0));
      case 3:
        return table.contains("indexes") && pick(2) == 0
                   ? all_.drop_part(of, "drop_index", "indexes", table["indexes"][0]["name"])
                   : all_.add_index(of, fresh("i"), "id");
      case 4:
        if (!column.empty()) all_.drop_column(of, column);
        return;
      case 5:
        if (!column.empty())
          all_.change(of, {{"kind", "rename_column"}, {"column", column}, {"to", column + "_"}},
                      [&](json &t) { series::column(t, column)["name"] = column + "_"; });
        return;
      default:
        if (!column.empty()) alter(of, column);
    }
  }

  std::mt19937 random_;
  unsigned number_ = 0;
  series all_;
};

}  // namespace

TEST_CASE("changes of SQLite's tables made at once are those made one by one, over random changes") {
  const unsigned first = seed();
  std::size_t at_once = 0, alone = 0;
  for (unsigned round = 0; round < rounds(40, 400); ++round) {
    UNSCOPED_INFO("TENANTRY_TEST_SEED=" << first + round);
    const auto copies = both_ways(random_series(first + round).make());
    CHECK(copies.first <= copies.second);
    at_once += copies.first;
    alone += copies.second;
  }
  CHECK(at_once < alone);
}
