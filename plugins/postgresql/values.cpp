#include "values.hpp"

#include <array>
#include <charconv>
#include <cstdlib>

namespace tenantry::postgresql {
namespace {

// Fixed numbers of pg_type: they never change.
enum : Oid {
  bool_oid = 16,
  bytea_oid = 17,
  int8_oid = 20,
  int2_oid = 21,
  int4_oid = 23,
  oid_oid = 26,
  float4_oid = 700,
  float8_oid = 701
};

struct known_type {
  Oid oid;
  std::uint8_t kind;
  std::string_view name;
};
constexpr known_type known_types[] = {
    {bool_oid, TNT_BOOL, "boolean"},  {bytea_oid, TNT_BYTES, "bytea"},
    {int8_oid, TNT_INT64, "bigint"},  {int2_oid, TNT_INT64, "smallint"},
    {int4_oid, TNT_INT64, "integer"}, {oid_oid, TNT_INT64, "oid"},
    {float4_oid, TNT_DOUBLE, "real"}, {float8_oid, TNT_DOUBLE, "double precision"},
    {25, TNT_TEXT, "text"},           {1043, TNT_TEXT, "varchar"},
    {19, TNT_TEXT, "name"},           {1700, TNT_TEXT, "numeric"},
    {1082, TNT_TEXT, "date"},         {1114, TNT_TEXT, "timestamp"},
    {1184, TNT_TEXT, "timestamptz"},  {2950, TNT_TEXT, "uuid"},
    {114, TNT_TEXT, "json"},          {3802, TNT_TEXT, "jsonb"},
};

const known_type *find_type(Oid oid) {
  for (const known_type &one : known_types) {
    if (one.oid == oid) return &one;
  }
  return nullptr;
}

std::uint8_t kind_of(Oid oid) {
  const known_type *known = find_type(oid);
  return known == nullptr ? std::uint8_t{TNT_TEXT} : known->kind;
}

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\\x";
  out.reserve(2 + bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

template <class Number>
std::string number_text(Number value) {
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end.ptr};
}

std::string text_of(const tnt_cell &cell) {
  const std::string_view raw = sdk::view(cell.raw);
  switch (cell.kind) {
    case TNT_INT64:
      return number_text(cell.num.i);
    case TNT_DOUBLE:
      return number_text(cell.num.d);
    case TNT_BOOL:
      return cell.num.i != 0 ? "t" : "f";
    case TNT_BYTES:
      return hex_of(raw);
    case TNT_TEXT:
      break;
    default:
      throw sdk::failure(TNT_BAD_ARGUMENT, "a parameter is of an unknown kind");
  }
  if (raw.find('\0') != std::string_view::npos) {
    throw sdk::failure(TNT_BAD_ARGUMENT, "a text parameter holds a NUL, which PostgreSQL cannot store");
  }
  return std::string(raw);
}

std::string decode_bytea(const char *text) {
  std::size_t size = 0;
  const std::unique_ptr<unsigned char, freed_by<PQfreemem>> bytes(
      PQunescapeBytea(reinterpret_cast<const unsigned char *>(text), &size));
  if (!bytes) throw std::bad_alloc();
  return {reinterpret_cast<const char *>(bytes.get()), size};
}

}  // namespace

text_parameters::text_parameters(std::span<const tnt_cell> cells) {
  values_.reserve(cells.size());
  for (const tnt_cell &cell : cells) {
    values_.push_back(cell.is_null != 0 ? nullptr : texts_.emplace_back(text_of(cell)).c_str());
  }
}

void result_reader::read_columns(const PGresult *result) {
  columns_given_ = true;
  const int n = PQnfields(result);
  std::vector<std::string> numbers(static_cast<std::size_t>(n));
  std::vector<tnt_column> columns;
  for (int i = 0; i < n; ++i) {
    const known_type *known = find_type(PQftype(result, i));
    std::string &number = numbers[static_cast<std::size_t>(i)];
    if (known == nullptr) number = "oid " + std::to_string(PQftype(result, i));
    columns.push_back(
        sdk::column(PQfname(result, i), known == nullptr ? std::string_view(number) : known->name));
  }
  rows_.columns(columns);
}

void result_reader::read_row(const PGresult *result, int row) {
  const int n = PQnfields(result);
  cells_.clear();
  decoded_.assign(static_cast<std::size_t>(n), {});
  for (int i = 0; i < n; ++i) {
    const std::uint8_t kind = kind_of(PQftype(result, i));
    if (PQgetisnull(result, row, i) != 0) {
      cells_.push_back(sdk::cell::null(kind));
      continue;
    }
    const char *value = PQgetvalue(result, row, i);
    tnt_cell cell = sdk::cell::of_kind(kind);
    cell.raw = {value, static_cast<std::size_t>(PQgetlength(result, row, i))};
    if (kind == TNT_INT64) cell.num.i = std::strtoll(value, nullptr, 10);
    if (kind == TNT_DOUBLE) cell.num.d = std::strtod(value, nullptr);
    if (kind == TNT_BOOL) cell.num.i = value[0] == 't' ? 1 : 0;
    if (kind == TNT_BYTES) {
      std::string &bytes = decoded_[static_cast<std::size_t>(i)];
      bytes = decode_bytea(value);
      cell.raw = sdk::text(bytes);
    }
    cells_.push_back(cell);
  }
  rows_.row(cells_);
}

void result_reader::read(const PGresult *result) {
  if (!rows_.wanted()) return;
  if (PQresultStatus(result) != PGRES_COMMAND_OK) {
    if (!columns_given_) read_columns(result);
    for (int row = 0; row < PQntuples(result) && rows_.wanted(); ++row) read_row(result, row);
  }
  const std::string_view affected = PQcmdTuples(const_cast<PGresult *>(result));
  std::int64_t count = 0;
  if (affected.empty() || PQresultStatus(result) == PGRES_SINGLE_TUPLE) return;
  std::from_chars(affected.data(), affected.data() + affected.size(), count);
  rows_.affected(count);
}

}  // namespace tenantry::postgresql
