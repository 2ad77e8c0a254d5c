// tenantry check [track] [--seal]: the gate for continuous integration: folder, seal, the chain of snapshots,
// a rendition for each dialect, and no change of the declared schema without a migration.  Touches no
// database.
#include <fmt/format.h>

#include <algorithm>

#include "core/author/source.hpp"
#include "core/author/target.hpp"
#include "core/migration/author.hpp"
#include "core/migration/snapshot_chain.hpp"
#include "core/schema/diff.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/generate_targets.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/words.hpp"
#include "tools/tenantry/workspace.hpp"

namespace tenantry {
namespace {

using state = check_line::state;

class folder_check {
 public:
  folder_check(const command_context &context, workspace &here)
      : out_(context.out), here_(here), seal_(context.has("seal")) {}

  [[nodiscard]] bool clean() const { return clean_; }

  void check(const track_config &track) {
    track_ = track.name;
    if (is_new_folder(track.migrations) && std::filesystem::exists(track.schema)) return check_schema(track);
    load_options how;
    how.check_seal = !seal_;
    const auto loaded = folder::load(track.migrations, how);
    if (!loaded) return tell(loaded.error());
    if (const status mapped = check_mappings(here_); !mapped) tell(mapped.error());
    check_dialects(*loaded, track);
    for (const folder_note &note : loaded->notes())
      if (note.kind != "unsealed")
        tell(state::warn, fmt::format("{}: {}", note.where.file, note.message), "",
             note.kind == "no_snapshot");
    if (!seal_) tell_unsealed(loaded->notes());
    const bool whole = check_chain(*loaded);
    if (whole) check_schema(track);
    if (seal_) write(*loaded);
    tell(state::ok, counted(loaded->migrations().size(), "migration") + " in " + track.migrations.string(),
         "");
  }

 private:
  // A migration has a file for each dialect: one line for all.
  void tell_unsealed(const std::vector<folder_note> &notes) {
    const auto is = [](const folder_note &note) { return note.kind == "unsealed"; };
    const auto first = std::find_if(notes.begin(), notes.end(), is);
    if (first == notes.end()) return;
    const auto others = std::count_if(first, notes.end(), is) - 1;
    tell(state::warn,
         fmt::format("{}: {}{}", first->where.file, first->message,
                     others == 0 ? "" : fmt::format(", and {} more", others)),
         fmt::format("tenantry check {} --seal", track_));
  }

  // `lasting`: worth telling, and no reason to stop continuous integration.
  void tell(state is, const std::string &message, const std::string &next, bool lasting = false) {
    clean_ = clean_ && (is == state::ok || lasting);
    sound_ = sound_ && is != state::fail;
    if (out_.json()) return out_.line(check_event({is, track_, message, next}));
    const palette colors = out_.colors();
    const std::string mark = is == state::ok     ? colors.green("ok  ")
                             : is == state::warn ? colors.yellow("warn")
                                                 : colors.red("FAIL");
    out_.line(fmt::format("{}  {:<8} {}", mark, track_, printable(message)));
    if (!next.empty()) out_.line(fmt::format("      {:<8} next: {}", "", printable(next)));
  }

  void tell(const error &e) {
    error brief = e;
    const std::string next = std::exchange(brief.next, {});
    tell(state::fail, to_string(brief), next);
  }

  // Those that the configuration names must have every migration; else what the folder has files for.
  void check_dialects(const folder &migrations, const track_config &track) {
    std::vector<std::string> types = types_of(migrations);
    const bool named = !track.on_master && !here_.config().dialects.empty();
    for (const std::string &text : named ? here_.config().dialects : std::vector<std::string>{}) {
      const auto wanted = parse_render_target(text);
      if (!wanted) {
        tell(wanted.error());
      } else if (const std::string type = type_of(wanted->dialect); type.empty()) {
        tell(state::fail, fmt::format("no adapter here serves the dialect \"{}\"", wanted->dialect),
             "tenantry adapter list");
      } else if (std::find(types.begin(), types.end(), type) == types.end()) {
        types.push_back(type);
      }
    }
    for (const std::string &type : types) compile_for(migrations, type);
  }

  std::string type_of(const std::string &dialect) {
    for (const catalog_entry &entry : here_.adapters().entries())
      for (const std::string &type : entry.database_types)
        if (const auto chain = here_.adapters().dialects_of(type); !chain.empty() && chain.front() == dialect)
          return type;
    return {};
  }

