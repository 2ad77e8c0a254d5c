#include "core/adapter/rows.hpp"

namespace tenantry {
namespace {

tnt_cell to_tnt_cell(const cell &value) {
  tnt_cell out{};
  out.kind = TNT_TEXT;
  if (std::holds_alternative<std::monostate>(value)) {
    out.is_null = 1;
  } else if (const auto *number = std::get_if<std::int64_t>(&value)) {
    out.kind = TNT_INT64;
    out.num.i = *number;
  } else if (const auto *real = std::get_if<double>(&value)) {
    out.kind = TNT_DOUBLE;
    out.num.d = *real;
  } else if (const auto *flag = std::get_if<bool>(&value)) {
    out.kind = TNT_BOOL;
    out.num.i = *flag ? 1 : 0;
  } else if (const auto *text = std::get_if<std::string>(&value)) {
    out.raw = to_tnt(*text);
  } else if (const auto *binary = std::get_if<bytes>(&value)) {
    out.kind = TNT_BYTES;
    out.raw = to_tnt(binary->data);
  }
  return out;
}

cell to_cell(const tnt_cell &value) {
  if (value.is_null != 0) return {};
  switch (value.kind) {
    case TNT_INT64:
      return value.num.i;
    case TNT_DOUBLE:
      return value.num.d;
    case TNT_BOOL:
      return value.num.i != 0;
    case TNT_BYTES:
      return bytes{std::string(to_view(value.raw))};
    default:  // TEXT, and kinds of a later minor version, which have a text form
      return std::string(to_view(value.raw));
  }
}

row to_row(const tnt_cell *cells, std::size_t n) {
  row out;
  out.reserve(n);
  for (std::size_t i = 0; i < n; ++i) out.push_back(to_cell(cells[i]));
  return out;
}

// A statement that gives several results leaves the last one.
tnt_status set_columns(rows &into, const tnt_column *columns, std::size_t n) {
  into.data.clear();
  into.columns.clear();
  into.columns.reserve(n);
  for (std::size_t i = 0; i < n; ++i) into.columns.emplace_back(to_view(columns[i].name));
  return TNT_OK;
}

}  // namespace

void to_cells(const std::vector<cell> &values, std::vector<tnt_cell> &into) {
  for (const cell &value : values) into.push_back(to_tnt_cell(value));
}

row_sink::row_sink(callback_guard &guard, rows &into, const row_callback *each)
    : sink_{sizeof sink_, 0, this, take_columns, take_row, take_affected, [](void *, std::size_t) {}},
      guard_(guard),
      into_(into),
      each_(each) {}

tnt_status row_sink::take_columns(void *data, const tnt_column *columns, std::size_t n) {
  auto &self = *static_cast<row_sink *>(data);
  if (self.enough_) return TNT_CANCELLED;
  return self.guard_.run([&] { return set_columns(self.into_, columns, n); });
}

tnt_status row_sink::take_row(void *data, const tnt_cell *cells, std::size_t n) {
  auto &self = *static_cast<row_sink *>(data);
  if (self.enough_) return TNT_CANCELLED;
  return self.guard_.run([&]() -> tnt_status {
    if (self.each_ == nullptr) {
      self.into_.data.push_back(to_row(cells, n));
    } else {
      self.enough_ = !(*self.each_)(self.into_, to_row(cells, n));
    }
    return self.enough_ ? TNT_CANCELLED : TNT_OK;
  });
}

void row_sink::take_affected(void *data, std::int64_t affected) {
  static_cast<row_sink *>(data)->into_.affected = affected;
}

batch_sink::batch_sink(call_scope &scope, std::string_view adapter_id, std::vector<item_result> &into)
    : sink_{sizeof sink_, 0, this, take_columns, take_row, take_affected, begin_item},
      scope_(scope),
      adapter_id_(adapter_id),
      into_(into) {}

tnt_status batch_sink::take_columns(void *data, const tnt_column *columns, std::size_t n) {
  auto &self = *static_cast<batch_sink *>(data);
  if (self.current_ == nullptr) return TNT_OK;
  return self.scope_.guard().run([&] { return set_columns(*self.current_, columns, n); });
}

tnt_status batch_sink::take_row(void *data, const tnt_cell *cells, std::size_t n) {
  auto &self = *static_cast<batch_sink *>(data);
  if (self.current_ == nullptr) return TNT_OK;
  return self.scope_.guard().run([&]() -> tnt_status {
    self.current_->data.push_back(to_row(cells, n));
    return TNT_OK;
  });
}

void batch_sink::take_affected(void *data, std::int64_t affected) {
  auto &self = *static_cast<batch_sink *>(data);
  if (self.current_ != nullptr) self.current_->affected = affected;
}

void batch_sink::begin_item(void *data, std::size_t index) {
  auto &self = *static_cast<batch_sink *>(data);
  self.current_ = index < self.into_.size() ? &self.into_[index].data : nullptr;
}

void batch_sink::take_done(void *data, std::size_t index, const tnt_error *or_null) {
  auto &self = *static_cast<batch_sink *>(data);
  if (index >= self.into_.size()) return;
  self.scope_.guard().run([&] {
    self.into_[index].ran = true;
    if (or_null != nullptr) {
      error e = self.scope_.take_error(or_null->status, *or_null, self.adapter_id_);
      e.statement = static_cast<std::uint32_t>(index + 1);
      if (self.first_failed_ == 0) self.first_failed_ = e.statement;
      self.into_[index].failure = std::move(e);
    }
    return TNT_OK;
  });
}

text_sink::text_sink(callback_guard &guard) : sink_{sizeof sink_, 0, this, write}, guard_(guard) {}

tnt_status text_sink::write(void *data, tnt_text chunk) {
  auto &self = *static_cast<text_sink *>(data);
  return self.guard_.run([&] {
    self.text_ += to_view(chunk);
    return TNT_OK;
  });
}

}  // namespace tenantry
