// The model of a live database, out of pg_catalog.
#include <tenantry/sdk/expression_reader.hpp>
#include <tenantry/sdk/introspection.hpp>

#include "catalog_queries.hpp"
#include "connection.hpp"
#include "dialect.hpp"

namespace tenantry::postgresql {
namespace {

using row = std::vector<std::string>;

std::string model_schema(const std::string &name) {
  return name == "public" ? "" : name;
}
bool yes(const std::string &text) {
  return text == "t" || text == "true" || text == "1";
}
std::vector<std::string> names(const std::string &list) {
  return list.empty() ? std::vector<std::string>{}
                      : nlohmann::json::parse(list).get<std::vector<std::string>>();
}
std::optional<std::int64_t> number(const std::string &text) {
  if (text.empty()) return std::nullopt;
  return std::stoll(text);
}
sdk::sequence_options read_options(const row &from, std::size_t at) {
  return {number(from[at]),     number(from[at + 1]), number(from[at + 2]),
          number(from[at + 3]), number(from[at + 4]), yes(from[at + 5])};
}
sdk::expression read_text(const std::string &text, const std::string &table) {
  return sdk::read_expression(text, {"postgresql", table, "lower", {}});
}
std::string read_action(const std::string &letter) {
  switch (letter.empty() ? 'a' : letter.front()) {
    case 'c':
      return "cascade";
    case 'n':
      return "set_null";
    case 'd':
      return "set_default";
    case 'r':
      return "restrict";
    default:
      return "no_action";
  }
}
sdk::column_default read_default(const std::string &text, const std::string &table) {
  if (text.empty()) return {};
  if (text == "gen_random_uuid()") return sdk::column_default("random_uuid");
  sdk::expression value = read_text(text, table);
  if (value.is(sdk::expression::node::call) && value.text == "now") return sdk::column_default("now");
  return sdk::column_default(value.is_literal() ? "literal" : "expression", std::move(value));
}

// One reading of a catalog, put together table by table.
class catalog_reader {
 public:
  explicit catalog_reader(sdk::introspection_request wanted) : wanted_(std::move(wanted)) {}

  void add_schema(const row &r) {
    if (wanted_.wants_schema(r[0])) all.schemas.push_back({r[0], r[1]});
  }
  void add_enum(const row &r) {
    if (!wanted_.wants(model_schema(r[0]), r[1])) return;
    auto *known = sdk::find_object(all.enums, model_schema(r[0]), r[1]);
    if (known == nullptr)
      known = &all.enums.emplace_back(sdk::enum_definition{model_schema(r[0]), r[1], {}, r[3]});
    if (!r[2].empty()) known->values.push_back(r[2]);
  }
  void add_sequence(const row &r) {
    if (!wanted_.wants(model_schema(r[0]), r[1])) return;
    all.sequences.push_back({model_schema(r[0]), r[1], r[2], read_options(r, 3), r[9]});
  }
  void add_table(const row &r) {
    if (!wanted_.wants(model_schema(r[0]), r[1])) return;
    if (r[2] != "r")
      note("not_kept", r, "",
           std::string("it is ") + (r[2] == "p" ? "partitioned" : "a foreign table") +
               ", which the model does not hold");
    if (r[2] == "f") return;
    places_[{r[0], r[1]}] = all.tables.size();
    all.tables.push_back({model_schema(r[0]), r[1]});
    all.tables.back().comment = r[3];
  }
  void add_column(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    sdk::column_definition column{r[2], dialect::read_catalog_type(r[3]), !yes(r[7])};
    if (!r[5].empty()) {
      const auto array = static_cast<std::uint32_t>(r[3].ends_with("[]") ? 1 : 0);
      column.type = {"enum", std::nullopt, std::nullopt, array, model_schema(r[4]), r[5], {}};
    }
    const bool serial = r[8].empty() && !r[13].empty() && r[10].starts_with("nextval(");
    if (!r[8].empty() || serial)
      column.identity = sdk::identity_definition{serial        ? "serial"
                                                 : r[8] == "a" ? "always"
                                                               : "by_default",
                                                 r[13], read_options(r, 14)};
    if (!r[9].empty())
      column.generated = sdk::generated_definition{read_text(r[10], r[1]), r[9] == "s"};
    else if (!serial)
      column.default_value = read_default(r[10], r[1]);
    if (!r[11].empty()) column.collation = {{"postgresql", r[11]}};
    column.comment = r[12];
    table->columns.push_back(std::move(column));
  }
  void add_constraint(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    if (!yes(r[11])) note("not_valid_constraint", r, r[2], "it was added NOT VALID and never validated");
    if (r[3] == "p") {
      table->primary_key_name = r[2];
      table->primary_key = names(r[4]);
    } else if (r[3] == "u") {
      table->uniques.push_back({r[2], names(r[4]), yes(r[13]), r[10]});
    } else if (r[3] == "c") {
      table->checks.push_back({r[2], read_text(r[12], r[1])});
    } else if (r[3] == "f") {
      table->foreign_keys.push_back({r[2], names(r[4]), model_schema(r[5]), r[6], names(r[7]),
                                     read_action(r[8]), read_action(r[9]), r[10]});
    } else {
      note("not_kept", r, r[2], "it is an exclusion constraint, which the model does not hold");
    }
  }
  void add_index(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    if (!yes(r[4])) {
      note("invalid_index", r, r[2], "the index is not valid: a CREATE INDEX CONCURRENTLY failed; drop it");
      return;
    }
    sdk::index_definition index{r[2], yes(r[3]), {}};
    index.method = r[5];
    if (!r[6].empty()) index.where = read_text(r[6], r[1]);
    index.nulls_not_distinct = yes(r[7]);
    for (const std::string &option : names(r[8])) {
      const std::size_t equals = std::min(option.find('='), option.size());
      index.options[option.substr(0, equals)] = option.substr(std::min(equals + 1, option.size()));
    }
    index.comment = r[9];
    for (const nlohmann::json &part : nlohmann::json::parse(r[10])) add_part(index, part, r[1]);
    table->indexes.push_back(std::move(index));
  }
  void add_view(const row &r) {
    if (!wanted_.wants(model_schema(r[0]), r[1])) return;
    all.views.push_back({model_schema(r[0]), r[1], r[2] == "m", {{"postgresql", r[3]}}, r[4]});
  }
  void add_opaque(const row &r) {
    if (r[0] != "extension" && !wanted_.wants(model_schema(r[1]), r[4].empty() ? r[2] : r[4])) return;
    all.opaque.push_back({r[0],
                          model_schema(r[1]),
                          r[2],
                          model_schema(r[3]),
                          r[4],
                          {{"postgresql", r[5]}},
                          {{"postgresql", r[6]}}});
  }
  void add_not_kept(const row &r) {
    if (!wanted_.wants(model_schema(r[1]), r[2])) return;
    findings.push_back({"not_kept", model_schema(r[1]), "", r[2], "the model does not hold a " + r[0]});
  }

