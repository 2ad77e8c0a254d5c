// The values of a row that the driver writes into our memory while it fetches: numbers, and texts that fit.
// To ask for each one costs a driver several times as much.  Runs on a line's thread.
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

  // Whether a driver gives any value, even a bound one, to who asks: only then does one that did not fit get
  // lost to nobody.
  [[nodiscard]] static bool suits(const connection_handle &);

 private:
  // By its column; a longer one is asked for: MariaDB's driver fails where it has to cut what it writes.
  static constexpr std::size_t longest_text = 255;  // characters

  struct place {
    bool bound = false;
    std::uint8_t kind = 0;
    SQLLEN size = 0;  // bytes, or SQL_NULL_DATA
    std::int64_t integer = 0;
    double real = 0;
    std::array<char16_t, 2 * longest_text + 1> text{};  // two units a character, and the NUL
  };
  std::deque<place> places_;  // addresses stay
};

}  // namespace tenantry::odbc
