#include "tools/conformance/run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/conformance/child.hpp"
#include "tools/conformance/refusal.hpp"

namespace tenantry::conformance {
namespace {

std::regex compile(const std::string &only) {
  try {
    return std::regex(only.empty() ? "." : only);
  } catch (const std::regex_error &) {
    throw refusal(fmt::format("--only: \"{}\" is no regular expression", only));
  }
}

std::chrono::milliseconds limit_of(const test &one, std::chrono::milliseconds timeout) {
  return std::max<std::chrono::milliseconds>(one.limit, timeout);
}

// An adapter that leaks the password fails a test; the report is no second leak.
std::string without_password(std::string text, const std::string &url) {
  const url_secrets secrets = secrets_of(url);
  for (const std::string &secret : {secrets.as_written, secrets.decoded}) {
    if (secret.empty()) continue;
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += 3)
      text.replace(at, secret.size(), "***");
  }
  return text;
}

outcome_of_test run_test(const test &one, const run_options &options, const std::string &broken_gate) {
  const auto &absent = options.about.differs.not_applicable();
  if (const auto found = absent.find(std::string(one.id)); found != absent.end())
    return {
        .is = verdict::skipped, .seen = fmt::format("the quirks say: {}", found->second), .forgiven = true};
  if (!broken_gate.empty())
    return {.is = verdict::skipped, .seen = fmt::format("not run, because {} is bad", broken_gate)};
  outcome_of_test end =
      run_in_child([&] { return run_here(one, options.about); }, limit_of(one, options.timeout));
  for (std::string *text : {&end.seen, &end.out, &end.err})
    *text = without_password(*text, options.about.url);
  return end;
}

// A level is reached when nothing of it, nor of those below, is bad or left out for want of something.
class level_count {
 public:
  void add(const test &one, const outcome_of_test &end) {
    if (!end.bad() && (end.is != verdict::skipped || end.forgiven)) return;
    if (one.at < lowest_missed_) missed_.clear();
    lowest_missed_ = std::min(lowest_missed_, one.at);
    if (one.at == lowest_missed_) missed_.emplace_back(one.id);
  }
  [[nodiscard]] level reached() const {
    return lowest_missed_ == none_missed ? level::full
                                         : static_cast<level>(static_cast<int>(lowest_missed_) - 1);
  }
  // What keeps it from the next one.
  [[nodiscard]] const std::vector<std::string> &missed() const { return missed_; }

 private:
  static constexpr auto none_missed = static_cast<level>(99);
  level lowest_missed_ = none_missed;
  std::vector<std::string> missed_;
};

}  // namespace

int summary::count(verdict which) const {
  const auto found = counts.find(which);
  return found == counts.end() ? 0 : found->second;
}

bool summary::good() const {
  const bool none_bad = count(verdict::failed) + count(verdict::crashed) + count(verdict::timed_out) == 0;
  // Who requires a level is told what is bad above it, and passes: an adapter grows from level to level.
  if (partial || require == level::none) return none_bad;
  return reached >= require;
}

summary run_tests(const run_options &options, reporter &to) {
  const std::regex only = compile(options.only);
  summary all{.partial = !options.only.empty(), .require = options.require};
  level_count levels;
  std::string broken_gate;
  int told = 0;
  for (const test &one : all_tests()) {
    const bool wanted = std::regex_search(one.id.begin(), one.id.end(), only);
    if (!wanted && one.gate == 0) continue;
    const outcome_of_test end = run_test(one, options, broken_gate);
    if (one.gate != 0 && end.bad() && broken_gate.empty()) broken_gate = one.id;
    if (!wanted && !end.bad()) continue;
    ++told;
    ++all.counts[end.is];
    levels.add(one, end);
    to.tell(one, end);
  }
  if (told == 0)
    throw refusal(fmt::format("--only: no test's id matches \"{}\"; --list names them", options.only));
  all.reached = all.partial ? level::none : levels.reached();
  if (!all.partial) all.missed = levels.missed();
  to.tell(all);
  return all;
}

}  // namespace tenantry::conformance
