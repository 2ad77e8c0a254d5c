#include "core/live/push_plan.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/comparable.hpp>

#include <algorithm>

#include "core/author/render.hpp"
#include "core/author/script_text.hpp"
#include "core/author/steps.hpp"
#include "core/author/way_out.hpp"
#include "core/base/log.hpp"
#include "core/engine/direct.hpp"
#include "core/live/kept_texts.hpp"
#include "core/schema/diff.hpp"

namespace tenantry {
namespace {

// A view, trigger or function that goes and is not made anew: nobody may have its text but this database.
std::string text_lost(const std::vector<schema_change> &steps, const schema_change &drop) {
  if (drop.kind != "drop_view" && drop.kind != "drop_opaque") return {};
  const std::string kind = "create_" + drop.kind.substr(5);
  const bool comes_back = std::any_of(steps.begin(), steps.end(), [&](const schema_change &one) {
    return one.kind == kind && one.schema == drop.schema && one.name == drop.name;
  });
  if (comes_back) return {};
  const auto *opaque = std::get_if<sdk::opaque_definition>(&drop.object_before);
  return fmt::format("the {} \"{}\" is gone with its text", opaque == nullptr ? "view" : opaque->kind,
                     display_name(drop.schema, drop.name));
}

// Where a schema is mapped its objects are told by their declared names or by those that they have here.
std::vector<told_rename> mapped_renames(const push_request &request) {
  const auto map = [&](std::vector<std::string> &names) {
    if (names.size() < 2) return;
    const auto prefix = request.mapping.schemas.find(names[0]);
    if (prefix == request.mapping.schemas.end()) return;
    if (names.size() == 2 && sdk::find_object(request.live.schema.tables, "", names[0]) != nullptr) return;
    names[1] = prefix->second + names[1];
    names.erase(names.begin());
  };
  std::vector<told_rename> made = request.renames;
  for (told_rename &one : made) {
    map(one.from);
    map(one.to);
  }
  return made;
}
std::vector<backfill> mapped_backfills(const push_request &request) {
  std::vector<backfill> made = request.backfills;
  for (backfill &one : made)
    if (const auto prefix = request.mapping.schemas.find(one.table.schema);
        prefix != request.mapping.schemas.end())
      one.table = {"", prefix->second + one.table.name};
  return made;
}

class planner {
 public:
  planner(session &on, const push_request &request, const call_limits &limits)
      : on_(on),
        request_(request),
        limits_(limits),
        renames_(mapped_renames(request)),
        backfills_(mapped_backfills(request)) {}

  result<push_plan> plan() {
    TENANTRY_TRY(now_, project_schema(request_.target, request_.live.schema));
    TENANTRY_TRY(wanted_, project_schema(request_.target, map_schema(request_.mapping, request_.declared),
                                         &made_.notes));
    if (!made_.notes.empty()) TENANTRY_TRY_VOID(refuse_what_a_mapping_keeps());
    TENANTRY_TRY(made_.changes, diff_schemas(now_, wanted_, {renames_, true, "the database"}));
    TENANTRY_TRY_VOID(check_backfills(made_.changes, backfills_));
    TENANTRY_TRY(const bool only_words, differs_in_words());
    TENANTRY_TRY_VOID(write());
    if (only_words) TENANTRY_TRY_VOID(settle_words());
    return std::move(made_);
  }

