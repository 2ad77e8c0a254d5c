// What SQL Server's catalog says as text: types, defaults and conditions as the server prints them, read into
// the model.  Without a connection.
#pragma once
#include <tenantry/sdk/schema.hpp>

#include <string_view>

namespace tenantry::sqlserver {

struct catalog_type {
  std::string name;  // nvarchar
  int length = 0;    // bytes; -1: max
  int precision = 0, scale = 0;
};
[[nodiscard]] sdk::neutral_type read_catalog_type(const catalog_type &);

// "([depth]>=(0))", "(N'x')", "(sysdatetimeoffset())".
[[nodiscard]] sdk::expression read_catalog_expression(std::string_view text, const std::string &table);
[[nodiscard]] sdk::column_default read_catalog_default(std::string_view text, const std::string &table);
// A computed column's text, which is "(CONVERT([int],…))" where tenantry wrote it.
[[nodiscard]] sdk::expression read_computed(std::string_view text, const std::string &table);
// "CREATE VIEW [v] AS SELECT 1" -> "SELECT 1"
[[nodiscard]] std::string view_body(std::string_view create);

}  // namespace tenantry::sqlserver
