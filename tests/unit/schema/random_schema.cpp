#include "tests/unit/schema/random_schema.hpp"

#include <algorithm>
#include <random>

namespace tenantry::testing {
namespace {

using sdk::expression;

class maker {
 public:
  explicit maker(std::uint32_t seed) : random_(seed) {}

  schema_model make() {
    if (chance(3)) schema_.schemas.push_back({"audit", comment()});
    for (const char *name : {"mood", "kind"})
      if (chance(2))
        schema_.enums.push_back({place(), name, some({"calm", "wild", "it's", "high"}), comment()});
    if (chance(2))
      schema_.sequences.push_back({"", "ticket", pick({"bigint", "integer"}), options(), comment()});
    for (const char *name : {"wells", "users", "orders", "log"})
      if (!chance(3)) table(name);
    for (sdk::table_definition &one : schema_.tables) keys(one);
    views();
    opaque();
    normalise(schema_);
    return schema_;
  }

 private:
  bool chance(unsigned one_in) { return random_() % one_in == 0; }
  std::string pick(std::vector<std::string> of) { return of[random_() % of.size()]; }
  std::string comment() { return chance(4) ? pick({"a note", "it's", "zwölf"}) : ""; }
  std::string place() { return !schema_.schemas.empty() && chance(3) ? "audit" : ""; }
  std::vector<std::string> some(std::vector<std::string> all, std::size_t most = 9) {
    std::shuffle(all.begin(), all.end(), random_);
    all.resize(1 + random_() % std::min(all.size(), most));
    return all;
  }
  sdk::sequence_options options() {
    sdk::sequence_options made;
    if (chance(2)) made.start = 100;
    if (chance(2)) made.increment = chance(3) ? -1 : 5;
    if (made.increment == -1) made.start.reset();
    if (chance(3)) made.cache = 10;
    made.cycle = chance(4);
    return made;
  }

