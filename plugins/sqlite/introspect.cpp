// The model of a file, out of the CREATE statements that SQLite keeps.
#include <tenantry/sdk/introspection.hpp>

#include "connection.hpp"
#include "create_reader.hpp"

namespace tenantry::sqlite {
namespace {

// A foreign key without columns means the primary key of the other table.
void complete_foreign_keys(sdk::schema_definition &all) {
  for (sdk::table_definition &table : all.tables)
    for (sdk::foreign_key_definition &key : table.foreign_keys)
      if (key.to_columns.empty())
        if (const auto *to = sdk::find_object(all.tables, "", key.to_table)) key.to_columns = to->primary_key;
}

class file_reader {
 public:
  explicit file_reader(sdk::introspection_request wanted) : wanted_(std::move(wanted)) {}

  void add(const std::string &type, const std::string &name, const std::string &table,
           const std::string &sql) {
    if (!wanted_.wants("", table)) return;
    if (type == "table") {
      if (auto made = read_create_table(sql))
        all.tables.push_back(*std::move(made));
      else
        findings.push_back({"not_kept", "", name, "", "it is no ordinary table: " + sql.substr(0, 60)});
    } else if (type == "index") {
      std::string of;
      auto made = read_create_index(sql, of);
      if (auto *owner = sdk::find_object(all.tables, "", table); owner != nullptr && made)
        owner->indexes.push_back(*std::move(made));
    } else if (type == "view") {
      all.views.push_back({"", name, false, {{"sqlite", read_view_text(sql)}}});
    } else {
      all.opaque.push_back(
          {type, "", name, "", table, {{"sqlite", sql}}, {{"sqlite", "DROP TRIGGER " + quoted(name)}}});
    }
  }

  sdk::schema_definition all;
  std::vector<sdk::introspection_finding> findings;

 private:
  static std::string quoted(const std::string &name) {
    std::string made = "\"";
    for (const char c : name) made.append(c == '"' ? 2 : 1, c);
    return made + "\"";
  }
  sdk::introspection_request wanted_;
};

}  // namespace

std::string connection::introspect(const sdk::call &call, std::string_view request) {
  file_reader reader(sdk::read_introspection(request));
  const patience::turn turn(patience_, call);
  const statement rows =
      prepare(call,
              "SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE sql IS NOT NULL AND name "
              "NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type = 'table' DESC, name");
  int code = SQLITE_OK;
  while ((code = sqlite3_step(rows.get())) == SQLITE_ROW)
    reader.add(std::string(column_text(rows.get(), 0)), std::string(column_text(rows.get(), 1)),
               std::string(column_text(rows.get(), 2)), std::string(column_text(rows.get(), 3)));
  if (code != SQLITE_DONE) fail(call, code);
  complete_foreign_keys(reader.all);
  return sdk::write_introspection(std::move(reader.all), reader.findings);
}

}  // namespace tenantry::sqlite
