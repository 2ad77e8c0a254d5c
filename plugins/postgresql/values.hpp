// Cells to libpq's text parameters, and libpq's text results to cells.
#pragma once

#include <tenantry/sdk/rows.hpp>

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "handles.hpp"

namespace tenantry::postgresql {

// Text form of parameters, NUL ended as libpq wants them.  Throws where a text holds a NUL.
class text_parameters {
 public:
  explicit text_parameters(std::span<const tnt_cell> cells);
  [[nodiscard]] const char *const *values() const { return values_.data(); }
  [[nodiscard]] int size() const { return static_cast<int>(values_.size()); }

 private:
  std::deque<std::string> texts_;  // a deque: its strings never move
  std::vector<const char *> values_;
};

// Gives results to a sink, one PGresult after the other: in single-row mode each is one row.
class result_reader {
 public:
  explicit result_reader(sdk::row_writer &rows) : rows_(rows) {}
  // A result of PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE or PGRES_COMMAND_OK.
  void read(const PGresult *result);

 private:
  void read_columns(const PGresult *result);
  void read_row(const PGresult *result, int row);

  sdk::row_writer &rows_;
  std::vector<tnt_cell> cells_;
  std::vector<std::string> decoded_;  // bytea of the row at hand
  bool columns_given_ = false;
};

}  // namespace tenantry::postgresql
