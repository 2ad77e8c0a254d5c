#include "tools/conformance/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace tenantry::conformance {
namespace {

using nlohmann::ordered_json;
constexpr verdict all_verdicts[] = {verdict::ok,     verdict::skipped, verdict::warning,
                                    verdict::failed, verdict::crashed, verdict::timed_out};

// What an adapter wrote may hold anything; a terminal gets none of it.
std::string printable(const std::string &text) {
  std::string clean;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    clean += byte < 0x20 || byte == 0x7f ? (c == '\n' ? "\n              " : " ") : std::string(1, c);
  }
  return clean;
}

std::string spaced(verdict which) {
  return which == verdict::timed_out ? "timed out" : std::string(name_of(which));
}

void say(const std::string &line) {
  fmt::print("{}\n", line);
  (void)std::fflush(stdout);
}

void part(std::string_view name, const std::string &text) {
  if (!text.empty()) say(fmt::format("    {:<9} {}", name, printable(text)));
}

// The first ones: a library that does not load lacks them all.
std::string some_of(const std::vector<std::string> &names) {
  constexpr std::size_t most = 8;
  const std::size_t told = std::min(names.size(), most);
  std::string list =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(told), ", "));
  if (told < names.size()) list += fmt::format(" and {} more", names.size() - told);
  return list;
}

class text_out : public reporter {
 public:
  explicit text_out(bool verbose) : verbose_(verbose) {}

  void tell(const test &one, const outcome_of_test &end) override {
    const bool full = verbose_ || end.is >= verdict::warning;
    const std::string reason = end.is == verdict::skipped ? printable(end.seen) : "";
    say(fmt::format("{:<9}  {:<42} {:>5} ms  {}", spaced(end.is), one.id, end.took.count(), reason));
    if (!full) return;
    part("demanded:", std::string(one.demands));
    if (end.is != verdict::skipped) part("seen:", end.seen);
    part("written:", std::string(one.where));
    part("stdout:", end.out);
    part("stderr:", end.err);
  }

  void tell(const summary &all) override {
    std::string counts;
    for (const verdict one : all_verdicts)
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", all.count(one), spaced(one));
    const std::string reached = all.partial ? "level not told, for --only left tests out"
                                            : fmt::format("level {}", name_of(all.reached));
    if (!all.missed.empty()) say("the next level needs " + some_of(all.missed));
    say(fmt::format("{}: {}", counts, reached));
  }

 private:
  bool verbose_;
};

void say_json(const ordered_json &object) {
  say(object.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

class json_out : public reporter {
 public:
  void tell(const test &one, const outcome_of_test &end) override {
    say_json({{"v", 1},
              {"event", "kit_test"},
              {"id", one.id},
              {"level", name_of(one.at)},
              {"verdict", name_of(end.is)},
              {"seen", end.seen},
              {"forgiven", end.forgiven},
              {"demands", one.demands},
              {"where", one.where},
              {"duration_ms", end.took.count()},
              {"stdout", end.out},
              {"stderr", end.err}});
  }

  void tell(const summary &all) override {
    ordered_json event = {{"v", 1}, {"event", "kit_summary"}};
    for (const verdict one : all_verdicts) event[std::string(name_of(one))] = all.count(one);
    event["level"] = all.partial ? ordered_json() : ordered_json(name_of(all.reached));
    event["next_level_needs"] = all.missed;
    event["required"] = all.require == level::none ? ordered_json() : ordered_json(name_of(all.require));
    event["exit_code"] = all.good() ? 0 : 1;
    say_json(event);
  }
};

}  // namespace

std::unique_ptr<reporter> text_reporter(bool verbose) {
  return std::make_unique<text_out>(verbose);
}

std::unique_ptr<reporter> json_reporter() {
  return std::make_unique<json_out>();
}

void list_tests(bool as_json) {
  for (const test &one : all_tests()) {
    if (as_json) {
      say_json({{"v", 1},
                {"event", "kit_listed"},
                {"id", one.id},
                {"level", name_of(one.at)},
                {"gate", one.gate != 0},
                {"demands", one.demands},
                {"where", one.where}});
    } else {
      say(fmt::format("{:<42} {:<10}  {}  [{}]", one.id, name_of(one.at), one.demands, one.where));
    }
  }
}

void tell_refusal(const std::string &why, bool as_json) {
  if (as_json) {
    say_json({{"v", 1}, {"event", "kit_refused"}, {"message", why}, {"exit_code", 2}});
  } else {
    fmt::print(stderr, "tenantry-adapter-check: {}\n", why);
  }
}

}  // namespace tenantry::conformance
