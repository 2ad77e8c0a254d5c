// tenantry adapter list: each adapter with its state and reason, and every path tried.
#include <fmt/format.h>

#include <algorithm>

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

}  // namespace tenantry
