#pragma once
// Receives what an adapter gives back, as rows, text, or one result for each item of a batch.  Every function
// that an adapter calls runs under the call's guard.
#include <tenantry/sdk/adapter.h>
#include <tenantry/sdk/ext/draft/batch.h>

#include <string>
#include <vector>

#include "core/adapter/call.hpp"
#include "core/adapter/session.hpp"
#include "core/adapter/types.hpp"

namespace tenantry {

// Cells for an adapter; they borrow the values.
void to_cells(const std::vector<cell> &values, std::vector<tnt_cell> &into);

class row_sink {
 public:
  // Rows go to `into`; with `each` they go there instead, and `into` holds the columns alone.
  row_sink(callback_guard &guard, rows &into, const row_callback *each = nullptr);
  row_sink(const row_sink &) = delete;
  row_sink &operator=(const row_sink &) = delete;
  [[nodiscard]] const tnt_sink *raw() const { return &sink_; }

 private:
  static tnt_status take_columns(void *data, const tnt_column *columns, std::size_t n);
  static tnt_status take_row(void *data, const tnt_cell *cells, std::size_t n);
  static void take_affected(void *data, std::int64_t affected);

  tnt_sink sink_;
  callback_guard &guard_;
  rows &into_;
  const row_callback *each_;
  bool enough_ = false;  // the callback said so; an adapter that goes on is not listened to
};

class batch_sink {
 public:
  batch_sink(call_scope &scope, std::string_view adapter_id, std::vector<item_result> &into);
  batch_sink(const batch_sink &) = delete;
  batch_sink &operator=(const batch_sink &) = delete;
  [[nodiscard]] const tnt_sink *raw() const { return &sink_; }
  // The contract's done, with this object as its data.
  static void take_done(void *data, std::size_t index, const tnt_error *or_null);
  // Counts from 1; 0 while none failed.
  [[nodiscard]] std::uint32_t first_failed() const { return first_failed_; }

 private:
  static tnt_status take_columns(void *data, const tnt_column *columns, std::size_t n);
  static tnt_status take_row(void *data, const tnt_cell *cells, std::size_t n);
  static void take_affected(void *data, std::int64_t affected);
  static void begin_item(void *data, std::size_t index);

  tnt_sink sink_;
  call_scope &scope_;
  std::string_view adapter_id_;
  std::vector<item_result> &into_;
  rows *current_ = nullptr;
  std::uint32_t first_failed_ = 0;
};

class text_sink {
 public:
  explicit text_sink(callback_guard &guard);
  text_sink(const text_sink &) = delete;
  text_sink &operator=(const text_sink &) = delete;
  [[nodiscard]] const tnt_text_sink *raw() const { return &sink_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  static tnt_status write(void *data, tnt_text chunk);
  tnt_text_sink sink_;
  callback_guard &guard_;
  std::string text_;
};

}  // namespace tenantry
