#include "core/live/push_plan.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/comparable.hpp>

#include <algorithm>

#include "core/author/render.hpp"
#include "core/author/script_text.hpp"
#include "core/author/steps.hpp"
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

class planner {
 public:
  planner(session &on, const push_request &request, const call_limits &limits)
      : on_(on), request_(request), limits_(limits) {}

  result<push_plan> plan() {
    TENANTRY_TRY(now_, project_schema(request_.target, request_.live.schema));
    TENANTRY_TRY(wanted_, project_schema(request_.target, request_.declared, &made_.notes));
    TENANTRY_TRY(made_.changes, diff_schemas(now_, wanted_, {request_.renames, true}));
    TENANTRY_TRY_VOID(check_backfills(made_.changes, request_.backfills));
    TENANTRY_TRY(const bool only_words, differs_in_words());
    TENANTRY_TRY_VOID(write());
    if (only_words) TENANTRY_TRY_VOID(settle_words());
    return std::move(made_);
  }

 private:
  // Is some of the difference in texts alone, which the server may have rewritten?
  result<bool> differs_in_words() {
    if (made_.changes.empty()) return false;
    TENANTRY_TRY(const auto without,
                 diff_schemas(sdk::comparable(now_), sdk::comparable(wanted_), {request_.renames, false}));
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
      for (const std::string &one : take_texts_of(now_, wanted_))
        made_.notes.push_back(one + ": not compared: the server keeps its text in words of its own");
    } else {
      log_info("the plan was tried in a transaction and failed there: " + tried.error().message);
      return {};  // the run fails in the same way, and tells
    }
    TENANTRY_TRY(made_.changes, diff_schemas(now_, wanted_, {request_.renames, false}));
    return write();
  }

  status write() {
    made_.statements.clear();
    made_.script.clear();
    std::vector<schema_change> steps;
    for (author_step &one :
         plan_steps(made_.changes, request_.target, {false, false, false}, request_.backfills))
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
