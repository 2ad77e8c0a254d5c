#include "tests/integration/author/real_schema.hpp"

#include <algorithm>
#include <random>

namespace tenantry::testing {
namespace {

using sdk::expression;

// Each column has a family of types: what one becomes another without a hint.
struct family {
  const char *column;
  std::vector<const char *> types;
  bool in_keys;
};
const std::vector<family> families = {
    {"name", {"varchar(20)", "varchar(40)"}, true},
    {"depth", {"smallint", "integer", "bigint", "numeric(12,2)"}, true},
    {"ratio", {"double", "real"}, false},
    {"body", {"text"}, false},
    {"state", {"enum:mood"}, false},
    {"active", {"boolean"}, true},
    {"day", {"date"}, true},
    {"at", {"timestamp", "timestamptz"}, false},
    {"token", {"uuid"}, true},
    {"extra", {"jsonb"}, false},
    {"picture", {"bytes"}, false},
};

// The throws for one part of a schema.
class dice {
 public:
  dice(std::uint32_t seed, std::uint32_t version, std::string_view part) {
    std::vector<std::uint32_t> all{seed, version};
    for (const char c : part) all.push_back(static_cast<unsigned char>(c));
    std::seed_seq mixed(all.begin(), all.end());
    random_.seed(mixed);
  }

  std::uint32_t operator()(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }
  bool one_in(std::uint32_t n) { return (*this)(n) == 0; }
  template <class Items>
  const auto &pick(const Items &of) {
    return of[(*this)(static_cast<std::uint32_t>(of.size()))];
  }
  std::string comment() {
    static const std::vector<std::string> some{"a note", "it's", "zwölf"};
    return one_in(4) ? pick(some) : "";
  }
  void shuffle(std::vector<std::string> &all) { std::shuffle(all.begin(), all.end(), random_); }

 private:
  std::mt19937 random_;
};

class maker {
 public:
  maker(std::uint32_t seed, std::uint32_t version, const schema_features &features)
      : seed_(seed), version_(version), features_(features) {}

  schema_model make() {
    if (dice of = throws("mood"); !of.one_in(6)) {
      std::vector<std::string> values{"calm", "wild"};
      if (of.one_in(2)) values.emplace_back("it's");
      schema_.enums.push_back({"", "mood", values, ""});
    }
    for (const char *name : {"fields", "users", "wells"})
      if (!throws(name).one_in(4)) table(name);
    for (sdk::table_definition &one : schema_.tables) references(one);
    if (dice of = throws("seen"); !schema_.tables.empty() && of.one_in(2)) view(of);
    normalise(schema_);
    return schema_;
  }

 private:
  [[nodiscard]] dice throws(const std::string &part) const {
    const bool again = version_ != 0 && dice(seed_, version_, part + " again").one_in(4);
    return {seed_, again ? version_ : 0, part};
  }

  static sdk::column_default default_of(const sdk::neutral_type &type, dice &of) {
    const std::string &name = type.name;
    if (name == "varchar") return sdk::column_default("literal", expression::text_of("it's"));
    if (type.is_enum()) return sdk::column_default("literal", expression::text_of("wild"));
    if (name == "smallint" || name == "integer" || name == "bigint")
      return sdk::column_default("literal", expression::integer_of(of(3)));
    if (name == "numeric") return sdk::column_default("literal", expression::number_of("0.50"));
    if (name == "boolean") return sdk::column_default("literal", expression::boolean_of(of.one_in(2)));
    if (name == "uuid") return sdk::column_default("random_uuid");
    if (name == "timestamptz") return sdk::column_default("now");
    return {};
  }

