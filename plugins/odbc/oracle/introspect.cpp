// The model of the session's schema, out of Oracle's dictionary.
#include <tenantry/sdk/introspection.hpp>

#include <set>

#include "catalog_queries.hpp"
#include "catalog_text.hpp"
#include "connection.hpp"
#include "pl_sql.hpp"

namespace tenantry::oracle {
namespace {

using row = std::vector<std::string>;

std::string action_of(const std::string &rule) {
  if (rule == "CASCADE") return "cascade";
  return rule == "SET NULL" ? "set_null" : "no_action";
}

std::string when_checked(const row &r) {
  if (r[6] != "DEFERRABLE") return "no";
  return r[7] == "DEFERRED" ? "deferred" : "immediate";
}

class catalog_reader {
 public:
  explicit catalog_reader(sdk::introspection_request wanted) : wanted_(std::move(wanted)) {}

  void add_table(const row &r) {
    if (!wanted_.wants("", r[0])) return;
    sdk::table_definition table{"", r[0]};
    table.comment = r[1];
    all.tables.push_back(std::move(table));
  }
  void add_column(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    sdk::column_definition column{
        r[1], read_catalog_type({r[2], static_cast<int>(read_number(r[3]).value_or(0)), r[4], r[5]}),
        r[6] == "Y"};
    if (!r[8].empty())
      column.identity = sdk::identity_definition{r[8] == "ALWAYS" ? "always" : "by_default", "",
                                                 read_identity_options(r[9])};
    else if (r[7] == "YES")
      column.generated = sdk::generated_definition{read_catalog_expression(r[11], r[0]), false};
    else
      column.default_value = read_catalog_default(r[11], r[0]);
    column.comment = r[10];
    table->columns.push_back(std::move(column));
  }
  void add_constraint(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    const bool first = noted_.insert(r[0] + "." + r[1]).second;
    if (r[2] == "P") {
      table->primary_key_name = r[1];
      table->primary_key.push_back(r[10]);
    } else if (r[2] == "U") {
      if (first) table->uniques.push_back({r[1], {}, false, when_checked(r)});
      sdk::find_named(table->uniques, r[1])->columns.push_back(r[10]);
    } else if (r[2] == "R") {
      if (first)
        table->foreign_keys.push_back(
            {r[1], {}, "", r[4], {}, action_of(r[5]), "no_action", when_checked(r)});
      auto *key = sdk::find_named(table->foreign_keys, r[1]);
      key->columns.push_back(r[10]);
      key->to_columns.push_back(r[11]);
    } else if (first && !(r[3] == "GENERATED NAME" && is_not_null_check(r[9]))) {
      table->checks.push_back({r[1], read_catalog_expression(r[9], r[0])});
    }
    if (first && r[8] == "NOT VALIDATED" && r[2] != "P")
      note("not_valid_constraint", r[0], r[1], "it was added NOVALIDATE and never validated");
  }
  void add_index(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    auto *index = sdk::find_named(table->indexes, r[1]);
    if (index == nullptr) {
      if (r[3] != "NORMAL" && r[3] != "FUNCTION-BASED NORMAL" && r[3] != "NORMAL/REV") {
        if (noted_.insert(r[0] + "." + r[1]).second)
          note("not_kept", r[0], r[1], "it is an index of a kind that the model does not hold");
        return;
      }
      table->indexes.push_back({r[1], r[2] == "UNIQUE", {}});
      index = &table->indexes.back();
      if (r[4] == "UNUSABLE") note("invalid_index", r[0], r[1], "it is unusable");
    }
    // A descending column is kept as an expression, which is the column's quoted name.
    sdk::expression value =
        r[7].empty() ? sdk::expression::column_of(r[5]) : read_catalog_expression(r[7], r[0]);
    index->parts.push_back({std::move(value), r[6] == "DESC"});
  }
  void add_sequence(const row &r) {
    if (!wanted_.wants("", r[0])) return;
    sdk::sequence_definition made{"", r[0]};
    made.options = {std::nullopt,      read_number(r[1]), read_number(r[2]),
                    read_number(r[3]), std::nullopt,      r[4] == "Y"};
    all.sequences.push_back(std::move(made));
  }
  void add_view(const row &r) {
    if (wanted_.wants("", r[0])) all.views.push_back({"", r[0], r[1] == "Y", {{"oracle", r[3]}}, r[2]});
  }
  void add_source(const row &r) {
    if (!wanted_.wants("", r[2].empty() ? r[1] : r[2])) return;
    std::string kind = r[0];
    for (char &c : kind) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    auto *last = all.opaque.empty() ? nullptr : &all.opaque.back();
    if (last == nullptr || last->kind != kind || last->name != r[1]) {
      all.opaque.push_back({kind,
                            "",
                            r[1],
                            "",
                            r[2],
                            {{"oracle", "CREATE OR REPLACE "}},
                            {{"oracle", "DROP " + r[0] + " " + quote_name(r[1])}}});
      last = &all.opaque.back();
    }
    last->create["oracle"] += r[3];
  }
  void add_not_kept(const row &r) {
    if (wanted_.wants("", r[1]))
      findings.push_back({"not_kept", "", "", r[1], "the model does not hold a " + r[0]});
  }

  sdk::schema_definition all;
  std::vector<sdk::introspection_finding> findings;

 private:
  sdk::table_definition *table_of(const row &r) { return sdk::find_object(all.tables, "", r[0]); }
  void note(const char *kind, const std::string &table, const std::string &name, std::string why) {
    findings.push_back({kind, "", table, name, std::move(why)});
  }

  sdk::introspection_request wanted_;
  std::set<std::string> noted_;
};

}  // namespace

std::string connection::introspect(const sdk::call &call, std::string_view request) {
  need_oracle("the dictionary");
  catalog_reader reader(sdk::read_introspection(request));
  const auto each = [&](std::string_view sql, void (catalog_reader::*add)(const row &)) {
    for (const row &one : ask(call, sql)) (reader.*add)(one);
  };
  each(catalog::tables, &catalog_reader::add_table);
  each(catalog::columns, &catalog_reader::add_column);
  each(catalog::constraints, &catalog_reader::add_constraint);
  each(catalog::indexes, &catalog_reader::add_index);
  each(catalog::sequences, &catalog_reader::add_sequence);
  each(catalog::views, &catalog_reader::add_view);
  each(catalog::materialized_views, &catalog_reader::add_view);
  each(catalog::sources, &catalog_reader::add_source);
  each(catalog::not_kept, &catalog_reader::add_not_kept);
  return sdk::write_introspection(std::move(reader.all), reader.findings);
}

}  // namespace tenantry::oracle
