#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

std::string_view view(tnt_text text) {
  return {text.data, text.size};
}

// A sink between the adapter and the test: the static members say what it does to a row.
struct middle {
  const tnt_sink *real;
  void (*change)(std::vector<tnt_cell> &) = nullptr;
  bool ignores_stop = false;
  tnt_sink raw{};

  explicit middle(const tnt_sink *to) : real(to) {
    raw = *to;
    raw.data = this;
    raw.columns = [](void *data, const tnt_column *columns, std::size_t n) {
      const auto *self = static_cast<middle *>(data);
      return self->real->columns(self->real->data, columns, n);
    };
    raw.row = [](void *data, const tnt_cell *cells, std::size_t n) {
      auto *self = static_cast<middle *>(data);
      std::vector<tnt_cell> copy(cells, cells + n);
      if (self->change != nullptr) self->change(copy);
      const tnt_status status = self->real->row(self->real->data, copy.data(), n);
      return self->ignores_stop ? TNT_OK : status;
    };
    raw.affected = [](void *data, std::int64_t rows) {
      const auto *self = static_cast<middle *>(data);
      self->real->affected(self->real->data, rows);
    };
  }
};

// execute where each row passes Change.
template <void (*Change)(std::vector<tnt_cell> &)>
tnt_status changing(tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells, std::size_t n,
                    const tnt_sink *sink, tnt_error *error) {
  if (sink == nullptr) return right().execute(conn, call, sql, cells, n, sink, error);
  middle between(sink);
  between.change = Change;
  return right().execute(conn, call, sql, cells, n, &between.raw, error);
}

// execute where each parameter passes Change.
template <void (*Change)(tnt_cell &)>
tnt_status sending(tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells, std::size_t n,
                   const tnt_sink *sink, tnt_error *error) {
  std::vector<tnt_cell> copy(cells, cells + n);
  for (tnt_cell &one : copy) Change(one);
  return right().execute(conn, call, sql, copy.data(), n, sink, error);
}

void other_value(std::vector<tnt_cell> &row) {
  if (row.size() == 1 && row[0].kind == TNT_INT64 && row[0].num.i == 42) row[0].num.i = 43;
}
void swap_cells(std::vector<tnt_cell> &row) {
  if (row.size() == 2 && view(row[1].raw) == "two") row[1].raw = {"owt", 3};
}
void null_as_text(std::vector<tnt_cell> &row) {
  if (row.size() == 2 && row[1].is_null != 0) row[1].is_null = 0;
}
void empty_as_null(std::vector<tnt_cell> &row) {
  if (row[0].kind == TNT_TEXT && row[0].raw.size == 0) row[0].is_null = 1;
}
void cut_at_nul(tnt_cell &cell) {
  if (cell.kind == TNT_TEXT) cell.raw.size = strnlen(cell.raw.data, cell.raw.size);
}
void cut_long(tnt_cell &cell) {
  if (cell.raw.size > 65536) cell.raw.size = 65536;
}
void mask_four_bytes(std::vector<tnt_cell> &row) {
  if (row[0].kind == TNT_TEXT && row[0].raw.size > 4 && row[0].raw.data[0] == '\xf0') row[0].raw = {"?", 1};
}
void bytes_as_text(std::vector<tnt_cell> &row) {
  if (row[0].kind == TNT_BYTES) row[0].kind = TNT_TEXT;
}
void through_double(std::vector<tnt_cell> &row) {
  if (row[0].kind == TNT_INT64 && row[0].num.i > INT64_MAX - 10) row[0].num.i -= 1;
}
void through_float(std::vector<tnt_cell> &row) {
  if (row[0].kind == TNT_DOUBLE) row[0].num.d = static_cast<float>(row[0].num.d);
}
void lies(tnt_cell &cell) {
  if (cell.kind == TNT_BOOL) cell.num.i = 0;
}

void without_quote(tnt_cell &cell) {
  if (cell.raw.size < 2 || cell.raw.data[0] != '\'') return;
  ++cell.raw.data;
  --cell.raw.size;
}
void other_row(std::vector<tnt_cell> &row) {
  if (row.size() == 2 && row[0].num.i == 500) row[0].num.i = 501;
}

const wrong other{{.name = "other-value", .fails = "execute.select-value", .table = [](tnt_adapter &t) {
                     t.execute = changing<other_value>;
                   }}};
const wrong swaps{{.name = "other-text", .fails = "execute.rows", .table = [](tnt_adapter &t) {
                     t.execute = changing<swap_cells>;
                   }}};
const wrong nulls{{.name = "null-becomes-text", .fails = "execute.null", .table = [](tnt_adapter &t) {
                     t.execute = changing<null_as_text>;
                   }}};
const wrong empties{{.name = "empty-becomes-null",
                     .fails = "execute.empty-text",
                     .table = [](tnt_adapter &t) { t.execute = changing<empty_as_null>; }}};
