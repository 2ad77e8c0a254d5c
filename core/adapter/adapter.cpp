#include <fmt/format.h>

#include "core/adapter/adapter_state.hpp"
#include "core/adapter/call.hpp"
#include "core/adapter/rows.hpp"

namespace tenantry {
namespace {

const call_limits no_limits;
const secrets no_secrets;

// Runs one function that needs no connection.
template <class Function>
status ask(const manifest &about, call_scope &scope, Function &&function) {
  const tnt_status answer = scope.run(function);
  scope.guard().rethrow();
  if (answer == TNT_OK) return {};
  return fail(scope.take_error(answer, about.id));
}

template <class Function>
result<std::string> ask_text(const manifest &about, Function &&function) {
  call_scope scope(no_limits, no_secrets);
  text_sink text(scope.guard());
  TENANTRY_TRY_VOID(ask(about, scope, [&] { return function(scope, text.raw()); }));
  return text.take();
}

piece to_piece(const tnt_piece &theirs) {
  const auto has = [&](std::uint32_t flag) { return (theirs.flags & flag) != 0; };
  piece p;
  p.begin = theirs.begin;
  p.end = theirs.end;
  p.no_transaction = has(TNT_PIECE_NO_TRANSACTION);
  p.transaction_control = has(TNT_PIECE_TX_CONTROL);
  p.commit = has(TNT_PIECE_COMMIT);
  p.implicit_commit = has(TNT_PIECE_IMPLICIT_COMMIT);
  p.before_begin = has(TNT_PIECE_BEFORE_BEGIN);
  p.commit_after = has(TNT_PIECE_COMMIT_AFTER);
  p.long_wait = has(TNT_PIECE_LONG_WAIT);
  p.repeat = theirs.repeat;
  p.used_as = std::string(to_view(theirs.used_as));
  return p;
}

struct piece_reader {
  callback_guard &guard;
  std::size_t script_size;
  const std::function<bool(piece &&)> &each;
  std::size_t end = 0;  // of the last piece
  bool out_of_order = false, stopped = false;

  static tnt_status take(void *data, const tnt_piece *theirs) {
    auto &self = *static_cast<piece_reader *>(data);
    return self.guard.run([&]() -> tnt_status {
      self.out_of_order =
          theirs->begin < self.end || theirs->end < theirs->begin || theirs->end > self.script_size;
      if (self.out_of_order) return TNT_INTERNAL;
      self.end = theirs->end;
      self.stopped = !self.each(to_piece(*theirs));
      return self.stopped ? TNT_INTERNAL : TNT_OK;
    });
  }
};

}  // namespace

adapter::adapter(std::unique_ptr<state> s) : state_(std::move(s)) {}
adapter::~adapter() = default;

const manifest &adapter::about() const {
  return state_->about;
}
bool adapter::has_trait(std::uint64_t trait) const {
  return (state_->table.traits & trait) == trait;
}
bool adapter::transactional_ddl() const {
  return has_trait(TNT_TRAIT_DDL_IN_TRANSACTION);
}
const tnt_adapter &adapter::table() const {
  return state_->table;
}
bool adapter::has_dialect() const {
  return state_->extensions.has_dialect;
}

result<std::vector<piece>> adapter::split(std::string_view script) const {
  std::vector<piece> pieces;
  TENANTRY_TRY_VOID(split(script, [&](piece &&one) {
    pieces.push_back(std::move(one));
    return true;
  }));
  return pieces;
}

status adapter::split(std::string_view script, const std::function<bool(piece &&)> &each) const {
  call_scope scope(no_limits, no_secrets);
  piece_reader reader{scope.guard(), script.size(), each};
  const status asked = ask(state_->about, scope, [&] {
    return state_->extensions.script.split(to_tnt(script), &reader, piece_reader::take, scope.raw_error());
  });
  if (reader.out_of_order)
    return fail(
        category::internal,
        fmt::format("adapter \"{}\" cut the script into pieces that overlap or leave it", state_->about.id));
  return reader.stopped ? status{} : asked;
}

result<std::string> adapter::quote(std::string_view identifier) const {
  return ask_text(state_->about, [&](call_scope &scope, const tnt_text_sink *sink) {
    return state_->extensions.script.quote(to_tnt(identifier), sink, scope.raw_error());
  });
}

result<std::string> adapter::describe(std::string_view target) const {
  return ask_text(state_->about, [&](call_scope &scope, const tnt_text_sink *sink) {
    return state_->extensions.dialect.describe(to_tnt(target), sink, scope.raw_error());
  });
}

result<std::string> adapter::render(std::string_view request) const {
  return ask_text(state_->about, [&](call_scope &scope, const tnt_text_sink *sink) {
    return state_->extensions.dialect.render(scope.raw(), to_tnt(request), sink, scope.raw_error());
  });
}

result<std::string> adapter::project(std::string_view request) const {
  return ask_text(state_->about, [&](call_scope &scope, const tnt_text_sink *sink) {
    return state_->extensions.dialect.project(scope.raw(), to_tnt(request), sink, scope.raw_error());
  });
}

}  // namespace tenantry
