// The only file that includes CLI11.
#include "tools/tenantry/options.hpp"

#include <fmt/format.h>
#include <algorithm>

#include <CLI/CLI.hpp>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

constexpr std::string_view description =
    "tenantry keeps the schemas of a fleet of tenant databases in step.\n"
    "Each flag has a twin in the environment: --max-failures is TENANTRY_MAX_FAILURES.";
constexpr std::string_view root_examples =
    "\nExamples:\n"
    "  tenantry init                 begin\n"
    "  tenantry doctor               is everything in place?\n"
    "  tenantry plan tenant          what would run\n"
    "  tenantry migrate all          run it\n"
    "\n`tenantry COMMAND --help` shows the flags of a command and examples.\n";

void add_flag(CLI::App &app, const flag_definition &flag) {
  std::string names = fmt::format("--{}", flag.name);
  if (!flag.letter.empty()) names = fmt::format("-{},{}", flag.letter, names);
  const std::string help(flag.help);
  CLI::Option *option = nullptr;
  if (flag.value.empty()) {
    option = app.add_flag(names, help);
  } else {
    option = app.add_option(names, help);
    option->type_name(std::string(flag.value))->expected(1);
    if (!flag.choices.empty()) {
      std::vector<std::string> choices;
      for (const std::string_view choice : split(flag.choices, '|')) choices.emplace_back(choice);
      option->check(CLI::IsMember(choices).description(""));
      option->type_name(fmt::format("{}", flag.choices));
    }
    option->multi_option_policy(flag.repeatable ? CLI::MultiOptionPolicy::TakeAll
                                                : CLI::MultiOptionPolicy::TakeLast);
  }
  std::string group(flag.group);
  group.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(group.front())));
  option->group(group);
}

void add_argument(CLI::App &app, const command_definition &command) {
  if (command.argument.empty()) return;
  const bool optional = command.argument.front() == '[';
  std::string name(optional ? command.argument.substr(1, command.argument.size() - 2) : command.argument);
  // const: CLI11 takes a text that may change for the variable that receives the value.
  const std::string help =
      name == "NAME"  ? "The adapter's name, such as firebird: lower-case letters, digits and _"
      : name == "DIR" ? "The folder of an adapter, or a folder that holds such folders"
      : name == "ID"  ? "An id that `tenantry adapter list` shows"
                      : fmt::format("{}{}", fmt::join(split(command.argument_choices, '|'), ", "),
                                   name == "TRACK" ? " or a track that the configuration names" : "");
  CLI::Option *option = app.add_option(name, help);
  option->type_name("")->expected(1);
  if (!optional) option->required();
}

using given_words = std::vector<std::string_view>;

// Only a command that was named can take flags or show its help: to make the flags of all takes longer than
// to parse them.
bool is_named(const std::vector<std::string_view> &path, const given_words &given) {
  return std::all_of(path.begin(), path.end(), [&](std::string_view word) {
    return std::find(given.begin(), given.end(), word) != given.end();
  });
}

void add_command(CLI::App &root, const command_definition &command, const given_words &given) {
  const std::vector<std::string_view> words = split(command.path, ' ');
  CLI::App *parent = words.size() == 1 ? &root : root.get_subcommand(std::string(words.front()));
  CLI::App *app = parent->add_subcommand(std::string(words.back()), std::string(command.help));
  if (words.size() > 1) parent->require_subcommand(1);
  if (!is_named(words, given)) return;
  app->set_help_flag("-h,--help", "Show this help and leave");
  for (const flag_definition *flag : flags_of(command)) add_flag(*app, *flag);
  add_argument(*app, command);
  if (!command.examples.empty()) app->footer(fmt::format("\nExamples:\n{}", command.examples));
}

void build(CLI::App &root, const given_words &given) {
  root.set_help_flag("-h,--help", "Show this help and leave");
  const std::string version_help = "Show the version and leave";
  root.add_flag("--version", version_help)->group("Common");
  for (const flag_definition &flag : all_flags())
    if (flag.group == "common") add_flag(root, flag);
  for (const command_definition &command : all_commands()) add_command(root, command, given);
  root.footer(std::string(root_examples));
}