const wrong cuts{{.name = "cuts-at-nul", .fails = "execute.nul-in-text", .table = [](tnt_adapter &t) {
                    t.execute = sending<cut_at_nul>;
                  }}};
const wrong cuts_long{{.name = "cuts-long-cells",
                       .fails = "execute.megabyte-cell",
                       .table = [](tnt_adapter &t) { t.execute = sending<cut_long>; }}};
const wrong masks{{.name = "masks-four-bytes",
                   .fails = "execute.four-byte-text",
                   .table = [](tnt_adapter &t) { t.execute = changing<mask_four_bytes>; }}};
const wrong texts{{.name = "bytes-become-text", .fails = "execute.bytes", .table = [](tnt_adapter &t) {
                     t.execute = changing<bytes_as_text>;
                   }}};
const wrong rounds{{.name = "loses-last-digit", .fails = "execute.bigint", .table = [](tnt_adapter &t) {
                      t.execute = changing<through_double>;
                    }}};
const wrong floats{{.name = "double-by-float", .fails = "execute.double", .table = [](tnt_adapter &t) {
                      t.execute = changing<through_float>;
                    }}};
const wrong lies_of_truth{{.name = "true-becomes-false",
                           .fails = "execute.boolean",
                           .table = [](tnt_adapter &t) { t.execute = sending<lies>; }}};

const wrong stops_not{
    {.name = "ignores-stop", .fails = "execute.sink-stops-early", .table = [](tnt_adapter &t) {
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         if (sink == nullptr) return right().execute(conn, call, sql, cells, n, sink, error);
         middle between(sink);
         between.ignores_stop = true;
         return right().execute(conn, call, sql, cells, n, &between.raw, error);
       };
     }}};
const wrong no_columns{
    {.name = "no-columns-when-empty", .fails = "execute.columns", .table = [](tnt_adapter &t) {
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         if (sink == nullptr) return right().execute(conn, call, sql, cells, n, sink, error);
         tnt_sink without = *sink;
         without.columns = [](void *, const tnt_column *, std::size_t) -> tnt_status { return TNT_OK; };
         return right().execute(conn, call, sql, cells, n, &without, error);
       };
     }}};
const wrong tells_none{{.name = "affected-is-zero", .fails = "execute.affected", .table = [](tnt_adapter &t) {
                          t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql,
                                         const tnt_cell *cells, std::size_t n, const tnt_sink *sink,
                                         tnt_error *error) -> tnt_status {
                            if (sink == nullptr)
                              return right().execute(conn, call, sql, cells, n, sink, error);
                            tnt_sink without = *sink;
                            without.affected = [](void *, std::int64_t) {};
                            return right().execute(conn, call, sql, cells, n, &without, error);
                          };
                        }}};
const wrong needs_sink{{.name = "null-sink-crashes",
                        .fails = "execute.null-sink",
                        .with = "crashed",
                        .table = [](tnt_adapter &t) {
                          t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql,
                                         const tnt_cell *cells, std::size_t n, const tnt_sink *sink,
                                         tnt_error *error) -> tnt_status {
                            if (sink == nullptr) __builtin_trap();
                            return right().execute(conn, call, sql, cells, n, sink, error);
                          };
                        }}};
const wrong replaces{
    {.name = "replaces-question-marks", .fails = "execute.no-parameters", .table = [](tnt_adapter &t) {
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         std::string text(view(sql));
         for (char &c : text)
           if (n == 0 && c == '?') c = '$';
         return right().execute(conn, call, {text.data(), text.size()}, cells, n, sink, error);
       };
     }}};
const wrong counts_all{{.name = "quoted-mark-is-parameter",
                        .fails = "execute.quoted-question-mark",
                        .table = [](tnt_adapter &t) {
                          t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql,
                                         const tnt_cell *cells, std::size_t n, const tnt_sink *sink,
                                         tnt_error *error) -> tnt_status {
                            const std::string_view text = view(sql);
                            std::size_t marks = 0;
                            for (const char c : text) marks += c == '?' ? 1 : 0;
                            if (n > 0 && marks != n) return TNT_BAD_ARGUMENT;
                            return right().execute(conn, call, sql, cells, n, sink, error);
                          };
                        }}};
const wrong pastes{{.name = "parameter-loses-quote",
                    .fails = "execute.parameter-is-no-code",
                    .table = [](tnt_adapter &t) { t.execute = sending<without_quote>; }}};
const wrong stays_broken{
    {.name = "broken-after-error", .fails = "execute.usable-after-error", .table = [](tnt_adapter &t) {
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         static bool broken = false;
         if (broken) return TNT_CONNECTION_LOST;
         const tnt_status status = right().execute(conn, call, sql, cells, n, sink, error);
         broken = status == TNT_SQL;
         return status;
       };
     }}};
const wrong loses_rows{{.name = "loses-row-500",
                        .fails = "execute.thousand-rows",
                        .table = [](tnt_adapter &t) { t.execute = changing<other_row>; }}};

}  // namespace
}  // namespace tenantry::kit
