// How many tenants may fail before nothing new starts: --max-failures.
#include <charconv>
#include <cmath>

#include "core/base/text.hpp"
#include "core/rollout/rollout.hpp"

namespace tenantry {
namespace {

tl::unexpected<error> not_a_budget(std::string_view text) {
  return fail(category::usage, "\"" + std::string(text) + "\" is not a number of failures",
              "write --max-failures 5, 1% or none");
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number out{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace

bool failure_budget::used_up(std::uint64_t failures, std::uint64_t eligible) const {
  if (percent)
    return static_cast<double>(failures) > std::floor(static_cast<double>(eligible) * *percent / 100.0);
  return count && failures > *count;
}

result<failure_budget> parse_failure_budget(std::string_view text) {
  const std::string_view wanted = trim(text);
  if (equal_ignoring_case(wanted, "none")) return failure_budget{std::nullopt, std::nullopt};
  if (!wanted.empty() && wanted.back() == '%') {
    const auto percent = number_of<double>(trim(wanted.substr(0, wanted.size() - 1)));
    if (!percent || !(*percent >= 0.0) || *percent > 100.0) return not_a_budget(text);
    return failure_budget{std::nullopt, percent};
  }
  const auto failures = number_of<std::uint64_t>(wanted);
  if (!failures) return not_a_budget(text);
  return failure_budget{failures, std::nullopt};
}

}  // namespace tenantry