  // A missing snapshot is told by the folder's notes; only the newest is needed here.
  bool check_chain(const folder &migrations) {
    const auto chain = read_snapshot_chain(migrations);
    if (!chain) {
      tell(chain.error());
      return false;
    }
    bool whole = migrations.form() == folder_form::v0;
    for (const chain_fault &fault : chain->faults) {
      whole = whole && fault.is == chain_fault::kind::stray;
      if (fault.is == chain_fault::kind::missing) continue;
      std::string next = fault.next;
      if (const std::size_t at = next.find("TRACK"); at != std::string::npos) next.replace(at, 5, track_);
      tell(state::fail, fmt::format("{}: {}", fault.where.file, fault.message), next);
    }
    return whole;
  }

  void check_schema(const track_config &track) {
    std::error_code ignored;
    const bool said = track.schema_from.is != origin::kind::fallback;
    if (track.schema.empty() || (!said && !std::filesystem::exists(track.schema, ignored))) return;
    const auto declared = load_declared_schema(track.schema);
    if (!declared) return tell(declared.error());
    const auto newest = load_newest_schema(track.migrations, !seal_);
    if (!newest) return tell(newest.error());
    const auto changes = diff_schemas(newest->schema, declared->schema, {{}, false});
    if (!changes) return tell(changes.error());
    if (changes->empty())
      return tell(state::ok,
                  fmt::format("the schema in {} is what the migrations make", track.schema.string()), "");
    std::string some;
    for (std::size_t at = 0; at < changes->size() && at < 3; ++at)
      some += (at == 0 ? "" : ", ") + describe_change((*changes)[at]);
    if (changes->size() > 3) some += fmt::format(" and {} more", changes->size() - 3);
    tell(state::fail,
         fmt::format("{} of the schema in {} have no migration: {}", counted(changes->size(), "change"),
                     track.schema.string(), some),
         fmt::format("tenantry generate {} --name NAME", track.name));
  }

  // Database types whose adapter is here and for which the folder has files: quotes and comments that never
  // end are found only by the adapter's splitter.
  std::vector<std::string> types_of(const folder &migrations) {
    std::vector<std::string> types;
    for (const catalog_entry &entry : here_.adapters().entries())
      for (const std::string &type : entry.database_types) {
        const std::vector<std::string> chain = here_.adapters().dialects_of(type);
        const bool served = std::any_of(chain.begin(), chain.end(), [&](const std::string &dialect) {
          return dialect == migrations.base_dialect() ||
                 std::any_of(migrations.migrations().begin(), migrations.migrations().end(),
                             [&](const migration &m) { return m.files.contains(dialect); });
        });
        if (served) types.push_back(type);
      }
    return types;
  }

  void compile_for(const folder &migrations, const std::string &type) {
    const auto adapter = here_.adapters().for_database_type(type);
    if (!adapter) return tell(adapter.error());
    const auto compiled = compile(migrations, **adapter, here_.adapters().dialects_of(type));
    if (!compiled) return tell(compiled.error());
    if (compiled->missing)
      tell(state::warn, fmt::format("\"{}\" has no SQL for {}", compiled->missing->tag, compiled->dialect),
           "write " + compiled->missing->file_to_make.string());
    for (const rendition &one : compiled->renditions)
      for (const std::string &warning : one.body.warnings)
        tell(state::warn, fmt::format("{}: {}", one.file->path.string(), warning), "");
  }

  void write(const folder &migrations) {
    if (!sound_) return tell(state::fail, "not sealed: mend what is told above first", "");
    if (auto written = write_seal(migrations); !written) return tell(written.error());
    tell(state::ok, "sealed", "");
  }

  output &out_;
  workspace &here_;
  const bool seal_;
  bool clean_ = true;  // nothing to tell that somebody should look at
  bool sound_ = true;  // nothing is wrong
  std::string track_;
};

}  // namespace

result<int> run_check(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  workspace here(config, context.environment);
  folder_check gate(context, here);
  if (!context.line.argument.empty()) {
    TENANTRY_TRY(const track_config *track, find_track(config, context.line.argument));
    gate.check(*track);
  } else {
    for (const track_config &track : config.tracks)
      if (std::filesystem::exists(track.migrations) || std::filesystem::exists(track.schema) ||
          track.from.is != origin::kind::fallback)
        gate.check(track);
  }
  return gate.clean() ? exit_codes::done : exit_codes::findings;
}

}  // namespace tenantry
