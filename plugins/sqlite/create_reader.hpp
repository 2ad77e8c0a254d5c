// Reads the CREATE statements that sqlite_schema keeps: they are the whole truth about a table, and what the
// pragmas do not tell (names of constraints, checks, computed columns) stands nowhere else.
#pragma once
#include <tenantry/sdk/expression_reader.hpp>

namespace tenantry::sqlite {

// The type of a column as it is declared: "VARCHAR(40)".
sdk::neutral_type read_declared_type(const std::string &declared);
// Nothing: a statement that this reader does not understand, e.g. of a virtual table.
std::optional<sdk::table_definition> read_create_table(std::string_view sql);
// The table's name goes to `table`.
std::optional<sdk::index_definition> read_create_index(std::string_view sql, std::string &table);
// The text behind AS.
std::string read_view_text(std::string_view sql);

}  // namespace tenantry::sqlite
