#pragma once
// Finds the ends of things inside one SQL statement of PostgreSQL: quotes, dollar quotes, comments and
// brackets are stepped over as wholes.
#include <cstddef>
#include <string_view>

namespace tenantry {

// Behind the quoted text, comment, word or single character that begins at `at`; at most text.size().
std::size_t skip_sql_item(std::string_view text, std::size_t at);
// The same for "(…)" and "[…]" as wholes.
std::size_t skip_sql_group(std::string_view text, std::size_t at);

// Where the word stands next, outside brackets and quotes, not before `from`; npos.  In lower case, any case
// matches.
std::size_t find_sql_word(std::string_view text, std::size_t from, std::string_view word);
std::size_t find_sql_sign(std::string_view text, std::size_t from, char sign);

// What is between the "(" at or behind `from` and its ")"; npos-sized views never come out: "" if there is
// none.
std::string_view inside_brackets(std::string_view text, std::size_t from);

// Without blanks and comments around it, and without brackets around the whole.
std::string_view bare_sql(std::string_view text);

}  // namespace tenantry
