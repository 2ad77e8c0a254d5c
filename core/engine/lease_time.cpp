// Times as servers write them, only as far as a difference needs.
#include <charconv>
#include <chrono>

#include "core/engine/lease.hpp"

namespace tenantry {
namespace {

class time_text {
 public:
  explicit time_text(std::string_view text) : text_(text) {}

  std::optional<std::int64_t> read() {
    const int year = number(4, '-'), month = number(2, '-'),
              day = number(2, text_.size() > 2 ? text_[2] : '\0');
    const int hour = number(2, ':'), minute = number(2, ':'), second = number(2, '\0');
    const std::int64_t fraction = read_fraction();
    const std::int64_t offset = read_offset();
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (bad_ || !text_.empty() || !date.ok()) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return (((days * 24 + hour) * 60 + minute - offset) * 60 + second) * 1000 + fraction;
  }

 private:
  // Digits, and the mark behind them; '\0': none.
  int number(std::size_t digits, char mark) {
    int value = 0;
    const char *begin = text_.data();
    if (text_.size() < digits) return fault();
    const auto [end, trouble] = std::from_chars(begin, begin + digits, value);
    if (trouble != std::errc() || end != begin + digits || value < 0) return fault();
    text_.remove_prefix(digits);
    if (mark == '\0') return value;
    if (text_.empty() || text_.front() != mark) return fault();
    text_.remove_prefix(1);
    return value;
  }
  int fault() {
    bad_ = true;
    return 0;
  }

  std::int64_t read_fraction() {
    if (text_.empty() || (text_.front() != '.' && text_.front() != ',')) return 0;
    text_.remove_prefix(1);
    std::int64_t value = 0;
    int digits = 0;
    for (; !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; text_.remove_prefix(1), ++digits)
      if (digits < 3) value = value * 10 + (text_.front() - '0');
    for (; digits < 3; ++digits) value *= 10;
    return value;
  }

  // Minutes east of Greenwich: Z, +01, +0100, +01:00, perhaps behind a blank.
  std::int64_t read_offset() {
    if (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
    if (text_.empty()) return 0;
    const char sign = text_.front();
    text_.remove_prefix(1);
    if (sign == 'Z') return 0;
    if (sign != '+' && sign != '-') return fault();
    const int hours = number(2, '\0');
    if (!text_.empty() && text_.front() == ':') text_.remove_prefix(1);
    const int minutes = text_.empty() ? 0 : number(2, '\0');
    return std::int64_t{sign == '-' ? -1 : 1} * (hours * 60 + minutes);
  }

  std::string_view text_;
  bool bad_ = false;
};

}  // namespace

std::optional<std::int64_t> milliseconds_between(std::string_view earlier, std::string_view later) {
  const auto from = time_text(earlier).read(), to = time_text(later).read();
  if (!from || !to) return std::nullopt;
  return *to - *from;
}

}  // namespace tenantry
