#pragma once
// The rows that tests of several groups write.
#include <fmt/format.h>

#include <cstring>

#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {

inline answer try_insert(subject &it, connection &on, const scratch_table &into, std::int64_t id,
                         const std::string &word, const limits &within = {}) {
  return on.execute(it.sql("insert", {{"table", into.name}}), {value::number(id), value::text(word)}, within);
}

inline void insert_row(subject &it, connection &on, const scratch_table &into, std::int64_t id,
                       const std::string &word) {
  it.must(try_insert(it, on, into, id, word), fmt::format("the INSERT of row {}", id));
}

inline std::string sqlstate_of(const answer &told) {
  return {told.error.sqlstate, strnlen(told.error.sqlstate, sizeof told.error.sqlstate)};
}

// Class 23 or a status that says the same: the row is there already.
inline bool says_there_already(const answer &told) {
  return told.status == TNT_CONFLICT || (told.status == TNT_SQL && sqlstate_of(told).starts_with("23"));
}

}  // namespace tenantry::conformance
