#include "tests/integration/postgresql/session.hpp"

#include <cstring>
#include <ctime>
#include <functional>
#include <stdexcept>

namespace tenantry::testing {
namespace {

std::string text_of(tnt_text text) {
  return text.data == nullptr ? "" : std::string(text.data, text.size);
}
tnt_text borrow(const std::string &text) {
  return {text.data(), text.size()};
}

std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

template <class Extension>
const Extension &extension(const char *id) {
  const void *found = session::table().extension(id);
  if (found == nullptr) throw std::runtime_error(std::string("no extension ") + id);
  return *static_cast<const Extension *>(found);
}

std::vector<tnt_field> fields_of(const session::config &config) {
  std::vector<tnt_field> fields;
  for (const auto &[key, value] : config) fields.push_back({borrow(key), borrow(value)});
  return fields;
}

// What a sink and a call write into while one function runs.
struct recording {
  answer *into;
  batch_answer *batch = nullptr;
  std::size_t item = 0;
  std::size_t rows_wanted = SIZE_MAX;
};

std::vector<cell_value> cells_of(const tnt_cell *cells, std::size_t n) {
  std::vector<cell_value> row;
  for (std::size_t i = 0; i < n; ++i) {
    row.push_back(
        {cells[i].kind, cells[i].is_null != 0, cells[i].num.i, cells[i].num.d, text_of(cells[i].raw)});
  }
  return row;
}

tnt_sink sink_for(recording &record) {
  tnt_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &record;
  sink.columns = [](void *data, const tnt_column *columns, std::size_t n) -> tnt_status {
    auto &to = *static_cast<recording *>(data)->into;
    to.columns.clear();
    for (std::size_t i = 0; i < n; ++i)
      to.columns.push_back(text_of(columns[i].name) + ":" + text_of(columns[i].type_name));
    return TNT_OK;
  };
  sink.row = [](void *data, const tnt_cell *cells, std::size_t n) -> tnt_status {
    auto &to = *static_cast<recording *>(data);
    auto &rows = to.batch == nullptr ? to.into->rows : to.batch->item_rows[to.item];
    rows.push_back(cells_of(cells, n));
    return rows.size() >= to.rows_wanted ? TNT_CANCELLED : TNT_OK;
  };
  sink.affected = [](void *data, std::int64_t rows) {
    static_cast<recording *>(data)->into->affected = rows;
  };
  sink.begin_item = [](void *data, std::size_t index) { static_cast<recording *>(data)->item = index; };
  return sink;
}

void note_error(answer &to, const tnt_error &error) {
  to.message = error.message;
  to.sqlstate = error.sqlstate;
  to.native_code = error.native_code;
  to.retry = error.retry;
  to.effect = error.effect;
  to.offset = error.offset;
}

void run(answer &to, allowance may, const std::function<tnt_status(const tnt_call *, tnt_error *)> &body) {
  tnt_call call{};
  call.struct_size = sizeof call;
  call.stop_fd = may.stop_fd;
  const std::int64_t begun = now_ns();
  call.deadline_ns = begun + std::chrono::nanoseconds(may.time).count();
  call.host_data = &to;
  call.detail = [](const tnt_call *self, tnt_text key, tnt_text value) {
    static_cast<answer *>(self->host_data)->details.emplace_back(text_of(key), text_of(value));
  };
  tnt_error error{};
  error.struct_size = sizeof error;
  to.status = body(&call, &error);
  to.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(now_ns() - begun));
  note_error(to, error);
}

answer ask(const std::function<tnt_status(const tnt_call *, tnt_error *)> &body) {
  answer to;
  run(to, {}, body);
  return to;
}

answer ask_rows(const std::function<tnt_status(const tnt_call *, const tnt_sink *, tnt_error *)> &body) {
  answer to;
  recording record{&to};
  const tnt_sink sink = sink_for(record);
  run(to, {}, [&](const tnt_call *call, tnt_error *error) { return body(call, &sink, error); });
  return to;
}

tnt_cell made(int kind) {
  tnt_cell cell{};
  cell.kind = static_cast<std::uint8_t>(kind);
  return cell;
}

}  // namespace

