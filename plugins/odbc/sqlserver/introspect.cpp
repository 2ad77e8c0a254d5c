// The model of a live database, out of SQL Server's catalog views.
#include <tenantry/sdk/introspection.hpp>

#include <set>

#include "catalog_queries.hpp"
#include "catalog_text.hpp"
#include "connection.hpp"
#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

using row = std::vector<std::string>;

std::optional<std::int64_t> number(const std::string &text) {
  if (text.empty()) return std::nullopt;
  return std::stoll(text);
}
int small(const std::string &text) {
  return static_cast<int>(number(text).value_or(0));
}

std::string action_of(std::string words) {
  for (char &c : words) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return words;  // no_action cascade set_null set_default
}

class catalog_reader {
 public:
  catalog_reader(sdk::introspection_request wanted, std::string default_schema)
      : wanted_(std::move(wanted)), default_schema_(std::move(default_schema)) {}

  void add_schema(const row &r) {
    const std::string schema = of_model(r[0]);
    if (!schema.empty() && wanted_.wants_schema(schema)) all.schemas.push_back({schema, ""});
  }
  void add_table(const row &r) {
    const std::string schema = of_model(r[0]);
    if (!wanted_.wants(schema, r[1])) return;
    sdk::table_definition table{schema, r[1]};
    table.comment = r[2];
    all.tables.push_back(std::move(table));
  }
  void add_column(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    sdk::column_definition column{r[2], read_catalog_type({r[3], small(r[4]), small(r[5]), small(r[6])}),
                                  r[7] == "1"};
    if (!r[17].empty()) {
      column.type = {"native"};
      column.type.native = {{"sqlserver", r[17]}};
    }
    if (r[8] == "1") column.identity = sdk::identity_definition{"always", "", {number(r[9]), number(r[10])}};
    if (r[11] == "1")
      column.generated = sdk::generated_definition{read_computed(r[12], r[1]), r[13] == "1"};
    else
      column.default_value = read_catalog_default(r[14], r[1]);
    if (!r[15].empty()) column.collation = {{"sqlserver", r[15]}};
    column.comment = r[16];
    table->columns.push_back(std::move(column));
  }
  void add_index_column(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    if (r[4] == "p") {
      table->primary_key_name = r[2];
      table->primary_key.push_back(r[8]);
    } else if (r[4] == "u") {
      if (sdk::find_named(table->uniques, r[2]) == nullptr) table->uniques.push_back({r[2], {}, true});
      sdk::find_named(table->uniques, r[2])->columns.push_back(r[8]);
    } else if (r[7] == "1" || r[7] == "2") {
      add_part(*table, r);
    } else if (noted_.insert(r[2]).second) {
      note("not_kept", r, r[2], "it is an index of a kind that the model does not hold");
    }
  }
  void add_check(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    table->checks.push_back({r[2], read_catalog_expression(r[3], r[1])});
    if (r[4] == "1") note("not_valid_constraint", r, r[2], "it was added WITH NOCHECK and never checked");
  }
  void add_foreign_key(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    auto *key = sdk::find_named(table->foreign_keys, r[2]);
    if (key == nullptr) {
      table->foreign_keys.push_back({r[2], {}, of_model(r[4]), r[5], {}, action_of(r[7]), action_of(r[8])});
      key = &table->foreign_keys.back();
      if (r[9] == "1") note("not_valid_constraint", r, r[2], "it was added WITH NOCHECK and never checked");
    }
    key->columns.push_back(r[3]);
    key->to_columns.push_back(r[6]);
  }
  void add_sequence(const row &r) {
    const std::string schema = of_model(r[0]);
    if (!wanted_.wants(schema, r[1])) return;
    sdk::sequence_definition made{schema, r[1], r[2] == "int" ? "integer" : r[2]};
    made.options = {number(r[3]), number(r[4]), number(r[5]), number(r[6]), std::nullopt, r[7] == "1"};
    all.sequences.push_back(std::move(made));
  }
  void add_view(const row &r) {
    const std::string schema = of_model(r[0]);
    if (wanted_.wants(schema, r[1]))
      all.views.push_back({schema, r[1], false, {{"sqlserver", view_body(r[2])}}});
  }
  void add_program(const row &r) {
    const std::string schema = of_model(r[1]);
    if (!wanted_.wants(schema, r[4].empty() ? r[2] : r[4])) return;
    std::string drop =
        "DROP " + r[0] + " " + (schema.empty() ? "" : quote_name(schema) + ".") + quote_name(r[2]);
    all.opaque.push_back({r[0],
                          schema,
                          r[2],
                          r[3].empty() ? "" : of_model(r[3]),
                          r[4],
                          {{"sqlserver", r[5]}},
                          {{"sqlserver", std::move(drop)}}});
  }
  void add_not_kept(const row &r) {
    if (wanted_.wants(of_model(r[1]), r[2]))
      findings.push_back({"not_kept", of_model(r[1]), "", r[2], "the model does not hold a " + r[0]});
  }

  sdk::schema_definition all;
  std::vector<sdk::introspection_finding> findings;

 private:
  [[nodiscard]] std::string of_model(const std::string &schema) const {
    return schema == default_schema_ ? "" : schema;
  }
  sdk::table_definition *table_of(const row &r) { return sdk::find_object(all.tables, of_model(r[0]), r[1]); }
  void note(const char *kind, const row &r, const std::string &name, std::string why) {
    findings.push_back({kind, of_model(r[0]), r[1], name, std::move(why)});
  }
  void add_part(sdk::table_definition &table, const row &r) {
    auto *index = sdk::find_named(table.indexes, r[2]);
    if (index == nullptr) {
      sdk::index_definition made{r[2], r[3] == "1", {}};
      made.nulls_not_distinct = made.unique;  // the projection knows where that says something
      if (!r[5].empty()) made.where = read_catalog_expression(r[5], r[1]);
      table.indexes.push_back(std::move(made));
      index = &table.indexes.back();
      if (r[6] == "1") note("invalid_index", r, r[2], "it is disabled");
    }
    if (r[10] == "1")
      index->include.push_back(r[8]);
    else
      index->parts.push_back({sdk::expression::column_of(r[8]), r[9] == "1"});
  }

  sdk::introspection_request wanted_;
  std::string default_schema_;
  std::set<std::string> noted_;
};

}  // namespace

std::string connection::introspect(const sdk::call &call, std::string_view request) {
  catalog_reader reader(sdk::read_introspection(request), ask(call, catalog::default_schema).at(0).at(0));
  const auto each = [&](std::string_view sql, void (catalog_reader::*add)(const row &)) {
    for (const row &one : ask(call, sql)) (reader.*add)(one);
  };
  each(catalog::schemas, &catalog_reader::add_schema);
  each(catalog::tables, &catalog_reader::add_table);
  each(catalog::columns, &catalog_reader::add_column);
  each(catalog::indexes, &catalog_reader::add_index_column);
  each(catalog::checks, &catalog_reader::add_check);
  each(catalog::foreign_keys, &catalog_reader::add_foreign_key);
  each(catalog::sequences, &catalog_reader::add_sequence);
  each(catalog::views, &catalog_reader::add_view);
  each(catalog::programs, &catalog_reader::add_program);
  each(catalog::not_kept, &catalog_reader::add_not_kept);
  return sdk::write_introspection(std::move(reader.all), reader.findings);
}

}  // namespace tenantry::sqlserver
