// tenantry doctor: is everything in place?  Each check answers ok, warn or fail, with the next step.
#include <fmt/format.h>

#include <ctime>
#include <map>

#include "tools/tenantry/command_tree.hpp"
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/drizzle_project.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/signals.hpp"
#include "tools/tenantry/words.hpp"
#include "tools/tenantry/workspace.hpp"

namespace tenantry {
namespace {

class examination {
 public:
  examination(const command_context &context, const configuration &config)
      : out_(context.out), config_(config), here_(config, context.environment) {}

  bool run() {
    check_file();
    for (const track_config &track : config_.tracks) check_folder(track);
    check_clock();
    check_drizzle();
    check_adapters();
    check_master();
    return !failed_;
  }

 private:
  using state = check_line::state;

  void tell(state is, const std::string &name, const std::string &message, const std::string &next = {}) {
    failed_ = failed_ || is == state::fail;
    if (out_.json()) {
      out_.line(check_event({is, name, message, next}));
      return;
    }
    const palette colors = out_.colors();
    const std::string mark = is == state::ok     ? colors.green("ok  ")
                             : is == state::warn ? colors.yellow("warn")
                                                 : colors.red("FAIL");
    out_.line(fmt::format("{}  {:<13} {}", mark, name, printable(message)));
    if (!next.empty()) out_.line(fmt::format("      {:<13} next: {}", "", printable(next)));
  }

  void tell(const std::string &name, const error &e) {
    error brief = e;
    const std::string next = std::exchange(brief.next, {});
    tell(state::fail, name, to_string(brief), next);
  }

  void check_file() {
    if (config_.file.empty()) {
      tell(state::warn, "configuration",
           "no tenantry.toml here or above: defaults and the environment are used", "tenantry init");
      return;
    }
    tell(state::ok, "configuration",
         fmt::format("{}, environment {}", config_.file.string(), config_.settings.at("environment").text()));
  }

  void check_folder(const track_config &track) {
    const std::string name = "folder";
    std::error_code ignored;
    if (!std::filesystem::exists(track.migrations, ignored)) {
      const bool asked = track.from.is != origin::kind::fallback;
      tell(asked ? state::fail : state::warn, name,
           fmt::format("{}: there is no folder {}", track.name, track.migrations.string()),
           fmt::format("make it, or correct [{}] migrations", track.name));
      return;
    }
    const auto loaded = folder::load(track.migrations);
    if (!loaded) {
      tell(name, loaded.error());
      return;
    }
    tell(state::ok, name,
         fmt::format("{}: {}, {}, Drizzle's {} form, base dialect {}", track.name, track.migrations.string(),
                     counted(loaded->migrations().size(), "migration"),
                     loaded->form() == folder_form::v0 ? "v0" : "v1", loaded->base_dialect()));
    for (const folder_note &note : loaded->notes())
      tell(state::warn, name, fmt::format("{}: {}", note.where.file, note.message));
  }

  // Stamps of migrations come from clocks; one far behind makes every new migration look old.
  void check_clock() {
    const std::int64_t now = system_clock().unix_milliseconds();
    constexpr std::int64_t year_2024 = 1'704'067'200'000;
    if (now < year_2024) {
      tell(state::fail, "clock", fmt::format("it says {}", to_rfc3339(now)), "set this machine's clock");
    } else {
      tell(state::ok, "clock", to_rfc3339(now));
    }
  }

  void check_drizzle() {
    const auto project = find_drizzle_project(config_.base_dir);
    if (!project) return;
    for (const drizzle_config &found : project->configs) {
      const std::string table = found.table.value_or("__drizzle_migrations");
      const std::string schema = found.schema.value_or("drizzle");
      const bool same = table == config_.engine.drizzle_table && schema == config_.engine.drizzle_schema;
      const std::string name = found.file.filename().string();
      if (same) {
        tell(state::ok, "drizzle",
             fmt::format("{} and [history] name one table, {}.{}", name, schema, table));
      } else {
        tell(state::warn, "drizzle",
             fmt::format("{} names the history {}.{}, [history] names {}.{}", name, schema, table,
                         config_.engine.drizzle_schema, config_.engine.drizzle_table),
             "set [history] drizzle_schema and drizzle_table");
      }
    }
  }

  void check_adapters() {
    here_.adapters().load_all();
    for (const catalog_entry &entry : here_.adapters().entries()) {
      const std::string name = entry.id.empty() ? entry.manifest_path.string() : entry.id;
      if (entry.is == catalog_entry::state::refused) {
        tell(state::fail, "adapter",
             fmt::format("{} is refused: {}", name, entry.reason ? entry.reason->message : "no reason given"),
             entry.reason ? entry.reason->next : "tenantry adapter list");
      } else {
        tell(state::ok, "adapter",
             fmt::format("{} {} for {}", name, entry.version, fmt::join(entry.database_types, ", ")));
      }
    }
  }

  void check_master() {
    const call_limits limits = stops_.hard().limits();
    const auto master = here_.master(limits);
    if (!master) {
      tell("master", master.error());
      return;
    }
    std::string message = "reached";
    if ((*master)->has_admin()) {
      const auto who = (*master)->identify(limits);
      if (!who) {
        tell("master", who.error());
        return;
      }
      message = fmt::format("{}{}{}, database {}{}", who->flavour, who->flavour.empty() ? "version " : " ",
                            who->version, who->database, who->pooled ? ", through a pooler" : "");
      if (!who->writable)
        tell(state::warn, "master", "it is read-only: `migrate master` cannot work",
             "connect to the primary");
    }
    tell(state::ok, "master", message);
    check_registry(limits);
  }

  void check_registry(const call_limits &limits) {
    auto tenants = here_.open_registry(limits);
    if (!tenants) {
      tell("registry", tenants.error());
      return;
    }
    std::map<std::string, std::uint64_t> statuses, types;
    std::uint64_t all = 0, deleted = 0;
    const status read = tenants->for_each(
        [&](tenant &&t) {
          ++all;
          ++statuses[t.status];
          ++types[t.database_type];
          deleted += t.deleted ? 1 : 0;
          return true;
        },
        limits);
    if (!read) {
      tell("registry", read.error());
      return;
    }
    tell(all == 0 ? state::warn : state::ok, "registry",
         fmt::format("{} in \"{}\"; by status: {}; deleted: {}", counted(all, "tenant"),
                     config_.registry.table, counts(statuses), deleted));
    for (const auto &[type, count] : types) check_type(type, count);
  }

  void check_type(const std::string &type, std::uint64_t count) {
    const std::string message = fmt::format("{} of type \"{}\"", counted(count, "tenant"), type);
    if (here_.adapters().serves(type)) {
      tell(state::ok, "registry", message);
    } else {
      tell(state::warn, "registry", message + ": no adapter serves it, they are skipped",
           "tenantry adapter list");
    }
  }

  static std::string counts(const std::map<std::string, std::uint64_t> &numbers) {
    std::string text;
    for (const auto &[name, count] : numbers)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name.empty() ? "(none)" : name,
                          with_thousands(count));
    return text.empty() ? "none" : text;
  }

  output &out_;
  const configuration &config_;
  rollout_stops stops_;
  signal_watch watch_{stops_};
  workspace here_;
  bool failed_ = false;
};

}  // namespace

result<int> run_doctor(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  return examination(context, config).run() ? exit_codes::done : exit_codes::findings;
}

}  // namespace tenantry