  sdk::neutral_type type() {
    sdk::neutral_type made;
    made.name = pick({"boolean", "integer", "bigint", "numeric", "double", "text", "varchar", "char", "uuid",
                      "jsonb", "bytes", "date", "timestamp", "timestamptz", "interval", "native", "enum"});
    if (made.is_enum() && schema_.enums.empty()) made.name = "smallint";
    if (made.is_enum()) {
      const auto &of = schema_.enums[random_() % schema_.enums.size()];
      made.enum_schema = of.schema;
      made.enum_name = of.name;
    }
    if (made.name == "native") made.native["postgresql"] = pick({"tsvector", "inet"});
    if (made.name == "varchar" || made.name == "char") made.length = 10 + random_() % 3;
    if (made.name == "numeric" && chance(2)) made.length = 12, made.scale = 2;
    if (made.name == "timestamptz" && chance(3)) made.length = 3;
    if (chance(9)) made.dimensions = 1;
    return made;
  }
  sdk::column_default default_of(const sdk::neutral_type &of) {
    if (of.dimensions != 0 || of.is_enum()) return {};
    if (of.name == "uuid") return sdk::column_default("random_uuid");
    if (of.name == "timestamptz") return sdk::column_default("now");
    if (of.name == "boolean") return sdk::column_default("literal", expression::boolean_of(chance(2)));
    if (of.name == "integer")
      return sdk::column_default("literal", expression::integer_of(static_cast<std::int64_t>(random_() % 3)));
    if (of.name == "numeric") return sdk::column_default("literal", expression::number_of("0.50"));
    if (of.name == "text")
      return chance(2)
                 ? sdk::column_default("literal", expression::text_of("it's"))
                 : sdk::column_default("expression",
                                       expression::sql_of("postgresql", pick({"current_user", "md5('x')"})));
    return {};
  }
  void table(const std::string &name) {
    sdk::table_definition made{place(), name};
    made.comment = comment();
    for (const std::string &column : some({"id", "name", "depth", "state", "at"})) {
      sdk::column_definition one{column, type()};
      one.null = chance(2);
      one.comment = comment();
      if (chance(2)) one.default_value = default_of(one.type);
      if (one.type.name == "integer" && one.type.dimensions == 0 && one.default_value.empty() && chance(2))
        one.identity = sdk::identity_definition{pick({"always", "by_default", "serial"}), "", {}};
      if (one.type.name == "text" && one.type.dimensions == 0 && chance(8)) one.collation["postgresql"] = "C";
      made.columns.push_back(std::move(one));
    }
    schema_.tables.push_back(std::move(made));
  }
  std::vector<std::string> columns_of(const sdk::table_definition &of, std::size_t most) {
    std::vector<std::string> all;
    for (const auto &one : of.columns) all.push_back(one.name);
    return some(all, most);
  }
  expression condition(const sdk::table_definition &on) {
    const expression column = expression::column_of(on.columns[random_() % on.columns.size()].name);
    switch (random_() % 4) {
      case 0:
        return expression::operation_of("is_not_null", {column});
      case 1:
        return expression::operation_of("in", {column, expression::text_of("a"), expression::text_of("b")});
      case 2:
        return expression::operation_of(
            "or", {expression::operation_of(">=", {column, expression::integer_of(0)}),
                   expression::operation_of("not", {expression::operation_of("is_null", {column})})});
      default:
        return expression::sql_of("postgresql", "char_length(\"" + column.text + "\") > " + pick({"1", "2"}));
    }
  }
  void keys(sdk::table_definition &on) {
    if (!chance(3)) on.primary_key = columns_of(on, 2);
    if (!on.primary_key.empty() && chance(4)) on.primary_key_name = on.name + "_id";
    for (const char *end : {"_u1", "_u2"})
      if (chance(3))
        on.uniques.push_back({on.name + end, columns_of(on, 2), chance(4), pick({"no", "deferred"})});
    if (chance(2)) on.checks.push_back({on.name + "_k1", condition(on)});
    for (const char *end : {"_i1", "_i2"})
      if (chance(2)) index(on, on.name + end);
    for (const char *end : {"_f1", "_f2"}) {
      if (!chance(2)) continue;
      const sdk::table_definition &to = schema_.tables[random_() % schema_.tables.size()];
      std::vector<std::string> target =
          to.uniques.empty() || chance(2) ? to.primary_key : to.uniques[0].columns;
      if (target.empty()) continue;
      const std::vector<std::string> own = columns_of(on, target.size());
      if (own.size() != target.size()) continue;
      sdk::foreign_key_definition made{on.name + end, own, to.schema, to.name, target};
      made.on_delete = pick({"no_action", "cascade", "set_null"});
      on.foreign_keys.push_back(std::move(made));
    }
  }
  void index(sdk::table_definition &on, const std::string &name) {
    sdk::index_definition made;
    made.name = name;
    made.unique = chance(3);
    for (const std::string &column : columns_of(on, 2)) {
      sdk::index_part part;
      part.value = chance(4) ? expression::call_of("lower", {expression::column_of(column)})
                             : expression::column_of(column);
      part.descending = chance(3);
      part.nulls = pick({"", "first", "last"});
      made.parts.push_back(std::move(part));
    }
    if (chance(4)) made.where = condition(on);
    if (chance(5)) made.method = "gin";
    if (chance(5)) made.include = columns_of(on, 1);
    if (chance(6)) made.options["fillfactor"] = "70";
    made.comment = comment();
    on.indexes.push_back(std::move(made));
  }
  void views() {
    std::string reads = schema_.tables.empty() ? "" : schema_.tables[0].name;
    for (const char *name : {"aview", "bview"}) {
      if (!chance(2)) continue;
      const std::string sql =
          reads.empty() ? "SELECT 1" : "SELECT * FROM " + reads + pick({"", " WHERE true"});
      schema_.views.push_back({place(), name, chance(3), {{"postgresql", sql}}, comment()});
      reads = name;
    }
  }
  void opaque() {
    const auto add = [&](const char *kind, const char *name, const std::string &on_schema,
                         const std::string &on) {
      schema_.opaque.push_back({kind,
                                "",
                                name,
                                on_schema,
                                on,
                                {{"postgresql", std::string("CREATE ") + kind + pick({" 1", " 2"})}},
                                {{"postgresql", std::string("DROP ") + kind}}});
    };
    if (chance(3)) add("extension", "citext", "", "");
    if (chance(3)) add("function", "f()", "", "");
    if (chance(3) && !schema_.tables.empty())
      add("trigger", "tr", schema_.tables[0].schema, schema_.tables[0].name);
  }

  std::mt19937 random_;
  schema_model schema_;
};

}  // namespace

schema_model random_schema(std::uint32_t seed) {
  return maker(seed).make();
}

schema_model shuffled(schema_model schema, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto mix = [&](auto &all) { std::shuffle(all.begin(), all.end(), random); };
  mix(schema.enums);
  mix(schema.sequences);
  mix(schema.tables);
  mix(schema.views);
  mix(schema.opaque);
  for (sdk::table_definition &table : schema.tables) {
    mix(table.uniques);
    mix(table.checks);
    mix(table.foreign_keys);
    mix(table.indexes);
  }
  return schema;
}

}  // namespace tenantry::testing
