// Every key that a quirks file may have, one a line, with its default.  A new one is added here and in
// sdk/schema/adapter-quirks.schema.json (a test compares them).
#include "tools/conformance/quirks.hpp"

namespace tenantry::conformance {
namespace {

constexpr quirk_key keys[] = {
    {"features.create_database", "true"},
    {"features.empty_text", "true"},
    {"features.four_byte_text", "true"},
    {"features.network", "true"},
    {"features.nul_in_text", "true"},
    {"sql.begin", "BEGIN"},
    {"sql.count", "SELECT count(*) FROM {table}"},
    {"sql.count_running", ""},
    {"sql.create_table", "CREATE TABLE {table} (id INTEGER NOT NULL PRIMARY KEY, word VARCHAR(100))"},
    {"sql.create_typed_table", "CREATE TABLE {table} (id INTEGER NOT NULL PRIMARY KEY, cell {type})"},
    {"sql.drop_table", "DROP TABLE {table}"},
    {"sql.insert", "INSERT INTO {table} (id, word) VALUES (?, ?)"},
    {"sql.insert_typed", "INSERT INTO {table} (id, cell) VALUES (?, ?)"},
    {"sql.long_message", ""},
    {"sql.long_statement", ""},
    {"sql.select", "SELECT id, word FROM {table} ORDER BY id"},
    {"sql.select_typed", "SELECT cell FROM {table} ORDER BY id"},
    {"sql.select_value", "SELECT {value}"},
    {"sql.syntax_error", "SELEC 1"},
    {"sql.unknown_table", "SELECT * FROM kit_no_such_table"},
    {"types.bigint", "BIGINT"},
    {"types.boolean", "BOOLEAN"},
    {"types.bytes", "BLOB"},
    {"types.double", "DOUBLE PRECISION"},
    {"types.text", "TEXT"},
    {"urls.bad_password", ""},
    {"urls.malformed", ""},
    {"urls.missing_database", ""},
    {"urls.other_database", ""},
    {"urls.other_database_name", "{database}"},
    {"urls.unreachable", ""},
};

}  // namespace

std::span<const quirk_key> quirk_keys() {
  return keys;
}

}  // namespace tenantry::conformance
