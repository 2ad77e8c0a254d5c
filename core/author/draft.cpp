#include "core/author/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/author/names.hpp"
#include "core/base/uuid.hpp"
#include "core/schema/diff.hpp"

namespace tenantry {
namespace {

std::vector<told_rename> turned(const std::vector<told_rename> &renames) {
  std::vector<told_rename> made;
  for (const told_rename &one : renames)
    if (!one.to.empty()) made.push_back({one.to, one.from, one.text});
  return made;
}

// The way back leads through tables that the way there came through: those stand once, in memory and in what
// adapters are asked.
void share_tables(const std::vector<schema_change> &there, std::vector<schema_change> &back) {
  std::map<object_place, std::vector<table_ref>> known;
  for (const schema_change &change : there)
    for (const table_ref &table : {change.before, change.after}) {
      if (!table) continue;
      auto &same_name = known[{table->schema, table->name}];
      if (std::find(same_name.begin(), same_name.end(), table) == same_name.end()) same_name.push_back(table);
    }
  std::map<table_ref, table_ref> shared;
  const auto share = [&](table_ref &table) {
    if (!table) return;
    const auto [found, fresh] = shared.try_emplace(table, table);
    if (fresh)
      for (const table_ref &one : known[{table->schema, table->name}])
        if (*one == *table) found->second = one;
    table = found->second;
  };
  for (schema_change &change : back) {
    share(change.before);
    share(change.after);
  }
}

class drafter {
 public:
  explicit drafter(const draft_request &request) : request_(request) {}

  result<migration_draft> draft() {
    const schema_model &before = request_.newest.schema, &after = request_.declared.schema;
    TENANTRY_TRY(made_.changes, diff_schemas(before, after, {request_.renames, true}));
    if (made_.changes.empty()) return std::move(made_);
    TENANTRY_TRY_VOID(check_backfills(made_.changes, request_.backfills));
    for (std::size_t at = 0; at < request_.targets.size(); ++at)
      TENANTRY_TRY_VOID(check_names(after, request_.targets[at], at == 0));
    TENANTRY_TRY_VOID(draft_renditions());
    made_.risks = find_risks(made_.changes, request_.forms, request_.targets.front(), request_.backfills);
    made_.snapshot = next_snapshot();
    return std::move(made_);
  }

 private:
  status draft_renditions() {
    rendition_request wanted{&request_.newest.schema, &request_.declared.schema, made_.changes, {},
                             request_.forms,          request_.backfills};
    auto reverse =
        diff_schemas(request_.declared.schema, request_.newest.schema, {turned(request_.renames), false});
    if (reverse) wanted.reverse = std::move(*reverse);
    share_tables(wanted.changes, wanted.reverse);
    table_texts texts;
    for (const rendition_target &target : request_.targets) {
      TENANTRY_TRY(drafted_rendition one, draft_rendition(target, wanted, texts));
      if (!reverse) {
        one.down.clear();
        one.no_down = reverse.error().message;
      }
      made_.renditions.push_back(std::move(one));
    }
    TENANTRY_TRY_VOID(check_base(made_.renditions.front()));
    drop_served();
    return {};
  }

  // The journal demands a file of the base dialect, and it must be whole.
  static status check_base(const drafted_rendition &base) {
    if (base.gaps.empty()) return {};
    error e = make_error(category::bad_config,
                         fmt::format("{} cannot be written for {}: {}", base.gaps.front().change,
                                     base.dialect, base.gaps.front().why),
                         "make the change in two steps that it can express, or another way");
    for (const drafted_gap &gap : base.gaps) e.details.emplace_back(gap.change, gap.why);
    return fail(std::move(e));
  }

  // mariadb's file is left out where it says what mysql's says, which serves it.
  void drop_served() {
    std::vector<drafted_rendition> kept;
    for (std::size_t at = 0; at < made_.renditions.size(); ++at) {
      const drafted_rendition &one = made_.renditions[at];
      const auto &chain = request_.targets[at].chain;
      const bool served =
          std::any_of(made_.renditions.begin(), made_.renditions.end(), [&](const drafted_rendition &other) {
            return &other != &one && other.sql == one.sql && other.down == one.down && other.gaps.empty() &&
                   std::find(chain.begin() + 1, chain.end(), other.dialect) != chain.end();
          });
      if (served)
        made_.served_by_fallback.push_back(one.dialect);
      else
        kept.push_back(one);
    }
    made_.renditions = std::move(kept);
  }

  [[nodiscard]] std::string next_snapshot() const {
    drizzle_snapshot next;
    next.id = random_uuid();
    next.parent = request_.newest.id;
    next.schema = request_.declared.schema;
    next.texts =
        carry_texts(request_.newest.schema, request_.newest.texts, next.schema, request_.declared.texts);
    return write_drizzle_snapshot(next);
  }

  const draft_request &request_;
  migration_draft made_;
};

}  // namespace

result<migration_draft> draft_migration(const draft_request &request) {
  return drafter(request).draft();
}

new_migration to_new_migration(const migration_draft &draft, std::string name, std::int64_t now_ms) {
  new_migration made;
  made.name = std::move(name);
  made.now_ms = now_ms;
  made.snapshot = draft.snapshot;
  for (const drafted_rendition &one : draft.renditions) {
    (one.gaps.empty() ? made.sql : made.drafts)[one.dialect] = one.sql;
    if (!one.down.empty()) made.downs[one.dialect] = one.down;
  }
  return made;
}

}  // namespace tenantry
