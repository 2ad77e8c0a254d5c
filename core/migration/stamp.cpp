// The 14 digits of UTC that name v1 folders and timestamp tags.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

constexpr std::size_t digits = 14;

unsigned number(std::string_view text) {
  unsigned value = 0;
  for (const char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

}  // namespace

std::optional<std::int64_t> v1_stamp(std::string_view name) {
  if (name.size() < digits || (name.size() > digits && name[digits] != '_')) return std::nullopt;
  const std::string_view stamp = name.substr(0, digits);
  if (!std::all_of(stamp.begin(), stamp.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  using namespace std::chrono;
  const year_month_day date{year(static_cast<int>(number(stamp.substr(0, 4)))),
                            month(number(stamp.substr(4, 2))), day(number(stamp.substr(6, 2)))};
  const unsigned h = number(stamp.substr(8, 2));
  const unsigned m = number(stamp.substr(10, 2));
  const unsigned s = number(stamp.substr(12, 2));
  if (!date.ok() || h > 23 || m > 59 || s > 59) return std::nullopt;
  const auto at = sys_days(date) + hours(h) + minutes(m) + seconds(s);
  return duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

std::string utc_digits(std::int64_t unix_milliseconds) {
  using namespace std::chrono;
  const sys_time<seconds> at{floor<seconds>(std::chrono::milliseconds(unix_milliseconds))};
  const auto midnight = floor<days>(at);
  const year_month_day date{midnight};
  const hh_mm_ss time{at - midnight};
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace tenantry
