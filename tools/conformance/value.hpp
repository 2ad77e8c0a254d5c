#pragma once
// Cells, rows and answers as plain values: what a test writes and what it looks at.
#include <tenantry/sdk/adapter.h>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenantry::conformance {

struct value {
  std::uint8_t kind = TNT_TEXT;
  bool is_null = false;
  std::int64_t whole = 0;  // TNT_INT64, TNT_BOOL
  double real = 0;
  std::string raw{};  // TNT_TEXT, TNT_BYTES; else the server's text form

  static value number(std::int64_t i) { return {.kind = TNT_INT64, .whole = i}; }
  static value real_number(double d) { return {.kind = TNT_DOUBLE, .real = d}; }
  static value truth(bool b) { return {.kind = TNT_BOOL, .whole = b ? 1 : 0}; }
  static value text(std::string t) { return {.kind = TNT_TEXT, .raw = std::move(t)}; }
  static value bytes(std::string b) { return {.kind = TNT_BYTES, .raw = std::move(b)}; }
  static value null(std::uint8_t kind = TNT_TEXT) { return {.kind = kind, .is_null = true}; }

  // The number that a cell of any numeric kind, or its text, stands for; -1 if it is none.
  [[nodiscard]] std::int64_t as_number() const;
};
using row = std::vector<value>;

// Borrows from the value.
[[nodiscard]] tnt_cell to_cell(const value &from);
[[nodiscard]] value from_cell(const tnt_cell &from);
[[nodiscard]] tnt_text to_text(std::string_view from);
[[nodiscard]] std::string from_text(tnt_text from);
[[nodiscard]] std::string_view status_name(tnt_status status);  // "BAD_CONFIG"

// What a call answered.
struct answer {
  tnt_status status = TNT_OK;
  tnt_error error{};
  std::vector<std::pair<std::string, std::string>> details;
  std::vector<std::string> columns;
  std::vector<row> rows;
  std::int64_t affected = -1;  // -1: never told
  std::size_t calls_of_columns = 0;
  std::chrono::milliseconds took{0};

  [[nodiscard]] bool ok() const { return status == TNT_OK; }
  [[nodiscard]] std::string message() const;
  // "SQL 42601 (retry 1, effect 1): syntax error": for `seen`.
  [[nodiscard]] std::string words() const;
  // Message and details: where a secret could show.
  [[nodiscard]] std::string all_text() const;
};

}  // namespace tenantry::conformance
