#include "core/migration/directives.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

const std::vector<std::string> known = {
    "no-op", "transaction none", "lock-timeout", "statement-timeout", "ignore", "lossy", "commit"};

std::string_view first_word(std::string_view words) {
  return words.substr(0, words.find_first_of(" \t"));
}
std::string_view rest_of(std::string_view words) {
  return trim(words.substr(first_word(words).size()));
}

// End of the comment that begins at `at`.  Nested ones count: PostgreSQL and SQL Server nest them.
std::size_t skip_block_comment(std::string_view text, std::size_t at, std::size_t end) {
  std::size_t depth = 0;
  while (at < end) {
    const std::string_view two = text.substr(at, 2);
    if (two == "/*") {
      ++depth;
      at += 2;
    } else if (two == "*/") {
      at += 2;
      if (--depth == 0) return at;
    } else {
      ++at;
    }
  }
  return end;
}

status read_ignore(std::string_view rest, directives &out) {
  const std::string_view rule = first_word(rest);
  const std::string_view reason = rest_of(rest);
  if (rule.empty() || reason.size() < 3 || reason.front() != '"' || reason.back() != '"')
    return fail(category::folder, "\"ignore\" needs a rule and a reason in quotes",
                "write it like: -- tenantry: ignore I001 \"the table is empty\"");
  out.ignored_rules.emplace_back(rule);
  return {};
}

bool is_lossy(std::string_view words) {
  const std::string_view what = rest_of(words);
  return first_word(words) == "lossy" && what.size() > 2 && what.front() == '"' && what.back() == '"';
}

}  // namespace

std::vector<found_directive> find_directives(std::string_view text, std::size_t begin, std::size_t end) {
  std::vector<found_directive> found;
  for (std::size_t at = begin; at < end;) {
    if (text.compare(at, breakpoint_marker.size(), breakpoint_marker) == 0) {
      at += breakpoint_marker.size();
    } else if (text.compare(at, 2, "--") == 0) {
      const std::size_t line_end = std::min(text.find('\n', at), end);
      std::string_view words = trim(text.substr(at + 2, line_end - at - 2));
      constexpr std::string_view ours = "tenantry:";
      if (words.substr(0, ours.size()) == ours) found.push_back({at, trim(words.substr(ours.size()))});
      at = line_end;
    } else if (text.compare(at, 2, "/*") == 0) {
      at = skip_block_comment(text, at, end);
    } else {
      ++at;
    }
  }
  return found;
}

status read_head_directive(std::string_view words, directives &out) {
  const std::string_view name = first_word(words);
  const std::string_view rest = rest_of(words);
  if (name == "no-op" && rest.empty()) {
    out.no_op = true;
  } else if (name == "transaction" && rest == "none") {
    out.no_transaction = true;
  } else if (name == "lock-timeout") {
    TENANTRY_TRY(out.lock_timeout, parse_duration(rest));
  } else if (name == "statement-timeout") {
    TENANTRY_TRY(out.statement_timeout, parse_duration(rest));
  } else if (name == "ignore") {
    return read_ignore(rest, out);
  } else if (name == "lossy") {
    if (!is_lossy(words))
      return fail(category::folder, "\"lossy\" needs what is lost, in quotes",
                  "write it like: -- tenantry: lossy \"the values of wells.depth\"");
  } else {
    return fail(category::folder, unknown_directive(words), "correct it or remove it");
  }
  return {};
}

std::vector<std::string> find_losses(std::string_view text) {
  std::vector<std::string> made;
  std::size_t head = 0;
  while (text.substr(head, 2) == "--") head = std::min(text.find('\n', head), text.size() - 1) + 1;
  for (const found_directive &one : find_directives(text, 0, head)) {
    if (!is_lossy(one.words)) continue;
    const std::string_view what = rest_of(one.words);
    made.emplace_back(what.substr(1, what.size() - 2));
  }
  return made;
}

std::string unknown_directive(std::string_view words) {
  auto hint = did_you_mean(words, known);
  if (hint.empty()) hint = did_you_mean(first_word(words), known);
  return fmt::format("unknown directive \"{}\".{}", words, hint);
}

result<milliseconds> parse_duration(std::string_view text) {
  const std::string_view all = trim(text);
  const std::size_t digits = std::min(all.find_first_not_of("0123456789"), all.size());
  const std::string_view unit = all.substr(digits);
  const std::int64_t factor = unit == "ms"  ? 1
                              : unit == "s" ? 1000
                              : unit == "m" ? 60'000
                              : unit == "h" ? 3'600'000
                                            : 0;
  std::int64_t value = 0;
  for (const char c : all.substr(0, digits)) value = value * 10 + (c - '0');
  const bool plain_zero = unit.empty() && value == 0;
  if (digits == 0 || digits > 9 || (factor == 0 && !plain_zero))
    return fail(category::folder, fmt::format("\"{}\" is not a duration", all),
                "write it like 250ms, 5s, 2m or 0");
  return milliseconds(value * factor);
}

}  // namespace tenantry