  sdk::schema_definition all;
  std::vector<sdk::introspection_finding> findings;

 private:
  sdk::table_definition *table_of(const row &r) {
    const auto found = places_.find({r[0], r[1]});
    return found == places_.end() ? nullptr : &all.tables[found->second];
  }
  void note(const char *kind, const row &r, const std::string &name, std::string why) {
    findings.push_back({kind, model_schema(r[0]), r[1], name, std::move(why)});
  }
  // [column or null, text, options, operator class, collation, is a key]
  static void add_part(sdk::index_definition &index, const nlohmann::json &from, const std::string &table) {
    const std::string text = from.at(1).get<std::string>();
    if (!from.at(5).get<bool>()) {
      index.include.push_back(from.at(0).get<std::string>());
      return;
    }
    sdk::index_part part;
    part.value = from.at(0).is_null() ? read_text(text, table)
                                      : sdk::expression::column_of(from.at(0).get<std::string>());
    const int options = from.at(2).is_null() ? 0 : from.at(2).get<int>();
    part.descending = (options & 1) != 0;
    const bool first = (options & 2) != 0;
    if (first != part.descending) part.nulls = first ? "first" : "last";
    if (!from.at(3).is_null()) part.operator_class = {{"postgresql", from.at(3).get<std::string>()}};
    if (!from.at(4).is_null()) part.collation = {{"postgresql", from.at(4).get<std::string>()}};
    index.parts.push_back(std::move(part));
  }

  sdk::introspection_request wanted_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;
};

}  // namespace

std::string connection::introspect(const sdk::call &call, std::string_view request) {
  catalog_reader reader(sdk::read_introspection(request));
  const catalog::version version{PQserverVersion(line_.raw()) >= 150000};
  const auto each = [&](const std::string &sql, void (catalog_reader::*add)(const row &)) {
    for (const row &one : ask(call, sql)) (reader.*add)(one);
  };
  each(catalog::schemas(), &catalog_reader::add_schema);
  each(catalog::enums(), &catalog_reader::add_enum);
  each(catalog::sequences(), &catalog_reader::add_sequence);
  each(catalog::tables(), &catalog_reader::add_table);
  each(catalog::columns(), &catalog_reader::add_column);
  each(catalog::constraints(version), &catalog_reader::add_constraint);
  each(catalog::indexes(version), &catalog_reader::add_index);
  each(catalog::views(), &catalog_reader::add_view);
  each(catalog::opaque(), &catalog_reader::add_opaque);
  each(catalog::not_kept(), &catalog_reader::add_not_kept);
  return sdk::write_introspection(std::move(reader.all), reader.findings);
}

}  // namespace tenantry::postgresql
