// What a session can do beyond the plain table: batch, lock, admin, diagnose, probe.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/adapter/session.hpp"
#include "core/adapter/session_state.hpp"

namespace tenantry {
namespace {

// Text of a named column; "" where the column is absent or NULL.
std::string text_at(const rows &r, const row &one, std::string_view column) {
  const auto at = r.column(column);
  return at && *at < one.size() ? as_text(one[*at]).value_or("") : std::string();
}

std::optional<bool> flag_at(const rows &r, const row &one, std::string_view column) {
  const auto at = r.column(column);
  return at && *at < one.size() ? as_bool(one[*at]) : std::nullopt;
}

// The cells of all items stand in one vector, so that no item needs memory of its own.
std::vector<tnt_item> to_items(const std::vector<batch_item> &items, std::vector<tnt_cell> &cells) {
  cells.clear();
  for (const batch_item &item : items) to_cells(item.params, cells);
  std::vector<tnt_item> out;
  out.reserve(items.size());
  const tnt_cell *next = cells.data();
  for (const batch_item &item : items) {
    std::uint32_t flags = 0;
    if (item.guard) flags |= TNT_ITEM_GUARD;
    if (item.identity) flags |= TNT_ITEM_IDENTITY;
    out.push_back({to_tnt(item.sql), item.params.empty() ? nullptr : next, item.params.size(), flags, 0});
    next += item.params.size();
  }
  return out;
}

result<probe_answer> parse_probe(std::int32_t state, const std::string &document,
                                 std::string_view adapter_id) {
  const auto bad = [&](std::string_view what) {
    return fail(category::internal, fmt::format("adapter \"{}\" answered a probe with {}", adapter_id, what));
  };
  probe_answer answer;
  if (state < TNT_PROBE_DONE || state > TNT_PROBE_REPEATABLE)
    return bad(fmt::format("the unknown state {}", state));
  answer.state = static_cast<probe_state>(state);
  if (document.empty()) return answer;
  const auto json = nlohmann::json::parse(document, nullptr, false);
  if (!json.is_object()) return bad("a document that is not a JSON object");
  if (const auto why = json.find("why"); why != json.end() && why->is_string())
    answer.why = why->get<std::string>();
  const auto list = json.find("clean_up");
  if (list == json.end()) return answer;
  if (!list->is_array()) return bad("a \"clean_up\" that is not a list");
  for (const auto &sql : *list) {
    if (!sql.is_string()) return bad("a \"clean_up\" that holds something else than texts");
    answer.clean_up.push_back(sql.get<std::string>());
  }
  return answer;
}

}  // namespace

bool session::has_batch() const {
  return state_->with.extensions.has_batch;
}

result<std::vector<item_result>> session::run_batch(const std::vector<batch_item> &items,
                                                    const call_limits &limits) {
  if (!has_batch()) return fail(state_->lacks(TNT_EXT_BATCH));
  const std::vector<tnt_item> theirs = to_items(items, state_->cells);
  std::vector<item_result> results(items.size());
  call_scope scope(limits, state_->hidden);
  batch_sink sink(scope, state_->with.about.id, results);
  TENANTRY_TRY_VOID(state_->call(limits, scope, [&](tnt_conn *c) {
    return state_->with.extensions.batch.run(c, scope.raw(), nullptr, theirs.data(), theirs.size(),
                                             sink.raw(), batch_sink::take_done, &sink, scope.raw_error());
  }));
  return results;
}

result<std::vector<item_result>> session::run_transaction(const transaction_options &options,
                                                          const std::vector<batch_item> &items,
                                                          const call_limits &limits) {
  if (!has_batch()) return fail(state_->lacks(TNT_EXT_BATCH));
  const tnt_begin begin = to_begin(options);
  const std::vector<tnt_item> theirs = to_items(items, state_->cells);
  std::vector<item_result> results(items.size());
  call_scope scope(limits, state_->hidden);
  batch_sink sink(scope, state_->with.about.id, results);
  status ran = state_->call(limits, scope, [&](tnt_conn *c) {
    return state_->with.extensions.batch.run(c, scope.raw(), &begin, theirs.data(), theirs.size(), sink.raw(),
                                             batch_sink::take_done, &sink, scope.raw_error());
  });
  if (ran) return results;
  error e = std::move(ran).error();
  e.statement = sink.first_failed();
  // The details of the statement that failed were told before its done, and went with it.
  if (e.details.empty() && e.statement != 0) e.details = results[e.statement - 1].failure->details;
  return fail(std::move(e));
}

bool session::has_lock() const {
  return state_->with.extensions.has_lock;
}

status session::try_lock(std::string_view name, const call_limits &limits) {
  if (!has_lock()) return fail(state_->lacks(TNT_EXT_LOCK));
  return state_->call(limits, [&](tnt_conn *c, const tnt_call *call, tnt_error *e) {
    return state_->with.extensions.lock.try_acquire(c, call, to_tnt(name), e);
  });
}

status session::unlock(std::string_view name, const call_limits &limits) {
  if (!has_lock()) return fail(state_->lacks(TNT_EXT_LOCK));
  return state_->call(limits, [&](tnt_conn *c, const tnt_call *call, tnt_error *e) {
    return state_->with.extensions.lock.release(c, call, to_tnt(name), e);
  });
}

result<rows> session::lock_holder(std::string_view name, const call_limits &limits) {
  if (!has_lock()) return fail(state_->lacks(TNT_EXT_LOCK));
  return state_->ask(limits, [&](tnt_conn *c, const tnt_call *call, const tnt_sink *sink, tnt_error *e) {
    return state_->with.extensions.lock.holder(c, call, to_tnt(name), sink, e);
  });
}

bool session::has_admin() const {
  return state_->with.extensions.has_admin;
}

result<identity> session::identify(const call_limits &limits) {
  if (!has_admin()) return fail(state_->lacks(TNT_EXT_ADMIN));
  TENANTRY_TRY(const rows answer, state_->ask(limits, [&](tnt_conn *c, const tnt_call *call,
                                                          const tnt_sink *sink, tnt_error *e) {
    return state_->with.extensions.admin.identify(c, call, sink, e);
  }));
  return to_identity(answer);
}

result<identity> session::to_identity(const rows &r) {
  if (r.data.size() != 1)
    return fail(
        category::internal,
        fmt::format("the adapter answered \"who are you\" with {} rows instead of one", r.data.size()));
  const row &one = r.data.front();
  identity who;
  who.server = text_at(r, one, "server");
  who.database = text_at(r, one, "database");
  who.session = text_at(r, one, "session");
  who.version = text_at(r, one, "version");
  who.flavour = text_at(r, one, "flavour");
  who.writable = flag_at(r, one, "writable").value_or(true);
  who.pooled = flag_at(r, one, "pooled").value_or(false);
  return who;
}

result<bool> session::database_exists(std::string_view database, const call_limits &limits) {
  if (!has_admin()) return fail(state_->lacks(TNT_EXT_ADMIN));
  std::int32_t yes = 0;
  TENANTRY_TRY_VOID(state_->call(limits, [&](tnt_conn *c, const tnt_call *call, tnt_error *e) {
    return state_->with.extensions.admin.exists(c, call, to_tnt(database), &yes, e);
  }));
  return yes != 0;
}

status session::create_database(std::string_view database, const call_limits &limits) {
  if (!has_admin()) return fail(state_->lacks(TNT_EXT_ADMIN));
  return state_->call(limits, [&](tnt_conn *c, const tnt_call *call, tnt_error *e) {
    return state_->with.extensions.admin.create(c, call, to_tnt(database), nullptr, 0, e);
  });
}

status session::drop_database(std::string_view database, bool end_sessions, const call_limits &limits) {
  if (!has_admin()) return fail(state_->lacks(TNT_EXT_ADMIN));
  return state_->call(limits, [&](tnt_conn *c, const tnt_call *call, tnt_error *e) {
    return state_->with.extensions.admin.drop(c, call, to_tnt(database), end_sessions ? 1 : 0, e);
  });
}

bool session::has_diagnose() const {
  return state_->with.extensions.has_diagnose;
}

result<std::vector<blocker>> session::blockers(std::string_view victim_session, const call_limits &limits) {
  if (!has_diagnose()) return fail(state_->lacks(TNT_EXT_DIAGNOSE));
  TENANTRY_TRY(const rows answer, state_->ask(limits, [&](tnt_conn *c, const tnt_call *call,
                                                          const tnt_sink *sink, tnt_error *e) {
    return state_->with.extensions.diagnose.blockers(c, call, to_tnt(victim_session), sink, e);
  }));
  std::vector<blocker> all;
  for (const row &one : answer.data) {
    const auto text = [&](std::string_view column) { return clean(text_at(answer, one, column), hidden()); };
    all.push_back(
        {text("session"), text("user"), text("application"), text("state"), text("since"), text("query")});
  }
  return all;
}

bool session::has_probe() const {
  return state_->with.extensions.has_probe;
}

result<probe_answer> session::probe(std::string_view sql, const call_limits &limits) {
  if (!has_probe()) return fail(state_->lacks(TNT_EXT_DIALECT));
  call_scope scope(limits, state_->hidden);
  text_sink document(scope.guard());
  std::int32_t answer = 0;
  TENANTRY_TRY_VOID(state_->call(limits, scope, [&](tnt_conn *c) {
    return state_->with.extensions.dialect.probe(c, scope.raw(), to_tnt(sql), &answer, document.raw(),
                                                 scope.raw_error());
  }));
  return parse_probe(answer, document.take(), state_->with.about.id);
}

result<std::string> session::introspect(std::string_view request, const call_limits &limits) {
  if (!state_->with.extensions.has_introspect) return fail(state_->lacks(TNT_EXT_DIALECT));
  call_scope scope(limits, state_->hidden);
  text_sink document(scope.guard());
  TENANTRY_TRY_VOID(state_->call(limits, scope, [&](tnt_conn *c) {
    return state_->with.extensions.dialect.introspect(c, scope.raw(), to_tnt(request), document.raw(),
                                                      scope.raw_error());
  }));
  return document.take();
}

}  // namespace tenantry
