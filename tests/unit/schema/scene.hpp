#pragma once
// Files of the samples, and models out of a few lines of SQL.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "core/schema/document.hpp"
#include "core/schema/drizzle_snapshot.hpp"
#include "core/schema/sql_source.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tenantry::testing {

inline std::filesystem::path test_data(const std::string &name) {
  return std::filesystem::path(TENANTRY_TEST_DATA) / name;
}
inline std::string shown(const schema_model &schema) {
  return write_schema_document(schema);
}
template <class Value>
Value must(result<Value> made) {
  if (!made) FAIL(to_string(made.error()));
  return *std::move(made);
}
inline declared_schema declared(const std::string &sql) {
  return must(read_sql_schema({{"schema.sql", sql}}));
}
inline schema_model model(const std::string &sql) {
  return declared(sql).schema;
}
inline drizzle_snapshot snapshot(const std::string &name) {
  const auto file = test_data("drizzle/v0/" + name);
  return must(read_drizzle_snapshot(read_text(file), file.string()));
}

}  // namespace tenantry::testing
