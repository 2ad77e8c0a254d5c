#include "core/adapter/session.hpp"

#include <fmt/format.h>

#include "core/adapter/session_state.hpp"
#include "core/base/log.hpp"

namespace tenantry {
namespace {

// The contract gives cancel one second; the rest is for those who queue before us.
constexpr milliseconds cancel_patience{5000};

bool ends_connection(category c) {
  return c == category::timeout || c == category::cancelled || c == category::connection_lost;
}

std::int64_t to_nanoseconds(milliseconds duration) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
}

}  // namespace

tnt_begin to_begin(const transaction_options &options) {
  std::uint32_t flags = options.read_only ? TNT_TX_READ_ONLY : TNT_TX_WRITE;
  if (options.rebuild) flags |= TNT_TX_REBUILD;
  if (options.relaxed) flags |= TNT_TX_RELAXED;
  return {sizeof(tnt_begin), flags, to_nanoseconds(options.lock_timeout),
          to_nanoseconds(options.statement_timeout), to_tnt(options.lock_name)};
}

session::state::~state() {
  if (connection == nullptr) return;
  const auto alone = with.gate.enter();
  at_home([this] {
    with.table.close(connection);
    return 0;
  });
}

status session::state::ready(const call_limits &limits) {
  notices.clear();
  if (broken)
    return fail(category::connection_lost, fmt::format("the connection is closed: {}", ended_by),
                "open a new session and ask the database what took effect");
  if (auto problem = check_limits(limits)) return fail(std::move(*problem));
  return {};
}

status session::state::finish(call_scope &scope, tnt_status answer) {
  scope.take_notices(notices, answer == TNT_OK);
  if (answer == TNT_OK) {
    scope.guard().rethrow();
    return {};
  }
  error e = scope.take_error(answer, with.about.id);
  if (ends_connection(e.category)) end_connection(e);
  scope.guard().rethrow();
  return fail(std::move(e));
}

void session::state::end_connection(const error &e) {
  broken = true;
  ended_by = e.message;
  tnt_conn *ended = std::exchange(connection, nullptr);
  const auto then = home ? canceller::then::leave_open : canceller::then::close;
  if (!with.ender.end(ended, then, cancel_patience)) {
    log_warn(fmt::format("adapter \"{}\" did not end a statement within {} ms; its connection is left to it",
                         with.about.id, cancel_patience.count()));
  } else if (home) {
    home->run([&] { with.table.close(ended); });
  }
}

error session::state::lacks(std::string_view extension) const {
  return make_error(category::unsupported,
                    fmt::format("adapter \"{}\" has no \"{}\"", with.about.id, extension));
}

session::session(std::unique_ptr<state> s) : state_(std::move(s)) {}
session::session(session &&) noexcept = default;
session &session::operator=(session &&) noexcept = default;
session::~session() = default;

result<session> session::open(const adapter &a, const session_config &config, const call_limits &limits) {
  auto opened = std::make_unique<state>(a, *a.state_, config.hidden);
  std::vector<tnt_field> fields;
  fields.reserve(config.fields.size());
  for (const auto &[key, value] : config.fields) fields.push_back({to_tnt(key), to_tnt(value)});

  TENANTRY_TRY_VOID(opened->ready(limits));
  TENANTRY_TRY([[maybe_unused]] const serial_gate::pass alone, opened->with.gate.enter(limits));
  call_scope scope(limits, opened->hidden);
  tnt_conn *connection = nullptr;
  const tnt_status answer = opened->at_home([&] {
    return scope.run([&] {
      return a.table().open(scope.raw(), fields.data(), fields.size(), &connection, scope.raw_error());
    });
  });
  scope.take_notices(opened->notices, answer == TNT_OK);
  // What a failed open left in `connection` is not ours.
  if (answer != TNT_OK) return fail(scope.take_error(answer, a.about().id));
  if (connection == nullptr)
    return fail(category::internal,
                fmt::format("adapter \"{}\" opened a connection and gave none", a.about().id));
  opened->connection = connection;
  return session(std::move(opened));
}

const adapter &session::through() const {
  return state_->through;
}
bool session::broken() const {
  return state_->broken;
}
const secrets &session::hidden() const {
  return state_->hidden;
}
const std::vector<std::string> &session::notices() const {
  return state_->notices;
}

status session::ping(const call_limits &limits) {
  return state_->call(limits, [&](tnt_conn *c, const tnt_call *call, tnt_error *e) {
    return state_->with.table.ping(c, call, e);
  });
}

result<rows> session::query(std::string_view sql, const std::vector<cell> &params,
                            const call_limits &limits) {
  state_->cells.clear();
  to_cells(params, state_->cells);
  return state_->ask(limits, [&](tnt_conn *c, const tnt_call *call, const tnt_sink *sink, tnt_error *e) {
    return state_->with.table.execute(c, call, to_tnt(sql), state_->cells.data(), state_->cells.size(), sink,
                                      e);
  });
}

status session::stream(std::string_view sql, const std::vector<cell> &params, const row_callback &each,
                       const call_limits &limits) {
  state_->cells.clear();
  to_cells(params, state_->cells);
  call_scope scope(limits, state_->hidden);
  rows header;
  row_sink sink(scope.guard(), header, &each);
  return state_->call(limits, scope, [&](tnt_conn *c) {
    return state_->with.table.execute(c, scope.raw(), to_tnt(sql), state_->cells.data(), state_->cells.size(),
                                      sink.raw(), scope.raw_error());
  });
}

status session::begin(const transaction_options &options, const call_limits &limits) {
  const tnt_begin begin = to_begin(options);
  return state_->call(limits, [&](tnt_conn *c, const tnt_call *call, tnt_error *e) {
    return state_->with.table.begin(c, call, &begin, e);
  });
}

status session::commit(const call_limits &limits) {
  return state_->call(limits, [&](tnt_conn *c, const tnt_call *call, tnt_error *e) {
    return state_->with.table.commit(c, call, e);
  });
}

status session::rollback(const call_limits &limits) {
  return state_->call(limits, [&](tnt_conn *c, const tnt_call *call, tnt_error *e) {
    return state_->with.table.rollback(c, call, e);
  });
}

session::transaction session::transaction_state() {
  if (state_->broken) return transaction::unknown;
  const auto alone = state_->with.gate.enter();
  const std::int32_t answer =
      state_->at_home([&] { return state_->with.table.transaction_state(state_->connection); });
  switch (answer) {
    case TNT_TX_IDLE:
      return transaction::idle;
    case TNT_TX_ACTIVE:
      return transaction::active;
    case TNT_TX_FAILED:
      return transaction::failed;
    default:
      return transaction::unknown;
  }
}

status session::set_limits(const transaction_options *or_null, const call_limits &limits) {
  tnt_begin begin{};
  if (or_null != nullptr) begin = to_begin(*or_null);
  return state_->call(limits, [&](tnt_conn *c, const tnt_call *call, tnt_error *e) {
    return state_->with.table.session_limits(c, call, or_null != nullptr ? &begin : nullptr, e);
  });
}

}  // namespace tenantry
