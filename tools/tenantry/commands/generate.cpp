// tenantry generate <track>: a migration from the declared schema, one rendition for each dialect of the
// fleet.
#include "tools/tenantry/commands/generate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/author/draft.hpp"
#include "core/base/clock.hpp"
#include "tools/tenantry/asking.hpp"
#include "tools/tenantry/exit_code.hpp"
#include "tools/tenantry/generate_report.hpp"
#include "tools/tenantry/generate_targets.hpp"

namespace tenantry {
namespace {

// "add_equipment" of the first change: a name that says something where none was given.
std::string name_of(const std::vector<schema_change> &changes) {
  const schema_change &first = changes.front();
  std::string name = first.kind + "_" + (first.name.empty() && first.after ? first.after->name : first.name);
  for (char &c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) c = '_';
  return name.substr(0, 60);
}

bool touches_old_index(const std::vector<schema_change> &changes) {
  return std::any_of(changes.begin(), changes.end(), [](const schema_change &one) {
    return (one.kind == "create_index" || one.kind == "drop_index") && !one.new_table;
  });
}

class generation {
 public:
  generation(const command_context &context, const configuration &config, const track_config &track)
      : context_(context), track_(track), here_(config, context.environment) {
    request_.forms = forms_of(config);
  }

  result<int> run() {
    TENANTRY_TRY_VOID(read_flags());
    TENANTRY_TRY_VOID(read_folder());
    TENANTRY_TRY(request_.declared, load_declared());
    TENANTRY_TRY(track_dialects found, find_track_dialects(here_, track_));
    request_.targets = std::move(found.targets);
    TENANTRY_TRY(const migration_draft draft, draft_or_ask());
    add_notes(found.notes, draft);
    if (draft.changes.empty()) {
      show_unchanged(track_.name, {}, context_.out);
      return exit_codes::done;
    }
    return write(draft, found.notes);
  }

  result<int> rebase(const configuration &config) {
    TENANTRY_TRY_VOID(read_flags());
    rebase_request wanted;
    wanted.renames = request_.renames;
    wanted.backfills = request_.backfills;
    wanted.forms = request_.forms;
    return generate_rebase(context_, config, track_, std::move(wanted));
  }

  result<int> fill(const configuration &config) {
    TENANTRY_TRY_VOID(read_flags());
    fill_request wanted;
    wanted.renames = request_.renames;
    wanted.backfills = request_.backfills;
    wanted.forms = request_.forms;
    return generate_fill(context_, config, track_, std::move(wanted));
  }

 private:
  status read_flags() {
    for (const std::string &text : context_.values("rename")) {
      TENANTRY_TRY(told_rename one, parse_rename(text));
      request_.renames.push_back(std::move(one));
    }
    for (const std::string &text : context_.values("backfill")) {
      TENANTRY_TRY(backfill one, parse_backfill(text));
      request_.backfills.push_back(std::move(one));
    }
    return {};
  }

  // Once: the migration is added behind what was read here.
  status read_folder() {
    if (is_new_folder(track_.migrations)) {
      TENANTRY_TRY(request_.newest, load_newest_schema(track_.migrations));
      return {};
    }
    TENANTRY_TRY(folder_, folder::load(track_.migrations));
    TENANTRY_TRY(request_.newest, load_newest_schema(*folder_));
    return {};
  }

  result<declared_schema> load_declared() const {
    auto read = load_declared_schema(track_.schema);
    if (!read)
      return fail(
          while_doing(std::move(read).error(), fmt::format("reading the schema of \"{}\"", track_.name)));
    return read;
  }

  result<migration_draft> draft_or_ask() {
    for (;;) {
      auto draft = draft_migration(request_);
      if (draft || draft.error().category != category::usage) return draft;
      const auto told = ask_for_rename(draft.error());
      if (!told) return draft;
      request_.renames.push_back(*told);
    }
  }

  void add_notes(std::vector<std::string> &notes, const migration_draft &draft) const {
    if (drizzle_plain_ && touches_old_index(draft.changes))
      notes.emplace_back(
          "indexes are written plainly, so that writers wait: Drizzle's migrator runs this folder too "
          "([history] drizzle = \"on\") and cannot build them otherwise; --plain none writes them online");
    for (const std::string &dialect : draft.served_by_fallback)
      notes.push_back(fmt::format("{} runs the file of its fallback: they are the same", dialect));
    for (const auto &[what, count] : request_.declared.skipped)
      if (count > 0) notes.push_back(fmt::format("passed over in the schema: {} ({} times)", what, count));
  }

  result<int> write(const migration_draft &draft, const std::vector<std::string> &notes) {
    const std::string name = context_.value("name").empty() ? name_of(draft.changes) : context_.value("name");
    generate_report report{track_.name, &draft, {}, notes, {}, track_.migrations};
    if (!context_.has("dry-run")) {
      const new_migration made = to_new_migration(draft, name, system_clock().unix_milliseconds());
      TENANTRY_TRY(report.written,
                   folder_ ? append_migration(*folder_, made) : append_migration(track_.migrations, made));
    }
    if (!track_.on_master && std::any_of(draft.renditions.begin(), draft.renditions.end(),
                                         [](const auto &one) { return !one.gaps.empty(); }))
      report.tenants = count_tenants(here_);
    show_generated(report, context_.out);
    return exit_codes::done;
  }

  safe_forms forms_of(const configuration &config) {
    safe_forms forms;
    if (!config.plain) {
      drizzle_plain_ = config.engine.drizzle == drizzle_mode::on;
      forms.indexes = !drizzle_plain_;
      return forms;
    }
    for (const std::string &form : *config.plain) {
      if (form == "not-null" || form == "all") forms.not_null = false;
      if (form == "constraints" || form == "all") forms.constraints = false;
      if (form == "indexes" || form == "all") forms.indexes = false;
    }
    return forms;
  }

  const command_context &context_;
  const track_config &track_;
  workspace here_;
  bool drizzle_plain_ = false;
  std::optional<folder> folder_;  // nothing: it begins with this migration
  draft_request request_;
};

}  // namespace

result<int> run_generate(const command_context &context) {
  TENANTRY_TRY(const configuration config, context.load());
  TENANTRY_TRY(const track_config *track, find_track(config, context.line.argument));
  if (context.has("custom")) return generate_custom(context, config, *track);
  generation made(context, config, *track);
  if (context.has("rebase")) return made.rebase(config);
  return track->schema.empty() ? made.fill(config) : made.run();
}

}  // namespace tenantry
