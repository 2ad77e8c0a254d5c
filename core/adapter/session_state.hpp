#pragma once
// What stands behind tenantry::session; for this room alone.
#include "core/adapter/adapter_state.hpp"
#include "core/adapter/call.hpp"
#include "core/adapter/home_thread.hpp"
#include "core/adapter/rows.hpp"
#include "core/adapter/session.hpp"

namespace tenantry {

struct session::state {
  const adapter &through;
  adapter::state &with;
  secrets hidden;
  tnt_conn *connection = nullptr;  // nullptr: closed, or handed to the canceller
  std::string ended_by;            // why the session is broken
  bool broken = false;
  std::vector<std::string> notices;
  std::vector<tnt_cell> cells;        // parameters of the call under way; kept for its memory
  std::unique_ptr<home_thread> home;  // of a thread-affine adapter

  state(const adapter &a, adapter::state &w, const secrets &h) : through(a), with(w), hidden(h) {
    if (w.affine) home = std::make_unique<home_thread>();
  }
  ~state();
  state(const state &) = delete;
  state &operator=(const state &) = delete;

  template <class Function>
  auto at_home(Function &&function) {
    if (!home) return function();
    decltype(function()) answer{};
    home->run([&] { answer = function(); });
    return answer;
  }

  // One call: function(connection, call scope) -> tnt_status.  Ends the connection when the adapter says that
  // it timed out, was stopped, or lost the line.
  template <class Function>
  status call(const call_limits &limits, call_scope &scope, Function &&function) {
    TENANTRY_TRY_VOID(ready(limits));
    TENANTRY_TRY([[maybe_unused]] const serial_gate::pass alone, with.gate.enter(limits));
    const tnt_status answer = at_home([&] { return scope.run([&] { return function(connection); }); });
    return finish(scope, answer);
  }
  template <class Function>
  status call(const call_limits &limits, Function &&function) {
    call_scope scope(limits, hidden);
    return call(limits, scope, [&](tnt_conn *c) { return function(c, scope.raw(), scope.raw_error()); });
  }
  // A call that gives rows.
  template <class Function>
  result<rows> ask(const call_limits &limits, Function &&function) {
    call_scope scope(limits, hidden);
    rows out;
    row_sink sink(scope.guard(), out);
    TENANTRY_TRY_VOID(call(
        limits, scope, [&](tnt_conn *c) { return function(c, scope.raw(), sink.raw(), scope.raw_error()); }));
    return out;
  }

  status ready(const call_limits &limits);
  status finish(call_scope &scope, tnt_status answer);
  void end_connection(const error &e);
  // An extension that the adapter lacks.
  [[nodiscard]] error lacks(std::string_view extension) const;
};

tnt_begin to_begin(const transaction_options &options);

}  // namespace tenantry
