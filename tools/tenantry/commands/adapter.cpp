// tenantry adapter list: each adapter with its state and reason, and every path tried.
// tenantry adapter trust DIR: writes the lines of adapters.lock that `trust = "listed"` asks for.
#include <fmt/format.h>

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
  std::string id, sha256;
  std::filesystem::path path;  // real
};

// The adapter in the folder itself, or those in the folders below it.  What cannot be trusted is not half
// trusted: the first that is broken refuses all.
result<std::vector<trusted_library>> find_libraries(const std::filesystem::path &folder) {
  std::vector<std::filesystem::path> manifests;
  std::error_code ignored;
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
    TENANTRY_TRY(const std::string json, read_file(path));
    TENANTRY_TRY(const manifest about, parse_manifest(json, path.string(), false));
    TENANTRY_TRY(const std::string library, read_file(path.parent_path() / about.library));
    trusted_library one{about.id, sha256_hex(library),
                        std::filesystem::canonical(path.parent_path() / about.library)};
    if (!about.sha256.empty() && about.sha256 != one.sha256)
      return fail(category::bad_config,
                  fmt::format("\"{}\" is not the library that its manifest describes: its SHA-256 is {}, the "
                              "manifest says {}",
                              one.path.string(), one.sha256, about.sha256),
                  "build or install the adapter again; nothing was written");
    found.push_back(std::move(one));
  }
  return found;
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
  TENANTRY_TRY(const std::vector<trusted_library> found, find_libraries(context.line.argument));
  for (const trusted_library &one : found) {
    TENANTRY_TRY_VOID(append_to_lock(lock_file, one.sha256, one.id, one.path));
    if (context.out.json()) {
      context.out.line(file_event("written", lock_file.string(), one.id));
    } else {
      context.out.line(fmt::format("trusted  {}  {}\n         {}", one.id, one.path.string(), one.sha256));
    }
  }
  if (!context.out.json()) context.out.line(fmt::format("\nwritten to {}", lock_file.string()));
  return exit_codes::done;
}

}  // namespace tenantry
