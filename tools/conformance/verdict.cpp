#include "tools/conformance/verdict.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace tenantry::conformance {
namespace {

constexpr std::array<std::string_view, 6> names = {"ok",     "skipped", "warning",
                                                   "failed", "crashed", "timed_out"};

}  // namespace

std::string_view name_of(verdict which) {
  return names.at(static_cast<std::size_t>(which));
}

std::string to_wire(const outcome_of_test &one) {
  const nlohmann::json wire = {{"verdict", name_of(one.is)}, {"seen", one.seen}, {"forgiven", one.forgiven}};
  // What an adapter says need not be UTF-8.
  return wire.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::optional<outcome_of_test> from_wire(std::string_view text) {
  const auto wire = nlohmann::json::parse(text, nullptr, false);
  if (!wire.is_object() || !wire.contains("verdict") || !wire["verdict"].is_string()) return std::nullopt;
  outcome_of_test one;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (wire["verdict"] != names[at]) continue;
    one.is = static_cast<verdict>(at);
    one.seen = wire.value("seen", "");
    one.forgiven = wire.value("forgiven", false);
    return one;
  }
  return std::nullopt;
}

}  // namespace tenantry::conformance