void collect(const CLI::App &app, command_line &line) {
  for (const CLI::Option *option : app.get_options()) {
    if (option->count() == 0) continue;
    if (option->get_positional()) {
      line.argument = option->results().back();
    } else if (!option->get_lnames().empty() && option->get_lnames().front() != "help") {
      line.flags[option->get_lnames().front()] = option->results();
    }
  }
}

std::string path_of(const CLI::App &root) {
  std::string path;
  for (const CLI::App *app = &root; !app->get_subcommands().empty();) {
    app = app->get_subcommands().front();
    path += (path.empty() ? "" : " ") + app->get_name();
  }
  return path;
}

const CLI::App *deepest(const CLI::App &root) {
  const CLI::App *app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

std::vector<std::string> names_of_commands(const CLI::App &app) {
  std::vector<std::string> names;
  for (const CLI::App *sub : app.get_subcommands([](const CLI::App *) { return true; }))
    names.push_back(sub->get_name());
  return names;
}

error unknown_word(const CLI::App &root, const std::string &word) {
  const CLI::App *app = deepest(root);
  const std::string path = path_of(root);
  const std::string program = path.empty() ? "tenantry" : "tenantry " + path;
  if (word.size() > 1 && word.front() == '-') {
    std::vector<std::string> known;
    for (const CLI::Option *option : app->get_options())
      for (const std::string &name : option->get_lnames()) known.push_back("--" + name);
    const std::string bare = word.substr(0, word.find('='));
    if (std::find(known.begin(), known.end(), bare) != known.end())
      return make_error(category::usage,
                        fmt::format("\"{}\" belongs to a command and stands before it.", bare),
                        fmt::format("`{} {} …`", program, bare));
    return make_error(category::usage,
                      fmt::format("\"{}\" does not take \"{}\".{}", program, bare, did_you_mean(bare, known)),
                      fmt::format("`{} --help` lists what it takes", program));
  }
  const std::vector<std::string> commands = names_of_commands(*app);
  if (commands.empty())
    return make_error(category::usage, fmt::format("\"{}\" takes no further word \"{}\".", program, word),
                      fmt::format("`{} --help` shows examples", program));
  return make_error(
      category::usage,
      fmt::format("\"{}\" is not a command of {}.{}", word, program, did_you_mean(word, commands)),
      fmt::format("its commands: {}", fmt::join(commands, ", ")));
}

// CLI11 throws; here that ends.
error to_error(const CLI::App &root, const CLI::ParseError &e) {
  const std::string path = path_of(root);
  const std::string program = path.empty() ? "tenantry" : "tenantry " + path;
  const std::vector<std::string> left = root.remaining(true);
  if (!left.empty()) return unknown_word(root, left.front());
  return make_error(category::usage, fmt::format("{}: {}", program, e.what()),
                    fmt::format("`{} --help` shows examples", program));
}

void read(const CLI::App &root, command_line &line) {
  line.command = path_of(root);
  for (const CLI::App *app = &root;; app = app->get_subcommands().front()) {
    collect(*app, line);
    if (app->get_subcommands().empty()) break;
  }
  if (line.command.empty() && line.flags.erase("version") != 0) line.command = "version";
}

}  // namespace

result<command_line> parse_command_line(int count, const char *const *words) {
  CLI::App root{std::string(description), "tenantry"};
  build(root, given_words(words + std::min(count, 1), words + count));
  command_line line;
  try {
    root.parse(count, words);
    read(root, line);
    if (line.command.empty()) line.show = root.help();
    return line;
  } catch (const CLI::CallForHelp &) {
    const CLI::App *app = deepest(root);
    const std::string path = path_of(root);
    const std::size_t blank = path.rfind(' ');
    const std::string parents = blank == std::string::npos ? "" : " " + path.substr(0, blank);
    line.show = app->help(path.empty() ? "" : "tenantry" + parents, CLI::AppFormatMode::Normal);
    return line;
  } catch (const CLI::ParseError &e) {
    return fail(to_error(root, e));
  }
}

}  // namespace tenantry
