// What information_schema says, read into the model: types, defaults, conditions and the texts of programs.
#pragma once
#include <tenantry/sdk/schema.hpp>

namespace tenantry::mysql {

// Whose catalog it is: the two print the same things differently.
struct catalog_flavour {
  bool mariadb = false;
  [[nodiscard]] std::string dialect() const { return mariadb ? "mariadb" : "mysql"; }
};

// COLUMN_TYPE: "decimal(12,2)", "int(11)", "enum('a','b')".
[[nodiscard]] sdk::neutral_type read_catalog_type(const std::string &column_type, catalog_flavour);
// A check or a computed column of that table; a text that is not of the closed part stays as it is.
[[nodiscard]] sdk::expression read_catalog_condition(const std::string &text, const std::string &table,
                                                     catalog_flavour);
// COLUMN_DEFAULT, which is not NULL; `computed`: EXTRA says DEFAULT_GENERATED, on MySQL alone.
[[nodiscard]] sdk::column_default read_catalog_default(const std::string &text, bool computed,
                                                       const sdk::neutral_type &, const std::string &table,
                                                       catalog_flavour);
// A view's text without the name of the database that it stands in.
[[nodiscard]] std::string without_database(std::string text, const std::string &database);
// CREATE DEFINER=`who`@`where` FUNCTION … without the words that only hold on this server.
[[nodiscard]] std::string without_definer(const std::string &create);
// `a``b`
[[nodiscard]] std::string backticked(std::string_view name);

}  // namespace tenantry::mysql
