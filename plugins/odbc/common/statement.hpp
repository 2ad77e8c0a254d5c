// One statement on a line's thread: parameters bound, rows fetched in portions, every result drained.  What
// is here runs on that thread and owns all that it uses; the adapter's own thread gives rows and notices on.
#pragma once
#include <tenantry/sdk/rows.hpp>

#include <deque>
#include <memory>

#include "line.hpp"

namespace tenantry::odbc {

// A value on its way to the server.
struct parameter {
  std::uint8_t kind = TNT_TEXT;
  bool null = false;
  std::int64_t integer = 0;
  double real = 0;
  std::u16string text;
  std::string bytes;
  SQLLEN size = 0;  // what the driver reads while the statement runs
};

struct request {
  std::u16string sql;
  std::deque<parameter> parameters;  // addresses stay
  bool wants_rows = false;
  // A driver may not bear SQLMoreResults behind a statement without columns.
  bool drain_without_columns = true;
};

struct column {
  std::string name, type_name;
  std::uint8_t kind = TNT_TEXT;
  std::size_t length = 0;  // of CHAR and VARCHAR, characters at most as the driver says; 0 of all others
};
struct value {
  bool null = true;
  std::int64_t integer = 0;
  double real = 0;
  std::string raw;
};
using row = std::vector<value>;

// A portion of a statement's results.
struct portion {
  diagnostics failed;           // not empty: the statement failed
  diagnostics notices;          // of SQL_SUCCESS_WITH_INFO
  std::vector<column> columns;  // the first portion of a statement that has some
  std::vector<row> rows;
  bool more = false;           // ask for the next, or finish
  std::int64_t affected = -1;  // of the first result, known at the end
};

// Throws TNT_BAD_ARGUMENT where a text is not UTF-8 or a kind is unknown.
[[nodiscard]] std::shared_ptr<request> make_request(std::string_view sql,
                                                    std::span<const tnt_cell> parameters);

[[nodiscard]] portion start_statement(session &, request &);
[[nodiscard]] portion next_portion(session &, const std::vector<column> &);
// Leaves the rest of the rows, drains further results and frees the statement.
[[nodiscard]] portion finish_statement(session &, bool drain);

// A portion's cell as the host takes it; borrows from the value.
[[nodiscard]] tnt_cell to_cell(const value &, std::uint8_t kind) noexcept;

}  // namespace tenantry::odbc