 private:
  // A column or a table that is left out would be missed by the application; where a line of the
  // configuration keeps it, somebody must decide.  What no line helps is a note.
  [[nodiscard]] status refuse_what_a_mapping_keeps() const {
    rendition_target target = request_.target;
    target.mapping = request_.mapping;
    const schema_model none;
    TENANTRY_TRY(const auto creation, diff_schemas(none, request_.declared, {{}, false}));
    TENANTRY_TRY(const rendered_changes rendered, render_changes(target, none, creation));
    std::vector<std::string> lines;
    error refusal;
    for (const dialect_gap_note &gap : rendered.gaps) {
      const schema_change &change = creation[gap.change];
      const std::string line = find_way_out(target, {{}, request_.declared.enums}, change);
      if (line.empty()) continue;
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
      refusal.details.emplace_back(describe_change(change), gap.why);
    }
    if (lines.empty()) return {};
    const auto &[what, why] = refusal.details.front();
    refusal.category = category::unsupported;
    refusal.message = fmt::format("{} has no form for what is declared, and nothing was run: {}: {}",
                                  target.dialect(), what, why);
    refusal.next = fmt::format("say in tenantry.toml what stands for it: {}", fmt::join(lines, " and "));
    return fail(std::move(refusal));
  }

  // Is some of the difference in texts alone, which the server may have rewritten?
  result<bool> differs_in_words() {
    if (made_.changes.empty()) return false;
    TENANTRY_TRY(const auto without,
                 diff_schemas(sdk::comparable(now_), sdk::comparable(wanted_), {renames_, false}));
    return without.size() != made_.changes.size();
  }

  status settle_words() {
    TENANTRY_TRY(const script body, parse_script(made_.script, "the plan", on_.through()));
    schema_model after;
    const auto look = [&]() -> status {
      TENANTRY_TRY(const live_schema seen, read_live(on_, request_.target, request_.scope, limits_));
      TENANTRY_TRY(after, project_schema(request_.target, seen.schema));
      return {};
    };
    auto tried = try_direct(on_, body, request_.engine, look, limits_);
    if (tried) {
      wanted_ = std::move(after);
    } else if (on_.broken() || tried.error().category == category::cancelled) {
      return fail(while_doing(std::move(tried).error(), "trying the plan in a transaction"));
    } else if (tried.error().category == category::unsupported) {
      settled both = settle_texts(now_, std::move(wanted_), "the server keeps its text in words of its own");
      for (const uncompared &one : both.not_compared)
        made_.notes.push_back(fmt::format("{}: not compared: {}", one.object, one.why));
      wanted_ = std::move(both.declared);
    } else {
      log_info("the plan was tried in a transaction and failed there: " + tried.error().message);
      return {};  // the run fails in the same way, and tells
    }
    TENANTRY_TRY(made_.changes, diff_schemas(now_, wanted_, {renames_, false}));
    return write();
  }

  status write() {
    made_.statements.clear();
    made_.script.clear();
    std::vector<schema_change> steps;
    for (author_step &one : plan_steps(made_.changes, request_.target, {false, false, false}, backfills_))
      steps.push_back(std::move(one.change));
    TENANTRY_TRY(const rendered_changes rendered, render_changes(request_.target, now_, steps));
    if (!rendered.gaps.empty()) {
      const dialect_gap_note &first = rendered.gaps.front();
      return fail(category::unsupported,
                  fmt::format("{} cannot express this: {}: {}", request_.target.dialect(),
                              describe_change(steps[first.change]), first.why),
                  "make the change another way, or by hand in a migration (generate --custom)");
    }
    std::vector<sql_piece> pieces;
    for (const rendered_statement &one : rendered.statements) {
      made_.statements.push_back(
          {one.sql, one.loss.empty() ? text_lost(steps, steps[one.change]) : one.loss});
      pieces.push_back({one.sql});
    }
    TENANTRY_TRY(made_.script, write_script(pieces));
    return {};
  }

  session &on_;
  const push_request &request_;
  const call_limits &limits_;
  const std::vector<told_rename> renames_;
  const std::vector<backfill> backfills_;
  schema_model now_, wanted_;
  push_plan made_;
};

}  // namespace

std::vector<std::string> push_plan::losses() const {
  std::vector<std::string> all;
  for (const push_statement &one : statements)
    if (!one.loss.empty() && std::find(all.begin(), all.end(), one.loss) == all.end())
      all.push_back(one.loss);
  return all;
}

result<push_plan> plan_push(session &on, const push_request &request, const call_limits &limits) {
  return planner(on, request, limits).plan();
}

}  // namespace tenantry
