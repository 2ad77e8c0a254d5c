#pragma once
// libpg_query behind a small face: PostgreSQL 15's own parser, one statement at a time.  Any thread.
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace tenantry {

struct sql_statement {
  std::size_t begin = 0, end = 0;  // bytes in the text; without the ";"
};
// Lines that psql reads ("\restrict …", "\connect …") are blanks here, and counted.
struct split_sql {
  std::string text;  // of the same length as what came in
  std::vector<sql_statement> statements;
  std::size_t psql_lines = 0;
};
result<split_sql> split_postgresql(std::string_view text, const std::string &file);

// The tree of one statement, {"CreateStmt": {…}}: locations count from the statement's begin.  A syntax error
// has the parser's own words, and its place in the whole text.
result<nlohmann::json> parse_postgresql(std::string_view whole, sql_statement one, const std::string &file);

// The tree of a type's name ("timestamp (3) with time zone"), or nothing where it is none.
std::string parse_type_tree(std::string_view type);

position place_in(std::string_view whole, std::size_t offset, const std::string &file);

}  // namespace tenantry
