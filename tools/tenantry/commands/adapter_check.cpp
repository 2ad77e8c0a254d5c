// tenantry adapter check ID: finds the adapter and becomes tenantry-adapter-check, so that output and exit
// codes are the kit's own (docs/decisions/2026-11-26-the-kit-links-the-built-in-adapters.md).
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/identity.hpp"
#include "tools/tenantry/workspace.hpp"

namespace tenantry {
namespace {

// The kit's word for the adapter: its manifest, or built-in:ID.
result<std::string> find_target(catalog &adapters, const std::string &id) {
  std::string known;
  for (const catalog_entry &entry : adapters.entries()) {
    // A refused adapter is checked too: that is how its author finds out why.
    if (entry.id == id)
      return entry.is == catalog_entry::state::built_in ? "built-in:" + id : entry.manifest_path.string();
    if (!entry.id.empty()) known += fmt::format("{}{}", known.empty() ? "" : ", ", entry.id);
  }
  return fail(category::usage, fmt::format("No adapter has the id \"{}\". There are: {}", id, known),
              "`tenantry adapter list` shows where they are looked for; tenantry-adapter-check takes a file");
}

result<std::string> find_kit() {
  const std::filesystem::path kit = program_folder() / "tenantry-adapter-check";
  if (access(kit.c_str(), X_OK) == 0) return kit.string();
  return fail(category::usage, fmt::format("\"{}\" is not there: it comes with the SDK.", kit.string()),
              "install the SDK: cmake --install BUILD --component sdk");
}

std::vector<std::string> kit_arguments(const command_context &context, const std::string &target) {
  std::vector<std::string> words = {"tenantry-adapter-check", target};
  for (const char *flag : {"quirks", "only", "require", "timeout"})
    if (context.has(flag)) words.insert(words.end(), {fmt::format("--{}", flag), context.value(flag)});
  if (context.out.json()) words.emplace_back("--json");
  if (context.out.verbose()) words.emplace_back("--verbose");
  return words;
}

}  // namespace

result<int> run_adapter_check(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  workspace here(config, context.environment);
  TENANTRY_TRY(const std::string target, find_target(here.adapters(), context.line.argument));
  TENANTRY_TRY(const std::string kit, find_kit());
  std::vector<std::string> words = kit_arguments(context, target);
  // Not as an argument: it may hold a password, and arguments stand in the process list.
  if (context.has("url")) setenv("TENANTRY_CHECK_URL", context.value("url").c_str(), 1);
  std::vector<char *> raw;
  raw.reserve(words.size() + 1);
  for (std::string &word : words) raw.push_back(word.data());
  raw.push_back(nullptr);
  context.out.flush();
  execv(kit.c_str(), raw.data());
  return fail(category::internal, fmt::format("\"{}\" cannot be started: {}", kit, std::strerror(errno)));
}

}  // namespace tenantry
