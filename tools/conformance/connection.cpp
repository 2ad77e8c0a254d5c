#include "tools/conformance/connection.hpp"

#include <utility>

namespace tenantry::conformance {
namespace {

tnt_begin to_raw(const begin_options &from) {
  const auto ns = [](std::chrono::milliseconds ms) { return std::chrono::nanoseconds(ms).count(); };
  return {sizeof(tnt_begin), from.flags, ns(from.lock_timeout), ns(from.statement_timeout),
          to_text(from.lock_name)};
}

}  // namespace

collector::collector(answer &into, std::int64_t stop_after) : into_(into), stop_after_(stop_after) {
  raw_.struct_size = sizeof raw_;
  raw_.data = this;
  raw_.columns = [](void *data, const tnt_column *columns, std::size_t n) -> tnt_status {
    answer &told = static_cast<collector *>(data)->into_;
    ++told.calls_of_columns;
    told.columns.clear();
    for (std::size_t at = 0; at < n; ++at) told.columns.push_back(from_text(columns[at].name));
    return TNT_OK;
  };
  raw_.row = [](void *data, const tnt_cell *cells, std::size_t n) -> tnt_status {
    auto &self = *static_cast<collector *>(data);
    row read;
    for (std::size_t at = 0; at < n; ++at) read.push_back(from_cell(cells[at]));
    self.into_.rows.push_back(std::move(read));
    const auto seen = static_cast<std::int64_t>(self.into_.rows.size());
    return self.stop_after_ < 0 || seen < self.stop_after_ ? TNT_OK : TNT_CANCELLED;
  };
  raw_.affected = [](void *data, std::int64_t rows) {
    static_cast<collector *>(data)->into_.affected = rows;
  };
}

connection::connection(const tnt_adapter &table, const fields &config, const limits &within)
    : table_(&table) {
  std::vector<tnt_field> raw;
  for (const auto &[key, text] : config) raw.push_back({to_text(key), to_text(text)});
  opened = ask(within, [&](const tnt_call *during, tnt_error *error) {
    return table.open(during, raw.data(), raw.size(), &raw_, error);
  });
}

connection::~connection() {
  close();
}

connection::connection(connection &&other) noexcept
    : opened(std::move(other.opened)), table_(other.table_), raw_(std::exchange(other.raw_, nullptr)) {}

void connection::close() {
  if (raw_ != nullptr) table_->close(std::exchange(raw_, nullptr));
}

answer connection::ping(const limits &within) {
  return ask(within,
             [&](const tnt_call *during, tnt_error *error) { return table_->ping(raw_, during, error); });
}

answer connection::execute(std::string_view sql, const std::vector<value> &parameters, const limits &within,
                           std::int64_t stop_after) {
  std::vector<tnt_cell> cells;
  cells.reserve(parameters.size());
  for (const value &one : parameters) cells.push_back(to_cell(one));
  answer rows;
  collector sink(rows, stop_after);
  answer told = ask(within, [&](const tnt_call *during, tnt_error *error) {
    return table_->execute(raw_, during, to_text(sql), cells.data(), cells.size(), sink.raw(), error);
  });
  told.columns = std::move(rows.columns);
  told.rows = std::move(rows.rows);
  told.affected = rows.affected;
  told.calls_of_columns = rows.calls_of_columns;
  return told;
}

answer connection::begin(const begin_options &options, const limits &within) {
  const tnt_begin raw = to_raw(options);
  return ask(within, [&](const tnt_call *during, tnt_error *error) {
    return table_->begin(raw_, during, &raw, error);
  });
}

answer connection::commit(const limits &within) {
  return ask(within,
             [&](const tnt_call *during, tnt_error *error) { return table_->commit(raw_, during, error); });
}

answer connection::rollback(const limits &within) {
  return ask(within,
             [&](const tnt_call *during, tnt_error *error) { return table_->rollback(raw_, during, error); });
}

answer connection::session_limits(const begin_options *or_null, const limits &within) {
  const tnt_begin raw = or_null == nullptr ? tnt_begin{} : to_raw(*or_null);
  return ask(within, [&](const tnt_call *during, tnt_error *error) {
    return table_->session_limits(raw_, during, or_null == nullptr ? nullptr : &raw, error);
  });
}

}  // namespace tenantry::conformance
