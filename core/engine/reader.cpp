#include "core/engine/reader.hpp"

namespace tenantry {
namespace {

// Answers of the up to three questions, in this order: identity, own history, Drizzle's rows.
struct answers {
  std::optional<item_result> who, own, drizzle;
};

result<answers> ask_in_one_trip(session &s, const engine_sql &sql, bool and_who, const call_limits &limits) {
  const bool who = and_who && s.has_admin();
  std::vector<batch_item> items;
  if (who) items.push_back({.sql = {}, .params = {}, .guard = false, .identity = true});
  items.push_back({.sql = sql.own.select_sql(), .params = sql.own.select_parameters()});
  if (sql.drizzle) items.push_back({.sql = sql.drizzle->select_sql(), .params = {}});
  TENANTRY_TRY(auto results, s.run_batch(items, limits));
  answers got;
  std::size_t at = 0;
  if (who) got.who = std::move(results[at++]);
  got.own = std::move(results[at++]);
  if (sql.drizzle) got.drizzle = std::move(results[at]);
  return got;
}

result<item_result> ask(session &s, const std::string &text, const std::vector<cell> &parameters,
                        const call_limits &limits) {
  item_result answer;
  answer.ran = true;
  auto got = s.query(text, parameters, limits);
  if (got) {
    answer.data = std::move(*got);
  } else if (s.broken()) {
    return fail(std::move(got).error());
  } else {
    answer.failure = std::move(got).error();
  }
  return answer;
}

result<answers> ask_one_by_one(session &s, const engine_sql &sql, const call_limits &limits) {
  answers got;
  TENANTRY_TRY(got.own, ask(s, sql.own.select_sql(), sql.own.select_parameters(), limits));
  if (sql.drizzle) {
    TENANTRY_TRY(got.drizzle, ask(s, sql.drizzle->select_sql(), {}, limits));
  }
  return got;
}

status take_identity(session &s, const std::optional<item_result> &who, inspection &seen,
                     const call_limits &limits) {
  if (!s.has_admin()) return {};
  if (who && who->failure) return fail(while_doing(*who->failure, "asking the server who it is"));
  auto found = who ? session::to_identity(who->data) : s.identify(limits);
  if (!found) return fail(while_doing(std::move(found).error(), "asking the server who it is"));
  seen.server = std::move(*found);
  seen.knows_server = true;
  return {};
}

status take_history(const item_result &own, inspection &seen) {
  if (own.failure && is_missing_table(*own.failure)) return {};
  if (own.failure) return fail(while_doing(*own.failure, "reading tenantry's history"));
  seen.history_exists = true;
  TENANTRY_TRY(const auto events, bookkeeping::to_events(own.data));
  TENANTRY_TRY(seen.history, fold(events));
  return {};
}

status take_drizzle(const item_result &rows_of, inspection &seen, const engine_options &options) {
  if (rows_of.failure && is_missing_table(*rows_of.failure)) {
    seen.drizzle_counts = options.drizzle == drizzle_mode::on;
    return {};
  }
  if (rows_of.failure) return fail(while_doing(*rows_of.failure, "reading Drizzle's history"));
  TENANTRY_TRY(seen.drizzle, drizzle_table::to_history(rows_of.data));
  seen.drizzle_counts = true;
  return {};
}

status take_histories(const answers &got, inspection &seen, const engine_options &options) {
  TENANTRY_TRY_VOID(take_history(*got.own, seen));
  if (got.drizzle) TENANTRY_TRY_VOID(take_drizzle(*got.drizzle, seen, options));
  return {};
}

}  // namespace

result<engine_sql> make_engine_sql(const adapter &a, const compiled_folder &folder,
                                   const engine_options &options) {
  TENANTRY_TRY(auto own, bookkeeping::make(a, options));
  engine_sql sql{std::move(own), std::nullopt};
  if (folder.base && options.drizzle != drizzle_mode::off) {
    TENANTRY_TRY(sql.drizzle, drizzle_table::make(a, folder.dialect, options));
  }
  return sql;
}

result<inspection> read_database(session &s, const engine_sql &sql, const engine_options &options,
                                 const call_limits &limits) {
  inspection seen;
  answers got;
  if (s.has_batch()) {
    TENANTRY_TRY(got, ask_in_one_trip(s, sql, true, limits));
    TENANTRY_TRY_VOID(take_identity(s, got.who, seen, limits));
  } else {  // identity first: an adapter that was told while it opened need not ask again
    TENANTRY_TRY_VOID(take_identity(s, {}, seen, limits));
    TENANTRY_TRY(got, ask_one_by_one(s, sql, limits));
  }
  TENANTRY_TRY_VOID(take_histories(got, seen, options));
  return seen;
}

result<inspection> read_history(session &s, const engine_sql &sql, const engine_options &options,
                                const call_limits &limits) {
  inspection seen;
  TENANTRY_TRY(const answers got,
               s.has_batch() ? ask_in_one_trip(s, sql, false, limits) : ask_one_by_one(s, sql, limits));
  TENANTRY_TRY_VOID(take_histories(got, seen, options));
  return seen;
}

status plan_database(inspection &seen, const compiled_folder &folder, const engine_options &options) {
  pending_options wanted;
  wanted.order = options.order;
  wanted.drizzle = seen.drizzle_counts;
  wanted.to = options.to;
  wanted.track = options.track;
  TENANTRY_TRY(seen.pending, find_pending(folder, seen.history, seen.drizzle, wanted));
  return {};
}

}  // namespace tenantry
