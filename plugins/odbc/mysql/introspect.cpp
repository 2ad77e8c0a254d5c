// The model of a live database, out of information_schema.
#include <tenantry/sdk/introspection.hpp>

#include <set>

#include "catalog_queries.hpp"
#include "catalog_text.hpp"
#include "connection.hpp"
#include "model.hpp"

namespace tenantry::mysql {
namespace {

using row = std::vector<std::string>;

std::string action_of(std::string words) {
  for (char &c : words) c = c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return words == "restrict" ? "no_action" : words;  // MariaDB says so where nothing was written
}
std::int64_t number(const std::string &text) {
  return std::stoll(text);
}

class catalog_reader {
 public:
  catalog_reader(sdk::introspection_request wanted, catalog_flavour flavour, std::string database)
      : wanted_(std::move(wanted)), flavour_(flavour), database_(std::move(database)) {}

  void add_table(const row &r) {
    if (!wanted_.wants("", r[0])) return;
    if (r[1] == "SEQUENCE") {
      sequences.push_back(r[0]);
    } else if (r[1] == "SYSTEM VERSIONED") {
      note("", r[0], "it keeps the history of its rows, which the model does not hold");
    } else if (r[1] == "BASE TABLE") {
      all.tables.push_back({"", r[0]});
      all.tables.back().comment = r[2];
      if (r[3] != "InnoDB")
        note("", r[0], "its engine is " + r[3] + ", not InnoDB: its rows do not roll back");
    }
  }
  void add_column(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    sdk::column_definition column{r[1], read_catalog_type(r[2], flavour_), r[3] == "YES"};
    if (has_word(r[6], "auto_increment")) column.identity = sdk::identity_definition{"by_default"};
    if (!r[9].empty())
      column.generated =
          sdk::generated_definition{read_catalog_condition(r[9], r[0], flavour_), has_word(r[6], "STORED")};
    else if (r[4] == "1")
      column.default_value =
          read_catalog_default(r[5], has_word(r[6], "DEFAULT_GENERATED"), column.type, r[0], flavour_);
    if (has_word(r[6], "on update")) note(r[0], r[1], "it is set to the clock at every UPDATE");
    if (has_word(r[6], "INVISIBLE")) note(r[0], r[1], "it is invisible");
    if (!r[7].empty() && r[7] != usual_collation && column.type.name != "json")
      column.collation = {{flavour_.dialect(), r[7]}};
    column.comment = r[8];
    table->columns.push_back(std::move(column));
  }
  void add_check(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    sdk::column_definition *column = sdk::find_named(table->columns, r[1]);
    if (flavour_.mariadb && column != nullptr && column->type.name == "text" &&
        r[2] == "json_valid(" + backticked(r[1]) + ")") {
      column->type = {"json"};
      column->collation.clear();
    } else if (r[3] == "Column") {
      note(r[0], r[1], "a check stands inside the column, where it has no name: " + r[2]);
    } else {
      table->checks.push_back({r[1], read_catalog_condition(r[2], r[0], flavour_)});
      if (r[3] == "Off") findings.push_back({"not_valid_constraint", "", r[0], r[1], "it is NOT ENFORCED"});
    }
  }
  void add_foreign_key(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    if (r[7] != "1") {
      if (noted_.insert(r[0] + "/" + r[1]).second)
        note(r[0], r[1], "the foreign key leads into another database");
      return;
    }
    auto *key = sdk::find_named(table->foreign_keys, r[1]);
    if (key == nullptr)
      key = &table->foreign_keys.emplace_back(
          sdk::foreign_key_definition{r[1], {}, "", r[3], {}, action_of(r[5]), action_of(r[6])});
    key->columns.push_back(r[2]);
    key->to_columns.push_back(r[4]);
  }
  void add_index_part(const row &r) {
    sdk::table_definition *table = table_of(r);
    if (table == nullptr) return;
    if (r[1] == "PRIMARY") {
      table->primary_key.push_back(r[3]);
      if (!r[5].empty()) note(r[0], r[1], "the key holds only a part of \"" + r[3] + "\"");
      return;
    }
    const std::string why = r[6] != "BTREE" ? "it is of the kind " + r[6]
                            : !r[5].empty()
                                ? "it holds only the first " + r[5] + " characters of \"" + r[3] + "\""
                            : r[9] == "NO" ? "it is invisible to the optimizer"
                                           : "";
    if (!why.empty() && noted_.insert(r[0] + "/" + r[1]).second) note(r[0], r[1], why);
    auto *index = sdk::find_named(table->indexes, r[1]);
    if (index == nullptr) {
      index = &table->indexes.emplace_back(sdk::index_definition{r[1], r[2] == "0", {}});
      index->comment = r[7];
    }
    sdk::expression of =
        r[8].empty() ? sdk::expression::column_of(r[3]) : read_catalog_condition(r[8], r[0], flavour_);
    index->parts.push_back({std::move(of), r[4] == "D"});
  }
  void add_view(const row &r) {
    if (wanted_.wants("", r[0]))
      all.views.push_back({"", r[0], false, {{flavour_.dialect(), without_database(r[1], database_)}}});
  }
  void add_trigger(const row &r) {
    if (!wanted_.wants("", r[1])) return;
    all.opaque.push_back(
        {"trigger",
         "",
         r[0],
         "",
         r[1],
         {{flavour_.dialect(), "CREATE TRIGGER " + backticked(r[0]) + " " + r[2] + " " + r[3] + " ON " +
                                   backticked(r[1]) + " FOR EACH ROW " + r[4]}},
         {{flavour_.dialect(), "DROP TRIGGER " + backticked(r[0])}}});
  }
  // create: "" where this user may not see it.
  void add_routine(const row &r, const std::string &create) {
    if (create.empty()) {
      note("", r[1], "this user may not see the text of the " + r[0]);
      return;
    }
    all.opaque.push_back({r[0] == "FUNCTION" ? "function" : "procedure",
                          "",
                          r[1],
                          "",
                          "",
                          {{flavour_.dialect(), without_definer(create)}},
                          {{flavour_.dialect(), "DROP " + r[0] + " " + backticked(r[1])}}});
  }
  void add_sequence(const std::string &name, const row &r) {
    all.sequences.push_back(
        {"",
         name,
         "bigint",
         {number(r[0]), number(r[1]), number(r[2]), number(r[3]), number(r[4]), r[5] == "1"}});
  }
  void note(const std::string &table, const std::string &name, std::string why) {
    findings.push_back({"not_kept", "", table, name, std::move(why)});
  }
  // Indexes that cannot be kept are out of the model; those that a foreign key makes are not the user's.
  void finish() {
    for (sdk::table_definition &table : all.tables) {
      std::erase_if(table.indexes, [&](const sdk::index_definition &one) {
        return noted_.count(table.name + "/" + one.name) != 0;
      });
      settle_indexes(table);
    }
  }

