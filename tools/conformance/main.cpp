// tenantry-adapter-check: the command line.  The only file that includes CLI11.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>

#include "tools/conformance/refusal.hpp"
#include "tools/conformance/report.hpp"
#include "tools/conformance/run.hpp"

namespace tenantry::conformance {
namespace {

constexpr const char *examples =
    "\nExamples:\n"
    "  tenantry-adapter-check build/lib/tenantry/adapters/org.example.foo --quirks quirks.json --url "
    "foo://…\n"
    "  tenantry-adapter-check libfoo.so --only '^library'       no database is needed for these\n"
    "  tenantry-adapter-check built-in:org.tenantry.postgresql --quirks quirks.json\n"
    "  tenantry-adapter-check --list\n"
    "\nThe URL names a scratch database.  TENANTRY_CHECK_URL in the environment keeps it out of the process "
    "list.\n"
    "Exit code: 0 all well, 1 a test failed, 2 called wrongly.  With --require LEVEL 0 where that level is "
    "reached, "
    "whatever fails above it.\n";

struct line {
  std::string target, quirks_file, url, only, require = "none";
  double timeout_s = 30;
  bool json = false, list = false, verbose = false;
};

void build(CLI::App &app, line &to) {
  app.add_option("TARGET", to.target, "A library, its adapter.json, the folder of both, or built-in:ID");
  app.add_option("--quirks", to.quirks_file, "Where this database differs (JSON)")->type_name("FILE");
  app.add_option("--url", to.url, "A scratch database; also TENANTRY_CHECK_URL")->type_name("URL");
  app.add_option("--only", to.only, "Only tests whose id matches")->type_name("REGEX");
  app.add_option("--timeout", to.timeout_s, "Seconds for one test; some have more")
      ->type_name("S")
      ->check(CLI::Range(0.1, 3600.0).description(""));
  app.add_option("--require", to.require, "Exit code 1 unless this level is reached")
      ->type_name("none|core|migrations|full")
      ->check(CLI::IsMember({"none", "core", "migrations", "full"}).description(""));
  app.add_flag("--list", to.list, "Name all tests and leave");
  app.add_flag("--json", to.json, "JSON Lines");
  app.add_flag("-v,--verbose", to.verbose, "What each test demands, and what the adapter wrote");
  app.footer(examples);
}

level to_level(const std::string &name) {
  for (const level one : {level::core, level::migrations, level::full})
    if (name_of(one) == name) return one;
  return level::none;
}

run_options read_options(const line &from) {
  if (from.target.empty()) throw refusal("name what is to be checked; --help shows examples");
  run_options options{.only = from.only,
                      .timeout = std::chrono::milliseconds(static_cast<std::int64_t>(from.timeout_s * 1000)),
                      .require = to_level(from.require)};
  options.about.what = find_target(from.target);
  options.about.url = from.url;
  if (const char *url = std::getenv("TENANTRY_CHECK_URL"); from.url.empty() && url != nullptr)
    options.about.url = url;
  if (!from.quirks_file.empty())
    options.about.differs = quirks::parse(read_file(from.quirks_file), from.quirks_file);
  return options;
}

int run(const line &from) {
  if (from.list) {
    list_tests(from.json);
    return 0;
  }
  const run_options options = read_options(from);
  const auto reporter = from.json ? json_reporter() : text_reporter(from.verbose);
  return run_tests(options, *reporter).good() ? 0 : 1;
}

// A URL may hold a password, and arguments stand in the process list.
void blot_out_url(int count, char **words) {
  constexpr std::string_view flag = "--url";
  for (int at = 1; at < count; ++at) {
    const std::string_view word = words[at];
    if (word == flag && at + 1 < count) std::memset(words[at + 1], 'x', std::strlen(words[at + 1]));
    if (word.starts_with("--url="))
      std::memset(words[at] + flag.size() + 1, 'x', word.size() - flag.size() - 1);
  }
}

int check(int count, char **words) {
  line given;
  CLI::App app("Checks an adapter against tenantry's contract.", "tenantry-adapter-check");
  build(app, given);
  try {
    app.parse(count, words);
    blot_out_url(count, words);
    return run(given);
  } catch (const CLI::CallForHelp &) {
    std::cout << app.help();
    return 0;
  } catch (const CLI::ParseError &e) {
    tell_refusal(fmt::format("{}; --help shows examples", e.what()), given.json);
  } catch (const refusal &e) {
    tell_refusal(e.what(), given.json);
  }
  return 2;
}

}  // namespace
}  // namespace tenantry::conformance

int main(int count, char **words) {
  try {
    return tenantry::conformance::check(count, words);
  } catch (const std::exception &e) {
    std::cerr << "tenantry-adapter-check: a bug: " << e.what() << "\n";
    return 70;
  }
}
