#include "tools/tenantry/options.hpp"

#include <catch2/catch.hpp>

using namespace tenantry;

namespace {
result<command_line> parse(std::vector<const char *> words) {
  words.insert(words.begin(), "tenantry");
  return parse_command_line(static_cast<int>(words.size()), words.data());
}
}  // namespace

TEST_CASE("a command, its argument and its flags are read, in any order") {
  const auto line =
      parse({"migrate", "--tenant", "a", "tenant", "--tenant=b", "--dry-run", "--parallel", "4"});
  REQUIRE(line.has_value());
  CHECK(line->command == "migrate");
  CHECK(line->argument == "tenant");
  CHECK(line->flags.at("tenant") == std::vector<std::string>{"a", "b"});
  CHECK(line->flags.at("dry-run") == std::vector<std::string>{"true"});
  CHECK(line->flags.at("parallel") == std::vector<std::string>{"4"});
}

TEST_CASE("a flag before the command counts too") {
  const auto line = parse({"--json", "adapter", "list"});
  REQUIRE(line.has_value());
  CHECK(line->command == "adapter list");
  CHECK(line->flags.count("json") == 1);
}

TEST_CASE("a slip in a command names the nearest") {
  const auto line = parse({"migrat", "tenant"});
  REQUIRE_FALSE(line.has_value());
  CHECK(line.error().category == category::usage);
  CHECK(line.error().message.find("\"migrate\"") != std::string::npos);
}

TEST_CASE("a slip in a flag names the nearest") {
  const auto line = parse({"migrate", "tenant", "--paralel", "4"});
  REQUIRE_FALSE(line.has_value());
  CHECK(line.error().message.find("--parallel") != std::string::npos);
}

TEST_CASE("a slip in a command below a command names the nearest") {
  const auto line = parse({"adapter", "lst"});
  REQUIRE_FALSE(line.has_value());
  CHECK(line.error().message.find("\"list\"") != std::string::npos);
}

TEST_CASE("a missing track is an error and a missing value too") {
  CHECK_FALSE(parse({"migrate"}).has_value());
  CHECK_FALSE(parse({"migrate", "tenant", "--parallel"}).has_value());
  CHECK_FALSE(parse({"migrate", "tenant", "--color", "pink"}).has_value());
}

TEST_CASE("the help of each command ends with examples") {
  for (const command_definition &command : all_commands()) {
    if (command.examples.empty()) continue;
    std::vector<std::string> words;
    for (std::string_view rest = command.path; !rest.empty();) {
      const std::size_t blank = rest.find(' ');
      words.emplace_back(rest.substr(0, blank));
      rest = blank == std::string_view::npos ? "" : rest.substr(blank + 1);
    }
    words.emplace_back("--help");
    std::vector<const char *> pointers;
    pointers.reserve(words.size());
    for (const std::string &word : words) pointers.push_back(word.c_str());
    const auto line = parse(pointers);
    INFO(command.path);
    REQUIRE(line.has_value());
    const std::size_t at = line->show.find("Examples:");
    CHECK(at != std::string::npos);
    CHECK(line->show.find("tenantry " + std::string(command.path), at) != std::string::npos);
  }
}

TEST_CASE("every flag of a command is known, so that its group is spelled right") {
  for (const command_definition &command : all_commands()) {
    for (std::string_view rest = command.flags; !rest.empty();) {
      const std::size_t blank = rest.find(' ');
      const std::string_view word = rest.substr(0, blank);
      rest = blank == std::string_view::npos ? "" : rest.substr(blank + 1);
      bool known = false;
      for (const flag_definition &flag : all_flags())
        known = known || flag.group == word || flag.name == word;
      INFO(command.path << " " << word);
      CHECK(known);
    }
  }
}