std::string answer::detail(const std::string &key) const {
  for (const auto &[name, value] : details) {
    if (name == key) return value;
  }
  return "";
}

std::pair<answer, tnt_conn *> session::try_open(const config &config, allowance may) {
  answer to;
  tnt_conn *conn = nullptr;
  const std::vector<tnt_field> fields = fields_of(config);
  run(to, may, [&](const tnt_call *call, tnt_error *error) {
    return table().open(call, fields.data(), fields.size(), &conn, error);
  });
  return {to, conn};
}

session::session(const std::string &url) : conn_(nullptr) {
  auto [opened, conn] = try_open({{"url", url}, {"application_name", "tenantry test"}});
  if (opened.status != TNT_OK) throw std::runtime_error("open: " + opened.message);
  conn_ = conn;
}

answer session::execute(const std::string &sql, const std::vector<tnt_cell> &parameters, allowance may,
                        std::size_t rows_wanted) {
  answer to;
  recording record{&to};
  record.rows_wanted = rows_wanted;
  const tnt_sink sink = sink_for(record);
  run(to, may, [&](const tnt_call *call, tnt_error *error) {
    return table().execute(conn_, call, borrow(sql), parameters.data(), parameters.size(), &sink, error);
  });
  return to;
}

answer session::begin(const tnt_begin &options) {
  return ask(
      [&](const tnt_call *call, tnt_error *error) { return table().begin(conn_, call, &options, error); });
}
answer session::commit() {
  return ask([&](const tnt_call *call, tnt_error *error) { return table().commit(conn_, call, error); });
}
answer session::rollback() {
  return ask([&](const tnt_call *call, tnt_error *error) { return table().rollback(conn_, call, error); });
}
answer session::session_limits(const tnt_begin *or_null) {
  return ask([&](const tnt_call *call, tnt_error *error) {
    return table().session_limits(conn_, call, or_null, error);
  });
}
answer session::ping() {
  return ask([&](const tnt_call *call, tnt_error *error) { return table().ping(conn_, call, error); });
}

answer session::try_lock(const std::string &name) {
  const auto &lock = extension<tnt_ext_lock>(TNT_EXT_LOCK);
  return ask([&](const tnt_call *call, tnt_error *error) {
    return lock.try_acquire(conn_, call, borrow(name), error);
  });
}
answer session::unlock(const std::string &name) {
  const auto &lock = extension<tnt_ext_lock>(TNT_EXT_LOCK);
  return ask(
      [&](const tnt_call *call, tnt_error *error) { return lock.release(conn_, call, borrow(name), error); });
}
answer session::holder(const std::string &name) {
  const auto &lock = extension<tnt_ext_lock>(TNT_EXT_LOCK);
  return ask_rows([&](const tnt_call *call, const tnt_sink *sink, tnt_error *error) {
    return lock.holder(conn_, call, borrow(name), sink, error);
  });
}
answer session::identify() {
  const auto &admin = extension<tnt_ext_admin>(TNT_EXT_ADMIN);
  return ask_rows([&](const tnt_call *call, const tnt_sink *sink, tnt_error *error) {
    return admin.identify(conn_, call, sink, error);
  });
}
answer session::blockers(const std::string &victim) {
  const auto &diagnose = extension<tnt_ext_diagnose>(TNT_EXT_DIAGNOSE);
  return ask_rows([&](const tnt_call *call, const tnt_sink *sink, tnt_error *error) {
    return diagnose.blockers(conn_, call, borrow(victim), sink, error);
  });
}
std::pair<answer, bool> session::exists(const std::string &database) {
  std::int32_t yes = -1;
  const auto &admin = extension<tnt_ext_admin>(TNT_EXT_ADMIN);
  answer to = ask([&](const tnt_call *call, tnt_error *error) {
    return admin.exists(conn_, call, borrow(database), &yes, error);
  });
  return {to, yes == 1};
}
answer session::create(const std::string &database, const config &options) {
  const auto &admin = extension<tnt_ext_admin>(TNT_EXT_ADMIN);
  const std::vector<tnt_field> fields = fields_of(options);
  return ask([&](const tnt_call *call, tnt_error *error) {
    return admin.create(conn_, call, borrow(database), fields.data(), fields.size(), error);
  });
}
answer session::drop(const std::string &database, bool end_sessions) {
  const auto &admin = extension<tnt_ext_admin>(TNT_EXT_ADMIN);
  return ask([&](const tnt_call *call, tnt_error *error) {
    return admin.drop(conn_, call, borrow(database), end_sessions ? 1 : 0, error);
  });
}

