#pragma once
// Small words for people: durations, counts, names for a shell, colour.  Pure.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenantry {

std::string human_duration(std::int64_t ms);       // "41 ms", "2.3 s", "3 min 05 s", "1 h 12 min"
std::string with_thousands(std::uint64_t number);  // "12,345"
std::string counted(std::uint64_t number, std::string_view noun);  // "1 tenant", "3 tenants"
std::string shell_word(std::string_view text);                     // quoted where a shell needs it
std::string printable(
    std::string_view text);  // control characters but for line ends and tabs are shown as "?"
std::string indented(std::string_view text, std::string_view by);
// "a, b, c and 9 more"
std::string first_of(const std::vector<std::string> &names, std::uint64_t all);

// Colours, or nothing where the output takes none.
struct palette {
  bool on = false;
  [[nodiscard]] std::string red(std::string_view text) const { return paint(text, "31"); }
  [[nodiscard]] std::string green(std::string_view text) const { return paint(text, "32"); }
  [[nodiscard]] std::string yellow(std::string_view text) const { return paint(text, "33"); }
  [[nodiscard]] std::string bold(std::string_view text) const { return paint(text, "1"); }
  [[nodiscard]] std::string dim(std::string_view text) const { return paint(text, "2"); }

 private:
  [[nodiscard]] std::string paint(std::string_view text, std::string_view code) const;
};

}  // namespace tenantry
