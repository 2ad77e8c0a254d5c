// The values of a row that MariaDB's driver writes into our memory while it fetches: numbers, and texts that
// fit.  To ask for each one costs several times as much.  Runs on a line's thread.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "handles.hpp"

namespace tenantry::odbc {

struct column;
struct value;

class bound_row {
 public:
  // Binds the statement's columns, which stay bound until the statement is freed.  A column that its driver
  // refuses to bind is asked for, as all others.
  void bind(const statement_handle &, const std::vector<column> &);
  // Forgets the places: the statement is freed.
  void clear() noexcept { places_.clear(); }
  [[nodiscard]] bool holds_any() const noexcept { return !places_.empty(); }
  // Column `at` (from 0) of the fetched row.  False: it is not bound or did not fit, and is to be asked for.
  [[nodiscard]] bool take(std::size_t at, value &into) const;

  // Only MariaDB's driver: it copies a text as the server sent it, in the connection's utf8mb4, where others
  // convert it to the locale's characters.  UTF-16, which all have, it converts with errors that it does not
  // tell where the text does not fit or is not UTF-8.
  [[nodiscard]] static bool suits(const connection_handle &);

 private:
  static constexpr std::size_t longest_text = 255;  // characters, as the column says; JSON_SET's says too few

  struct place {
    bool bound = false;
    std::uint8_t kind = 0;
    SQLLEN size = 0;  // bytes, or SQL_NULL_DATA
    std::int64_t integer = 0;
    double real = 0;
    std::array<char, 4 * longest_text + 2> text{};  // a text that fills it is taken for one that was cut
  };
  std::deque<place> places_;  // addresses stay
};

}  // namespace tenantry::odbc
