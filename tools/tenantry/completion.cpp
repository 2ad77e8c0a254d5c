#include "tools/tenantry/completion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "tools/tenantry/command_tree.hpp"

namespace tenantry {
namespace {

std::string blanks(std::string_view choices) {
  std::string words(choices);
  std::replace(words.begin(), words.end(), '|', ' ');
  return words;
}

// Flags whose value is a file or a folder.
bool takes_path(const flag_definition &flag) {
  return flag.value == "FILE" || flag.value == "DIR";
}

std::string pattern(const flag_definition &flag) {
  return flag.letter.empty() ? fmt::format("--{}", flag.name)
                             : fmt::format("--{}|-{}", flag.name, flag.letter);
}

// Branches of `case` on the word before the cursor: what a flag's value may be.
std::string value_cases(std::string_view choose, std::string_view files) {
  std::string text, paths, others;
  for (const flag_definition &flag : all_flags()) {
    if (flag.value.empty()) continue;
    if (!flag.choices.empty() && flag.choices.find('|') != std::string_view::npos &&
        flag.value != "N|P%|none") {
      text += fmt::format("    {}) {} ;;\n", pattern(flag),
                          fmt::format(fmt::runtime(choose), blanks(flag.choices)));
    } else {
      std::string &list = takes_path(flag) ? paths : others;
      list += (list.empty() ? "" : "|") + pattern(flag);
    }
  }
  return text + fmt::format("    {}) {} ;;\n    {}) return ;;\n", paths, files, others);
}

// Words that may follow a command: its commands, its argument's choices.
std::string words_after(std::string_view path) {
  std::string words;
  for (const command_definition &command : all_commands()) {
    const std::size_t blank = command.path.rfind(' ');
    const std::string_view parent = blank == std::string_view::npos ? "" : command.path.substr(0, blank);
    if (parent == path)
      words += fmt::format("{} ", command.path.substr(blank == std::string_view::npos ? 0 : blank + 1));
    if (command.path == path) words += blanks(command.argument_choices) + " ";
  }
  return std::string(trim(words));
}

std::string flags_after(std::string_view path) {
  std::string words = "--help";
  const command_definition *command = find_command(path);
  if (command == nullptr) {
    for (const flag_definition &flag : all_flags())
      if (flag.group == "common") words += fmt::format(" --{}", flag.name);
    return words + " --version";
  }
  for (const flag_definition *flag : flags_of(*command)) words += fmt::format(" --{}", flag->name);
  return words;
}

std::string command_cases() {
  std::string text =
      fmt::format("    \"\") words=\"{}\"; flags=\"{}\" ;;\n", words_after(""), flags_after(""));
  for (const command_definition &command : all_commands())
    text += fmt::format("    \"{}\") words=\"{}\"; flags=\"{}\" ;;\n", command.path,
                        words_after(command.path), flags_after(command.path));
  return text;
}

std::string known_paths() {
  std::string text;
  for (const command_definition &command : all_commands())
    text += fmt::format("{}\"{}\"", text.empty() ? "" : "|", command.path);
  return text;
}

}  // namespace

std::string bash_completion() {
  constexpr std::string_view script = R"(# bash completion for tenantry: source <(tenantry completion bash)
_tenantry() {{
  local cur="${{COMP_WORDS[COMP_CWORD]}}" prev="${{COMP_WORDS[COMP_CWORD-1]}}" path="" key words="" flags="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    key="${{path:+$path }}${{COMP_WORDS[i]}}"
    case "$key" in
    {}) path="$key" ;;
    esac
  done
  case "$prev" in
{}  esac
  case "$path" in
{}  esac
  if [[ "$cur" == -* ]]; then words="$flags"; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}}
complete -F _tenantry tenantry
)";
  return fmt::format(script, known_paths(),
                     value_cases("COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")); return",
                                 "COMPREPLY=($(compgen -f -- \"$cur\")); return"),
                     command_cases());
}

std::string zsh_completion() {
  constexpr std::string_view script = R"(#compdef tenantry
# zsh completion for tenantry: tenantry completion zsh > "${{fpath[1]}}/_tenantry"
_tenantry() {{
  local command="" key="" i
  local words_="" flags_=""
  for ((i = 2; i < CURRENT; i++)); do
    key="${{command:+$command }}${{words[i]}}"
    case "$key" in
    {}) command="$key" ;;
    esac
  done
  case "${{words[CURRENT-1]}}" in
{}  esac
  case "$command" in
{}  esac
  if [[ "${{words[CURRENT]}}" == -* ]]; then
    compadd -- ${{=flags_}}
  else
    compadd -- ${{=words_}}
  fi
}}
if [[ "${{funcstack[1]}}" == _tenantry ]]; then
  _tenantry "$@"
else
  compdef _tenantry tenantry
fi
)";
  std::string cases = command_cases();
  for (const auto &[from, to] :
       {std::pair<std::string, std::string>{" words=", " words_="}, {" flags=", " flags_="}})
    for (std::size_t at = 0; (at = cases.find(from, at)) != std::string::npos; at += to.size())
      cases.replace(at, from.size(), to);
  return fmt::format(script, known_paths(), value_cases("compadd -- {}; return", "_files; return"), cases);
}

}  // namespace tenantry