std::pair<int, std::string> session::probe(const std::string &sql) {
  const auto &dialect = extension<tnt_ext_dialect>(TNT_EXT_DIALECT);
  std::string document;
  tnt_text_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &document;
  sink.write = [](void *data, tnt_text chunk) -> tnt_status {
    static_cast<std::string *>(data)->append(chunk.data, chunk.size);
    return TNT_OK;
  };
  std::int32_t state = 0;
  const answer to = ask([&](const tnt_call *call, tnt_error *error) {
    return dialect.probe(conn_, call, borrow(sql), &state, &sink, error);
  });
  if (to.status != TNT_OK) throw std::runtime_error("probe: " + to.message);
  return {state, document};
}

batch_answer session::batch(const std::vector<batch_item> &items, const tnt_begin *tx, allowance may) {
  batch_answer to;
  recording record{&to, &to};
  const tnt_sink sink = sink_for(record);
  std::vector<tnt_item> raw;
  raw.reserve(items.size());
  for (const batch_item &one : items) {
    raw.push_back({borrow(one.sql), one.parameters.data(), one.parameters.size(), one.flags, 0});
  }
  const auto done = [](void *data, std::size_t index, const tnt_error *error) {
    item_answer one;
    one.index = index;
    if (error != nullptr) one = {index, true, error->sqlstate, error->status, error->offset};
    static_cast<batch_answer *>(data)->done.push_back(one);
  };
  const auto &batch = extension<tnt_ext_batch>(TNT_EXT_BATCH);
  run(to, may, [&](const tnt_call *call, tnt_error *error) {
    return batch.run(conn_, call, tx, raw.data(), raw.size(), &sink, done, &to, error);
  });
  return to;
}

tnt_begin session::begin_options(std::chrono::milliseconds lock_timeout,
                                 std::chrono::milliseconds statement_timeout, const char *lock_name,
                                 std::uint32_t flags) {
  tnt_begin options{};
  options.struct_size = sizeof options;
  options.flags = flags;
  options.lock_timeout_ns = std::chrono::nanoseconds(lock_timeout).count();
  options.statement_timeout_ns = std::chrono::nanoseconds(statement_timeout).count();
  options.lock_name = {lock_name, std::strlen(lock_name)};
  return options;
}

tnt_cell int_cell(std::int64_t value) {
  tnt_cell cell = made(TNT_INT64);
  cell.num.i = value;
  return cell;
}
tnt_cell text_cell(const char *value) {
  tnt_cell cell = made(TNT_TEXT);
  cell.raw = {value, std::strlen(value)};
  return cell;
}
tnt_cell bool_cell(bool value) {
  tnt_cell cell = made(TNT_BOOL);
  cell.num.i = value ? 1 : 0;
  return cell;
}
tnt_cell double_cell(double value) {
  tnt_cell cell = made(TNT_DOUBLE);
  cell.num.d = value;
  return cell;
}
tnt_cell bytes_cell(const char *data, std::size_t size) {
  tnt_cell cell = made(TNT_BYTES);
  cell.raw = {data, size};
  return cell;
}
tnt_cell null_cell(int kind) {
  tnt_cell cell = made(kind);
  cell.is_null = 1;
  return cell;
}

}  // namespace tenantry::testing