  sdk::schema_definition all;
  std::vector<sdk::introspection_finding> findings;
  std::vector<std::string> sequences;

 private:
  sdk::table_definition *table_of(const row &r) { return sdk::find_object(all.tables, "", r[0]); }
  static bool has_word(const std::string &extra, std::string_view word) {
    return extra.find(word) != std::string::npos;
  }

  sdk::introspection_request wanted_;
  catalog_flavour flavour_;
  std::string database_;
  std::set<std::string> noted_;  // table/name
};

}  // namespace

std::string connection::introspect(const sdk::call &call, std::string_view request) {
  const sdk::introspection_request wanted = sdk::read_introspection(request);
  const bool mariadb = server_.mariadb;
  const std::string database = ask(call, catalog::database).at(0).at(0);
  catalog_reader reader(wanted, {mariadb}, database);
  const auto each = [&](std::string_view sql, void (catalog_reader::*add)(const row &)) {
    for (const row &one : ask(call, sql)) (reader.*add)(one);
  };
  each(catalog::tables, &catalog_reader::add_table);
  each(catalog::columns, &catalog_reader::add_column);
  each(catalog::checks(mariadb, server_.version >= 100510), &catalog_reader::add_check);
  each(catalog::foreign_keys, &catalog_reader::add_foreign_key);
  each(catalog::indexes(mariadb, server_.version >= 100600), &catalog_reader::add_index_part);
  each(catalog::views, &catalog_reader::add_view);
  each(catalog::triggers, &catalog_reader::add_trigger);
  for (const row &one : ask(call, catalog::routines)) {
    const bool known = one[0] == "FUNCTION" || one[0] == "PROCEDURE";
    if (!wanted.wants("", one[1])) continue;
    if (known)
      reader.add_routine(one, ask(call, "SHOW CREATE " + one[0] + " " + backticked(one[1])).at(0).at(2));
    else
      reader.note("", one[1], "the model does not hold a " + one[0]);
  }
  for (const row &one : ask(call, catalog::events))
    reader.note("", one[0], "the model does not hold an event");
  for (const std::string &name : reader.sequences)
    reader.add_sequence(name, ask(call, catalog::sequence(backticked(name))).at(0));
  reader.finish();
  return sdk::write_introspection(std::move(reader.all), reader.findings);
}

}  // namespace tenantry::mysql
