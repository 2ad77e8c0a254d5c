// tenantry.batch/1 over libpq's pipeline mode: everything is queued, goes out together, and the answers are
// read while the rest is still being written, so that neither side waits for the other with full buffers.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <deque>

#include "connection.hpp"
#include "copy.hpp"
#include "identity.hpp"
#include "limits.hpp"
#include "prepared_text.hpp"

namespace tenantry::postgresql {
namespace {

// libpq writes at each sync: the cork keeps those small writes back until all of them are queued, so that the
// server (and a proxy that counts) sees one request.  A local socket has no cork and needs none.
class cork {
 public:
  explicit cork(PGconn *conn) : socket_(PQsocket(conn)) { set(1); }
  ~cork() { set(0); }
  cork(const cork &) = delete;
  cork &operator=(const cork &) = delete;

 private:
  void set(int on) const { ::setsockopt(socket_, IPPROTO_TCP, TCP_CORK, &on, sizeof on); }
  int socket_;
};

bool has(const tnt_item &item, std::uint32_t flag) {
  return (item.flags & flag) != 0;
}

std::vector<std::string> only_row(const std::vector<result_handle> &results) {
  if (results.empty() || PQntuples(results.front().get()) != 1)
    throw sdk::failure(TNT_INTERNAL, "the server did not say who it is");
  const PGresult *answer = results.front().get();
  const int width = PQnfields(answer);
  std::vector<std::string> row;
  row.reserve(static_cast<std::size_t>(width));
  for (int i = 0; i < width; ++i) row.emplace_back(PQgetvalue(answer, 0, i));
  return row;
}

// One run: its statements in order, each with what became of it before it was sent.
class batch_run {
 public:
  batch_run(line &on, const sdk::call &call, std::span<const tnt_item> items, sdk::row_writer &rows,
            const sdk::batch_report &report, identity_query identity);

  void independent();
  void transaction(const sdk::transaction_options &options);

 private:
  struct queued {
    std::string_view sql;
    std::optional<prepared_text> statement;  // none: it was refused here
    std::optional<sdk::failure> refused;
  };
  struct outcome {
    std::size_t index = 0;
    std::vector<result_handle> results;
    std::optional<sdk::failure> failed;
  };

  void prepare(const tnt_item &item);
  void send(const queued &one);
  void sync();
  outcome read_item(std::size_t i);
  outcome read_statement(const sent_statement &sent);
  outcome ask_identity_again(std::size_t i);
  void deliver(const outcome &done);
  void read_sync();
  std::optional<sdk::failure> read_transaction(const sdk::transaction_options &options,
                                               std::size_t own_before);
  [[nodiscard]] sdk::failure as_guard(std::size_t i, const sdk::failure &why) const;