  void table(const std::string &name) {
    sdk::table_definition made{"", name};
    made.comment = throws(name + " comment").comment();
    sdk::column_definition id{"id", sdk::read_type("integer")};
    id.null = false;
    if (name == "users") id.identity = sdk::identity_definition{"by_default", "", {}};
    made.columns.push_back(std::move(id));
    made.primary_key = {"id"};
    for (const family &one : families) column(made, one);
    keys(made);
    schema_.tables.push_back(std::move(made));
  }
  void column(sdk::table_definition &in, const family &of_types) {
    dice of = throws(in.name + "." + of_types.column);
    if (of.one_in(2)) return;
    sdk::column_definition made{of_types.column, sdk::read_type(of.pick(of_types.types))};
    if (made.type.is_enum() && schema_.enums.empty()) return;
    made.null = of.one_in(2);
    made.comment = of.comment();
    if (of.one_in(2)) made.default_value = default_of(made.type, of);
    in.columns.push_back(std::move(made));
  }

  // One or two columns of those that every server has in a key; none where the table has none.
  static std::vector<std::string> key_columns(const sdk::table_definition &in, dice &of) {
    std::vector<std::string> all;
    for (const family &one : families)
      if (one.in_keys && sdk::find_named(in.columns, one.column) != nullptr) all.emplace_back(one.column);
    of.shuffle(all);
    all.resize(std::min<std::size_t>(all.size(), 1 + of(2)));
    return all;
  }
  void keys(sdk::table_definition &on) {
    if (dice of = throws(on.name + "_once"); of.one_in(2))
      if (auto columns = key_columns(on, of); !columns.empty())
        on.uniques.push_back({on.name + "_once", std::move(columns)});
    if (dice of = throws(on.name + "_deep"); of.one_in(2) && sdk::find_named(on.columns, "depth") != nullptr)
      on.checks.push_back(
          {on.name + "_deep",
           expression::operation_of(">=", {expression::column_of("depth"), expression::integer_of(of(2))})});
    for (const char *end : {"_i1", "_i2"})
      if (dice of = throws(on.name + end); of.one_in(2)) index(on, on.name + end, of);
  }
  void index(sdk::table_definition &on, const std::string &name, dice &of) const {
    const auto columns = key_columns(on, of);
    if (columns.empty()) return;
    sdk::index_definition made{name, of.one_in(3), {}};
    for (const std::string &column : columns) {
      sdk::index_part part;
      part.value = expression::column_of(column);
      if (column == "name" && of.one_in(3) && features_.expression_indexes)
        part.value = expression::call_of("lower", {part.value});
      part.descending = of.one_in(3);
      made.parts.push_back(std::move(part));
    }
    if (of.one_in(4) && features_.partial_indexes)
      made.where = expression::operation_of("is_not_null", {expression::column_of(columns.front())});
    on.indexes.push_back(std::move(made));
  }

  void references(sdk::table_definition &on) const {
    static const std::vector<std::string> actions{"no_action", "cascade", "set_null"};
    for (const sdk::table_definition &to : schema_.tables) {
      dice of = throws(on.name + "_" + to.name);
      if (!of.one_in(3)) continue;
      sdk::column_definition column{"of_" + to.name, sdk::read_type("integer")};
      sdk::foreign_key_definition key{on.name + "_" + to.name, {column.name}, "", to.name, {"id"}};
      key.on_delete = of.pick(actions);
      on.columns.push_back(std::move(column));
      on.foreign_keys.push_back(std::move(key));
    }
  }

  // It selects a column that other versions may lack or have in another type.
  void view(dice &of) {
    const sdk::table_definition &from = of.pick(schema_.tables);
    std::string columns = "id";
    for (const char *other : {"depth", "day"})
      if (sdk::find_named(from.columns, other) != nullptr && of.one_in(2))
        columns += std::string(", ") + other;
    const std::string select = "SELECT " + columns + " FROM " + from.name;
    schema_.views.push_back(
        {"", "seen", false, {{"postgresql", select}, {"sqlite", select}, {"mysql", select}}, ""});
  }

  std::uint32_t seed_, version_;
  const schema_features &features_;
  schema_model schema_;
};

}  // namespace

schema_model real_schema(std::uint32_t seed, std::uint32_t version, const schema_features &features) {
  return maker(seed, version, features).make();
}

}  // namespace tenantry::testing
