// Takes over a Drizzle project: reads its configuration and folders, looks at the master's registry where it
// can be reached, writes tenantry.toml, and prints what each database has beside what Drizzle would do.
// Changes no database.
#include "tools/tenantry/commands/init_drizzle.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/secrets.hpp"
#include "core/base/text.hpp"
#include "tools/tenantry/adoption.hpp"
#include "tools/tenantry/config_template.hpp"
#include "tools/tenantry/drizzle_project.hpp"
#include "tools/tenantry/json_events.hpp"
#include "tools/tenantry/registry_guess.hpp"
#include "tools/tenantry/signals.hpp"
#include "tools/tenantry/track_run.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

struct registry_look {
  registry_guess guess;
  std::map<std::string, std::uint64_t> statuses;
  std::string why_not;  // "" where the registry was read
};

class adopter {
 public:
  adopter(const command_context &context, drizzle_project project, fs::path file)
      : context_(context), project_(std::move(project)), file_(std::move(file)) {}

  result<int> run() {
    values_ = folder_values();
    look_at_registry();
    registry_values();
    TENANTRY_TRY_VOID(write_configuration(context_.out, file_, values_));
    for (const std::string &remark : project_.remarks) tell("note: " + remark);
    TENANTRY_TRY(const configuration config, context_.load());
    workspace here(config, context_.environment);
    for (const drizzle_folder &f : project_.folders) TENANTRY_TRY_VOID(report(here, config, f));
    tell("\nNothing was changed in any database.\n\nnext: " + next_step());
    return stops_.draining() ? exit_codes::interrupted : exit_codes::done;
  }

 private:
  void tell(const std::string &text) const {
    if (!context_.out.json()) context_.out.line(text);
  }

  [[nodiscard]] std::string relative(const fs::path &path) const {
    return path.lexically_relative(fs::weakly_canonical(file_.parent_path())).generic_string();
  }

  [[nodiscard]] config_values folder_values() const {
    config_values values;
    values.drizzle = "on";
    values.master_migrations.clear();
    values.tenant_migrations.clear();
    for (const drizzle_folder &f : project_.folders) {
      if (f.track == "master") {
        values.master_migrations = relative(f.path);
      } else if (f.track == "tenant") {
        values.tenant_migrations = relative(f.path);
      } else {
        values.other_tracks[f.track] = relative(f.path);
      }
    }
    for (const drizzle_config &config : project_.configs) {
      if (config.schema && *config.schema != "drizzle") values.drizzle_schema = *config.schema;
      if (config.table && *config.table != "__drizzle_migrations") values.drizzle_table = *config.table;
    }
    const std::string url = master_url();
    if (url.rfind("sqlite:", 0) == 0) values.master_url = url;  // holds no secret
    return values;
  }

  [[nodiscard]] std::string master_url() const {
    if (std::string given = context_.value("master-url"); !given.empty()) return given;
    return context_.environment("MASTER_DATABASE_URL").value_or("");
  }

  // With the settings so far: the file is not written yet.
  void look_at_registry() {
    if (master_url().empty()) {
      look_.why_not = "neither MASTER_DATABASE_URL nor --master-url is given";
      return;
    }
    auto config = to_configuration(resolve_settings({}, context_.flags, context_.environment), context_.flags,
                                   file_.parent_path());
    if (!config) {
      look_.why_not = config.error().message;
      return;
    }
    workspace here(*config, context_.environment);
    const call_limits limits = stops_.hard().limits();
    const auto master = here.master(limits);
    if (!master) {
      look_.why_not = "the master cannot be reached: " + master.error().message;
      return;
    }
    look_.guess = guess_registry(**master, limits);
    if (look_.guess.table.empty()) {
      look_.why_not = "the master has no table with a usual name for tenants";
      return;
    }
    if (const auto missing = look_.guess.missing(); !missing.empty()) {
      look_.why_not = fmt::format("the table \"{}\" has no column for {}; its columns: {}", look_.guess.table,
                                  fmt::join(missing, ", "), fmt::join(look_.guess.columns, ", "));
      return;
    }
    count_statuses(**master, limits);
  }

  void count_statuses(session &master, const call_limits &limits) {
    registry_options options;
    options.table = look_.guess.table;
    options.columns = look_.guess.mapping;
    auto tenants = registry::open(master, options, {}, limits);
    if (!tenants) {
      look_.why_not = tenants.error().message;
      return;
    }
    const status read = tenants->for_each(
        [&](tenant &&t) {
          ++look_.statuses[t.status];
          return true;
        },
        limits);
    if (!read) look_.why_not = read.error().message;
  }

  void registry_values() {
    if (look_.guess.table.empty()) return;
    values_.registry_table = look_.guess.table;
    for (const auto &[role, column] : look_.guess.mapping)
      if (role != column) values_.registry_columns[role] = column;
    if (look_.statuses.empty() || look_.guess.mapping.count("status") == 0) return;
    std::vector<std::string> eligible;
    std::string all;
    for (const auto &[written, count] : look_.statuses) {
      all += fmt::format("{}{} ({})", all.empty() ? "" : ", ", written, count);
      if (equal_ignoring_case(written, "active")) eligible.push_back(written);
    }
    values_.statuses_remark = "in the registry: " + all;
    if (!eligible.empty()) values_.statuses = eligible;
  }

  status report(workspace &here, const configuration &config, const drizzle_folder &f) {
    TENANTRY_TRY(const track_config *track, find_track(config, f.track));
    adoption told;
    told.track = f.track;
    told.folder = relative(f.path);
    if (f.track == "tenant") told.statuses = look_.statuses;
    auto migrations = load_folder(*track);
    if (!migrations) {
      told.why_not = "the folder cannot be read: " + to_string(migrations.error());
    } else {
      told.migrations = migrations->migrations().size();
      for (const folder_note &note : migrations->notes())
        if (note.kind == "unlisted") told.unlisted.push_back(fs::path(note.where.file).filename().string());
      look_at_databases(here, *track, *migrations, told);
    }
    if (context_.out.json()) {
      context_.out.line(adoption_event(told));
    } else {
      context_.out.line("\n" + adoption_text(told));
    }
    return {};
  }

  void look_at_databases(workspace &here, const track_config &track, const folder &migrations,
                         adoption &told) {
    if (master_url().empty() || (!track.on_master && !look_.why_not.empty())) {
      told.why_not = look_.why_not;
      return;
    }
    adoption_listener listener(told);
    const auto totals =
        track.on_master ? run_master(here, track, migrations, rollout_verb::inspect, {}, listener, stops_)
                        : run_over_fleet(here, track, migrations, rollout_verb::inspect, listener, stops_);
    told.looked = totals.has_value();
    if (!totals) told.why_not = totals.error().message;
  }

  [[nodiscard]] std::string next_step() const {
    const std::string set =
        context_.environment("MASTER_DATABASE_URL") || values_.master_url.rfind("sqlite:", 0) == 0
            ? ""
            : "set MASTER_DATABASE_URL, then ";
    if (project_.folders.size() != 1) return set + "tenantry plan all";
    return set + "tenantry plan " + project_.folders.front().track;
  }

  const command_context &context_;
  drizzle_project project_;
  fs::path file_;
  config_values values_;
  registry_look look_;
  rollout_stops stops_;
  signal_watch watch_{stops_};
};

}  // namespace

result<int> init_from_drizzle(const command_context &context, const fs::path &project, const fs::path &file) {
  TENANTRY_TRY(drizzle_project found, find_drizzle_project(project));
  return adopter(context, std::move(found), file).run();
}

}  // namespace tenantry
