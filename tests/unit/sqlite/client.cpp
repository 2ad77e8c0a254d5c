#include "tests/unit/sqlite/client.hpp"

#include <dlfcn.h>
#include <poll.h>

#include <catch2/catch.hpp>

namespace tenantry::testing {
namespace {

std::string text_of(const tnt_cell &cell) {
  if (cell.is_null != 0) return "NULL";
  if (cell.kind == TNT_INT64 || cell.kind == TNT_BOOL) return std::to_string(cell.num.i);
  if (cell.kind == TNT_DOUBLE) return std::to_string(cell.num.d);
  return std::string(sdk::view(cell.raw));
}

struct receiver {
  answer &into;
  std::size_t wanted;
};

tnt_sink sink_of(receiver &target) {
  tnt_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &target;
  sink.columns = [](void *data, const tnt_column *columns, std::size_t n) {
    for (std::size_t at = 0; at < n; ++at)
      static_cast<receiver *>(data)->into.columns.emplace_back(sdk::view(columns[at].name));
    return tnt_status{TNT_OK};
  };
  sink.row = [](void *data, const tnt_cell *cells, std::size_t n) {
    auto &[into, wanted] = *static_cast<receiver *>(data);
    into.rows.emplace_back();
    into.kinds.emplace_back();
    for (std::size_t at = 0; at < n; ++at) {
      into.rows.back().push_back(text_of(cells[at]));
      into.kinds.back().push_back(cells[at].kind);
    }
    return tnt_status{into.rows.size() >= wanted ? TNT_CANCELLED : TNT_OK};
  };
  sink.affected = [](void *data, std::int64_t rows) { static_cast<receiver *>(data)->into.affected = rows; };
  return sink;
}

void read_error(answer &into, const tnt_error &error) {
  into.message = error.message;
  into.sqlstate = error.sqlstate;
  into.native_code = error.native_code;
  into.retry = error.retry;
  into.effect = error.effect;
  into.offset = error.offset;
}

tnt_text_sink text_sink_of(std::string &document) {
  tnt_text_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &document;
  sink.write = [](void *data, tnt_text chunk) {
    static_cast<std::string *>(data)->append(sdk::view(chunk));
    return tnt_status{TNT_OK};
  };
  return sink;
}

}  // namespace

const tnt_adapter &sqlite_adapter() {
  static const tnt_adapter *table = [] {
    void *library = dlopen(TENANTRY_SQLITE_ADAPTER, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(dlerror());
    const auto entry = reinterpret_cast<tnt_entry_v1>(dlsym(library, TNT_ENTRY_NAME));
    if (entry == nullptr) throw std::runtime_error(dlerror());
    const tnt_adapter *made = nullptr;
    tnt_error error{};
    error.struct_size = sizeof error;
    if (entry(nullptr, &made, &error) != TNT_OK) throw std::runtime_error(error.message);
    return made;
  }();
  return *table;
}

std::int64_t in_ms(int milliseconds) {
  return sdk::call::now_ns() + std::int64_t{milliseconds} * 1'000'000;
}

template <class Call>
answer client::ask(Call &&call) {
  answer made;
  struct around {
    answer &into;
    int stop_fd;
  } here{made, stop_fd};
  tnt_call raw{};
  raw.struct_size = sizeof raw;
  raw.stop_fd = stop_fd;
  raw.deadline_ns = deadline_ns;
  raw.host_data = &here;
  raw.stop = [](const tnt_call *self) {
    pollfd stop{static_cast<around *>(self->host_data)->stop_fd, POLLIN, 0};
    return stop.fd >= 0 && poll(&stop, 1, 0) == 1 ? 1 : 0;
  };
  raw.detail = [](const tnt_call *self, tnt_text key, tnt_text value) {
    static_cast<around *>(self->host_data)->into.details.emplace_back(sdk::view(key), sdk::view(value));
  };
  tnt_error error{};
  error.struct_size = sizeof error;
  receiver target{made, rows_wanted};
  const tnt_sink sink = sink_of(target);
  made.status = call(&raw, &sink, &error);
  read_error(made, error);
  return made;
}

client::client(const fields &config) {
  std::vector<tnt_field> raw;
  for (const auto &[key, value] : config) raw.push_back({sdk::text(key), sdk::text(value)});
  opened_ = ask([&](const tnt_call *call, const tnt_sink *, tnt_error *error) {
    return sqlite_adapter().open(call, raw.data(), raw.size(), &conn_, error);
  });
}

client::~client() {
  sqlite_adapter().close(conn_);
}

answer client::execute(std::string_view sql, const std::vector<tnt_cell> &parameters) {
  return ask([&](const tnt_call *call, const tnt_sink *sink, tnt_error *error) {
    return sqlite_adapter().execute(conn_, call, sdk::text(sql), parameters.data(), parameters.size(), sink,
                                    error);
  });
}

std::string client::value(std::string_view sql) {
  const answer got = execute(sql);
  if (got.status != TNT_OK) return got.message;
  return got.rows.empty() ? "no row" : got.rows.front().front();
}

answer client::begin(std::uint32_t flags, std::int64_t lock_timeout_ms, std::string_view lock) {
  tnt_begin options{};
  options.struct_size = sizeof options;
  options.flags = flags;
  options.lock_timeout_ns = lock_timeout_ms * 1'000'000;
  options.lock_name = sdk::text(lock);
  return ask([&](const tnt_call *call, const tnt_sink *, tnt_error *error) {
    return sqlite_adapter().begin(conn_, call, &options, error);
  });
}

answer client::commit() {
  return ask([&](const tnt_call *call, const tnt_sink *, tnt_error *error) {
    return sqlite_adapter().commit(conn_, call, error);
  });
}

answer client::rollback() {
  return ask([&](const tnt_call *call, const tnt_sink *, tnt_error *error) {
    return sqlite_adapter().rollback(conn_, call, error);
  });
}

answer client::identify() {
  return ask([&](const tnt_call *call, const tnt_sink *sink, tnt_error *error) {
    return sqlite_extension<tnt_ext_admin>(TNT_EXT_ADMIN).identify(conn_, call, sink, error);
  });
}

std::string sqlite_describe(std::string_view target) {
  std::string document;
  const tnt_text_sink sink = text_sink_of(document);
  tnt_error error{};
  error.struct_size = sizeof error;
  const auto &dialect = sqlite_extension<tnt_ext_dialect>(TNT_EXT_DIALECT);
  if (dialect.describe(sdk::text(target), &sink, &error) != TNT_OK) throw std::runtime_error(error.message);
  return document;
}

answer sqlite_render(std::string_view request, std::string &document) {
  answer made;
  const tnt_text_sink sink = text_sink_of(document);
  tnt_error error{};
  error.struct_size = sizeof error;
  const auto &dialect = sqlite_extension<tnt_ext_dialect>(TNT_EXT_DIALECT);
  made.status = dialect.render(nullptr, sdk::text(request), &sink, &error);
  read_error(made, error);
  return made;
}

}  // namespace tenantry::testing