  line &line_;
  const sdk::call &call_;
  std::span<const tnt_item> items_;
  sdk::row_writer &rows_;
  const sdk::batch_report &report_;
  std::string_view identity_;
  std::deque<queued> queue_;
};

batch_run::batch_run(line &on, const sdk::call &call, std::span<const tnt_item> items, sdk::row_writer &rows,
                     const sdk::batch_report &report, identity_query identity)
    : line_(on), call_(call), items_(items), rows_(rows), report_(report), identity_(identity_sql(identity)) {
  for (const tnt_item &item : items) prepare(item);
}

void batch_run::prepare(const tnt_item &item) {
  queued &one = queue_.emplace_back();
  one.sql = has(item, TNT_ITEM_IDENTITY) ? identity_ : sdk::view(item.sql);
  try {
    if (speaks_copy(one.sql)) throw copy_refused();
    one.statement.emplace(one.sql, std::span(item.params, item.n));
  } catch (const sdk::failure &why) {
    one.refused = why;
  }
}

void batch_run::send(const queued &one) {
  if (one.statement && !one.statement->send(line_.raw())) line_.raise_lost();
}

void batch_run::sync() {
  if (PQpipelineSync(line_.raw()) == 0) line_.raise_lost();
}

batch_run::outcome batch_run::read_statement(const sent_statement &sent) {
  outcome done;
  while (result_handle result = line_.next_result(call_)) {
    if (is_copy(result.get())) {  // one that speaks_copy did not see: there is no way back out of it
      line_.mark_broken();
      throw copy_refused().effect(sdk::effect::unknown);
    }
    if (!is_error(result.get())) {
      done.results.push_back(std::move(result));
    } else if (!done.failed) {
      done.failed = line_.failure_from(result.get(), sent, call_);
      if (line_.broken()) throw *done.failed;
    }
  }
  return done;
}

batch_run::outcome batch_run::read_item(std::size_t i) {
  const queued &one = queue_[i];
  outcome done;
  if (one.refused) {
    done.failed = one.refused;
  } else {
    done = read_statement({one.sql, one.statement->numbered(), false});
  }
  done.index = i;
  return done;
}

void batch_run::deliver(const outcome &done) {
  rows_.begin_item(done.index);
  if (has(items_[done.index], TNT_ITEM_IDENTITY) && !done.failed) {
    sdk::write_identity(rows_, read_identity(only_row(done.results), line_.raw()));
  } else {
    result_reader reader(rows_);
    for (const result_handle &result : done.results) reader.read(result.get());
  }
  if (done.failed) {
    report_.failed(done.index, *done.failed);
  } else {
    report_.succeeded(done.index);
  }
}

void batch_run::read_sync() {
  const result_handle result = line_.next_result(call_);
  if (result && PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) return;
  line_.raise_lost();
}

batch_run::outcome batch_run::ask_identity_again(std::size_t i) {
  send({"", prepared_text(identity_sql(identity_query::careful), {}), {}});
  sync();
  outcome done = read_statement({});
  read_sync();
  done.index = i;
  return done;
}

void batch_run::independent() {
  {
    const cork corked(line_.raw());
    for (const queued &one : queue_) {
      if (!one.statement) continue;
      send(one);
      sync();
    }
  }
  std::deque<outcome> held_back;  // behind an identity that has to be asked again: outcomes come in order
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    outcome done = read_item(i);
    if (queue_[i].statement) read_sync();
    const bool again =
        done.failed && has(items_[i], TNT_ITEM_IDENTITY) && needs_careful_identity(done.failed->sqlstate());
    if (again || !held_back.empty()) {
      held_back.push_back(std::move(done));
    } else {
      deliver(done);
    }
  }
  for (const outcome &done : held_back) {
    if (done.failed && has(items_[done.index], TNT_ITEM_IDENTITY)) {
      deliver(ask_identity_again(done.index));
    } else {
      deliver(done);
    }
  }
}

// A guard that fails means that another runner wrote first.
sdk::failure batch_run::as_guard(std::size_t i, const sdk::failure &why) const {
  const bool lost_the_race = why.sqlstate() == "23505" || why.sqlstate() == "22012";
  if (!has(items_[i], TNT_ITEM_GUARD) || !lost_the_race) return why;
  return sdk::failure(TNT_CONFLICT, "another runner was first: " + why.message())
      .sqlstate(why.sqlstate())
      .offset(why.offset())
      .retry(sdk::retry::never);
}

// The first failure decides; everything behind it was skipped by the server and is read to the end all the
// same.
std::optional<sdk::failure> batch_run::read_transaction(const sdk::transaction_options &options,
                                                        std::size_t own_before) {
  std::optional<sdk::failure> first;
  for (std::size_t i = 0; i < own_before; ++i) {
    const outcome done = read_statement({});
    if (!done.failed || first) continue;
    const bool lock_is_busy = done.failed->sqlstate() == "22012" && !options.lock_name.empty();
    first = lock_is_busy ? lock_is_taken(options.lock_name) : *done.failed;
  }
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    outcome done = read_item(i);
    if (first) continue;
    if (done.failed) {
      done.failed = as_guard(i, *done.failed).effect(sdk::effect::none);
      first = done.failed;
    }
    deliver(done);
  }
  const outcome commit = read_statement({});
  if (!first) first = commit.failed;
  const bool rolled_back =
      !commit.results.empty() && std::string_view(PQcmdStatus(commit.results.back().get())) == "ROLLBACK";
  if (!first && rolled_back) first = rolled_back_instead();
  read_sync();
  return first;
}

void batch_run::transaction(const sdk::transaction_options &options) {
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    if (!queue_[i].refused) continue;
    report_.failed(i, *queue_[i].refused);
    throw *queue_[i].refused;
  }
  queued begin{"", prepared_text(begin_sql(options), {}), {}}, commit{"", prepared_text("COMMIT", {}), {}};
  const std::string prologue = prologue_sql(options);
  send(begin);
  if (!prologue.empty()) send({"", prepared_text(prologue, {}), {}});
  for (const queued &one : queue_) send(one);
  send(commit);
  sync();
  const std::optional<sdk::failure> failed = read_transaction(options, prologue.empty() ? 1 : 2);
  if (failed) throw *failed;
}

}  // namespace

void connection::run_batch(const sdk::call &call, const sdk::transaction_options *options,
                           std::span<const tnt_item> items, sdk::row_writer &rows,
                           const sdk::batch_report &report) {
  line_.check_usable();
  call.check("the batch", sdk::effect::none);
  if (options != nullptr && line_.state() != sdk::transaction_state::idle) {
    throw sdk::failure(TNT_BAD_ARGUMENT, "a transaction is open already");
  }
  std::optional<sdk::failure> failed;
  {
    const call_scope scope(line_, call);
    batch_run run(line_, call, items, rows, report,
                  options == nullptr ? identity_query::quick : identity_query::careful);
    if (PQenterPipelineMode(line_.raw()) == 0) line_.raise_lost();
    try {
      options == nullptr ? run.independent() : run.transaction(*options);
    } catch (const sdk::failure &why) {
      failed = why;
    }
    // Refused while answers are still to come: a call that gave up has broken the line already.
    if (PQexitPipelineMode(line_.raw()) == 0) line_.mark_broken();
  }
  if (!failed) return;
  if (!line_.broken() && options != nullptr) {
    rollback(call);
    failed->effect(sdk::effect::none);
  }
  throw *failed;
}

}  // namespace tenantry::postgresql
