// Many failures with one cause are one line for the operator (T-67).
#include <algorithm>
#include <cctype>

#include "core/rollout/rollout.hpp"

namespace tenantry {
namespace {

constexpr std::size_t most_groups = 100, most_names = 10, longest_message = 300;
const char *const all_others = "other failures";

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// "…" for a number or an id, the word itself else.
std::string folded_word(std::string_view word) {
  const bool hex = std::all_of(word.begin(), word.end(), [](char c) {
    return std::isxdigit(static_cast<unsigned char>(c)) != 0 || c == '-';
  });
  const bool digit = std::any_of(word.begin(), word.end(),
                                 [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
  if (hex && digit) return "N";
  std::string out;
  for (const char c : word) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) {
      out.push_back(c);
    } else if (out.empty() || out.back() != 'N') {
      out.push_back('N');
    }
  }
  return out;
}

// The end of what begins with a quote at `at`, or `at` where that is an apostrophe or never closed.
std::size_t quoted_end(std::string_view text, std::size_t at) {
  const bool apostrophe = text[at] == '\'' && at > 0 && is_word(text[at - 1]);
  const std::size_t close = apostrophe ? std::string_view::npos : text.find(text[at], at + 1);
  return close == std::string_view::npos ? at : close + 1;
}

bool begins_path(std::string_view text, std::size_t at) {
  if (text[at] != '/' || at + 1 >= text.size()) return false;
  return is_word(text[at + 1]) || text[at + 1] == '.';
}

std::string folded(std::string_view message) {
  std::string out;
  std::size_t at = 0;
  while (at < message.size() && out.size() < longest_message) {
    const char c = message[at];
    std::size_t end = at;
    if (c == '"' || c == '\'' || c == '`') {
      end = quoted_end(message, at);
      if (end > at) out += "\"…\"";
    } else if (begins_path(message, at)) {  // a path holds a tenant's name as often as not
      end = std::min(message.find_first_of(" ,;:\n", at), message.size());
      out += "…";
    } else if (is_word(c)) {
      while (end < message.size() && is_word(message[end])) ++end;
      out += folded_word(message.substr(at, end - at));
    }
    if (end == at) out.push_back(message[end++]);
    at = end;
  }
  return out;
}

std::string shape_of(const tenant_outcome &outcome) {
  const error &e = *outcome.failure;
  std::string out = outcome.is == tenant_outcome::kind::held ? "held: " : "";
  out += e.sqlstate.empty() ? std::string(to_string(e.category)) : e.sqlstate;
  if (e.statement != 0) out += " at statement " + std::to_string(e.statement);
  if (!outcome.failed_tag.empty()) out += (e.statement != 0 ? " of " : " in ") + outcome.failed_tag;
  return out + ": " + folded(e.message);
}

}  // namespace

void failure_groups::add(const tenant_outcome &outcome) {
  const bool counts = outcome.is == tenant_outcome::kind::failed || outcome.is == tenant_outcome::kind::held;
  if (!counts || !outcome.failure) return;
  std::string shape = shape_of(outcome);
  // A fleet with as many causes as tenants must not fill the memory.
  if (by_shape_.size() >= most_groups && by_shape_.count(shape) == 0) shape = all_others;
  failure_group &group = by_shape_[shape];
  if (group.tenants == 0) {
    group.shape = shape;
    group.example = *outcome.failure;
    group.tag = outcome.failed_tag;
  }
  ++group.tenants;
  if (group.first.size() < most_names) group.first.push_back(outcome.label());
}

std::vector<failure_group> failure_groups::groups() const {
  std::vector<failure_group> out;
  for (const auto &[shape, group] : by_shape_) out.push_back(group);
  std::stable_sort(out.begin(), out.end(),
                   [](const failure_group &a, const failure_group &b) { return a.tenants > b.tenants; });
  return out;
}

}  // namespace tenantry
