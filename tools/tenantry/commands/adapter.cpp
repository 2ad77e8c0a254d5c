// tenantry adapter list: each adapter with its state and reason, and every path tried.
// tenantry adapter trust DIR: writes the lines of adapters.lock that `trust = "listed"` asks for.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "core/adapter/trust.hpp"
#include "core/base/digest.hpp"
#include "core/base/file.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/words.hpp"
#include "tools/tenantry/workspace.hpp"

namespace tenantry {
namespace {

std::string_view state_text(catalog_entry::state is) {
  switch (is) {
    case catalog_entry::state::built_in:
      return "built in";
    case catalog_entry::state::available:
      return "available";
    case catalog_entry::state::loaded:
      return "loaded";
    case catalog_entry::state::refused:
      break;
  }
  return "refused";
}

std::string name_of(const catalog_entry &entry) {
  if (!entry.id.empty()) return entry.id;
  return entry.manifest_path.string();
}

void print_entry(output &out, const catalog_entry &entry) {
  const palette colors = out.colors();
  const std::string state = fmt::format("{:<9}", state_text(entry.is));
  out.line(fmt::format("{}  {} {}  {}",
                       entry.is == catalog_entry::state::refused ? colors.red(state) : colors.green(state),
                       name_of(entry), entry.version, fmt::join(entry.database_types, " ")));
  if (!entry.library_path.empty()) out.line(fmt::format("           {}", entry.library_path.string()));
  if (!entry.reason) return;
  out.line(indented(printable(to_string(*entry.reason)), "           "));
}

struct trusted_library {
  manifest about;
  std::string sha256;
  std::filesystem::path manifest_path, path;  // real
};

result<trusted_library> find_library(const std::filesystem::path &manifest_path) {
  TENANTRY_TRY(const std::string json, read_file(manifest_path));
  TENANTRY_TRY(const manifest about, parse_manifest(json, manifest_path.string(), false));
  const std::filesystem::path library = manifest_path.parent_path() / about.library;
  TENANTRY_TRY(const std::string bytes, read_file(library));
  std::error_code ignored;
  trusted_library one{about, sha256_hex(bytes), std::filesystem::canonical(manifest_path, ignored),
                      std::filesystem::canonical(library, ignored)};
  if (about.sha256 == one.sha256) return one;
  return fail(category::bad_config,
              fmt::format("\"{}\" is not the library that its manifest describes: its SHA-256 is {}, the "
                          "manifest says {}",
                          one.path.string(), one.sha256, about.sha256),
              "build or install the adapter again; nothing was written");
}

// The adapter in the folder itself, or those in the folders below it.  What cannot be trusted is not half
// trusted: the first that is broken refuses all.
result<std::vector<trusted_library>> find_libraries(const std::filesystem::path &folder) {
  std::error_code ignored;
  if (!std::filesystem::exists(folder, ignored))
    return fail(category::usage, fmt::format("there is no folder \"{}\"", folder.string()),
                "`tenantry adapter list` shows where adapters are looked for");
  if (!std::filesystem::is_directory(folder, ignored))
    return fail(category::usage,
                fmt::format("\"{}\" is a file, not the folder of an adapter", folder.string()),
                fmt::format("`tenantry adapter trust {}`", shell_word(folder.parent_path().string())));
  std::vector<std::filesystem::path> manifests;
  if (std::filesystem::exists(folder / "adapter.json", ignored)) manifests.push_back(folder / "adapter.json");
  for (const auto &entry : std::filesystem::directory_iterator(folder, ignored))
    if (std::filesystem::exists(entry.path() / "adapter.json", ignored))
      manifests.push_back(entry.path() / "adapter.json");
  if (manifests.empty())
    return fail(category::usage,
                fmt::format("no adapter.json in \"{}\" nor one folder below it", folder.string()),
                "name the folder of an adapter, or the folder that holds such folders");
  std::sort(manifests.begin(), manifests.end());
  std::vector<trusted_library> found;
  for (const std::filesystem::path &path : manifests) {
    TENANTRY_TRY(trusted_library one, find_library(path));
    found.push_back(std::move(one));
  }
  return found;
}

// Would `trust = "listed"` load it now?  A line in the list is not enough where others may write to a folder.
status would_load(const trusted_library &one, const std::filesystem::path &lock_file) {
  const int descriptor = ::open(one.path.c_str(), O_RDONLY | O_CLOEXEC);
  status answer =
      check_trust(trust_level::listed, {one.about, one.manifest_path, one.path, descriptor}, lock_file);
  ::close(descriptor);
  return answer;
}

// "trusted", "trusted already" or "trusted anew": the line was written, was there, or had another SHA-256.
std::string_view listed_before(const trusted_library &one, const std::filesystem::path &lock_file) {
  const auto before = listed_sha256(lock_file, one.about.id, one.path);
  if (!before) return "trusted";
  return *before == one.sha256 ? "trusted already" : "trusted anew";
}

}  // namespace

result<int> run_adapter_list(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  workspace here(config, context.environment);
  catalog &adapters = here.adapters();
  adapters.load_all();
  output &out = context.out;
  bool refused = false;
  for (const catalog_entry &entry : adapters.entries()) {
    refused = refused || entry.is == catalog_entry::state::refused;
    if (out.json()) {
      out.line(adapter_event(entry));
    } else {
      print_entry(out, entry);
    }
  }
  if (!out.json()) out.line("\nsearched:");
  for (const searched_path &path : adapters.searched()) {
    if (out.json()) {
      out.line(searched_event(path));
    } else {
      out.line(fmt::format("  {}  ({}): {}", path.path.string(), path.origin, path.note));
    }
  }
  return refused ? exit_codes::findings : exit_codes::done;
}

result<int> run_adapter_trust(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  const std::filesystem::path lock_file = config.base_dir / "adapters.lock";
  TENANTRY_TRY(const std::vector<trusted_library> found,
               find_libraries(std::filesystem::absolute(context.line.argument).lexically_normal()));
  output &out = context.out;
  bool refused = false;
  for (const trusted_library &one : found) {
    const std::string_view how = listed_before(one, lock_file);
    TENANTRY_TRY_VOID(append_to_lock(lock_file, one.sha256, one.about.id, one.path));
    const status loads = would_load(one, lock_file);
    refused = refused || !loads;
    if (out.json()) {
      out.line(file_event("written", lock_file.string(), one.about.id));
      if (!loads) out.line(error_event(loads.error(), exit_codes::findings));
      continue;
    }
    out.line(fmt::format("{}  {}  {}\n         {}", how, one.about.id, one.path.string(), one.sha256));
    if (!loads)
      out.line(indented(fmt::format("and yet it is not loaded: {}", printable(to_string(loads.error()))),
                        "         "));
  }
  if (!out.json()) out.line(fmt::format("\nwritten to {}", lock_file.string()));
  return refused ? exit_codes::findings : exit_codes::done;
}

}  // namespace tenantry
