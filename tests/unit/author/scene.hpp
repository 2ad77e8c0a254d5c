#pragma once
// Models out of a few lines of SQL, changes between two, and a target.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/author/steps.hpp"
#include "core/schema/diff.hpp"
#include "core/schema/sql_source.hpp"

namespace tenantry::testing {

template <class Value>
Value must(result<Value> made) {
  if (!made) FAIL(to_string(made.error()));
  return *std::move(made);
}
inline schema_model model(const std::string &sql) {
  return must(read_sql_schema({{"schema.sql", sql}})).schema;
}
inline std::vector<schema_change> changes(const std::string &from, const std::string &to) {
  return must(diff_schemas(model(from), model(to), {{}, false}));
}
// One that can do all that safe forms need.
inline rendition_target able() {
  rendition_target made;
  made.ask.dialect = "able";
  made.chain = {"able"};
  made.not_valid = made.online_indexes = true;
  return made;
}
inline std::vector<backfill> told(const std::string &text) {
  return {must(parse_backfill(text))};
}
// A line for each step: "cut" where one stands before it, the kind, the part.
inline std::string shown(const std::vector<author_step> &steps) {
  std::string all;
  for (const author_step &one : steps)
    all += (one.cut_before ? "cut " : "") + one.change.kind + " " + one.change.name +
           (one.change.not_valid ? " not valid" : "") + (one.change.online ? " online" : "") + "\n";
  return all;
}

}  // namespace tenantry::testing
