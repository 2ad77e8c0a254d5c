// What Oracle's dictionary says as text: types, defaults and conditions, which it keeps as they were written.
// Without a connection.
#pragma once
#include <tenantry/sdk/schema.hpp>

#include <string_view>

namespace tenantry::oracle {

struct catalog_type {
  std::string name;              // VARCHAR2, TIMESTAMP(6) WITH TIME ZONE
  int characters = 0;            // of a text
  std::string precision, scale;  // of a NUMBER; "" where none was declared
};
[[nodiscard]] sdk::neutral_type read_catalog_type(const catalog_type &);

[[nodiscard]] sdk::expression read_catalog_expression(std::string_view text, const std::string &table);
// "0 ", "'x'", "NULL", "SYSTIMESTAMP"
[[nodiscard]] sdk::column_default read_catalog_default(std::string_view text, const std::string &table);
// ALL_TAB_IDENTITY_COLS.IDENTITY_OPTIONS: "START WITH: 1, INCREMENT BY: 1, MAX_VALUE: …"
[[nodiscard]] sdk::sequence_options read_identity_options(std::string_view text);
// Nothing where the number is too large for the model, as Oracle's usual MAXVALUE is.
[[nodiscard]] std::optional<std::int64_t> read_number(std::string_view text);
// "ID" IS NOT NULL: what a column says by itself.
[[nodiscard]] bool is_not_null_check(std::string_view condition);

}  // namespace tenantry::oracle
