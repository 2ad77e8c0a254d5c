#pragma once
// Parts of a schema in plain words, for a person who compares two.  Private to this folder.
#include <string>

#include "core/schema/change.hpp"

namespace tenantry {

// "depth >= 0 AND mood IN ('calm', 'wild')"; the text as it stands where it is one dialect's.
std::string expression_words(const sdk::expression &e);
std::string type_words(const sdk::neutral_type &type);           // "varchar(20)", "geography(point)"
std::string default_words(const sdk::column_default &value);     // "'new'", "the clock", "no default"
std::string index_words(const sdk::index_definition &index);     // "unique (title, lower(name)) where …"
std::string key_words(const std::vector<std::string> &columns);  // "(id, at)"
std::string foreign_key_words(const sdk::foreign_key_definition &key);

// "is text, declared varchar(20)" for each way in which the columns differ, with "and" between them.
std::string column_words(const sdk::column_definition &live, const sdk::column_definition &declared,
                         std::string_view table);

}  // namespace tenantry
