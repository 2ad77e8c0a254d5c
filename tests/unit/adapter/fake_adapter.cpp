#include "tests/unit/adapter/fake_adapter.hpp"

#include <algorithm>
#include <cstring>

namespace tenantry::testing {
namespace {

fake_adapter *current = nullptr;
int connection_object = 0;
tnt_conn *the_connection() {
  return reinterpret_cast<tnt_conn *>(&connection_object);
}

// Counts how many calls are inside the adapter at the same time.
class visit {
 public:
  explicit visit(const std::string &call) {
    current->note(call);
    const int now = ++current->inside;
    int most = current->most_inside;
    while (now > most && !current->most_inside.compare_exchange_weak(most, now)) {
    }
  }
  ~visit() { --current->inside; }
};

tnt_status open_it(const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *e) {
  const visit here("open");
  for (std::size_t i = 0; i < n; ++i) current->config[text(config[i].key)] = text(config[i].value);
  *out = the_connection();
  return current->on_open ? current->on_open(call, out, e) : TNT_OK;
}
void close_it(tnt_conn *) {
  const visit here("close");
}
tnt_status ping(tnt_conn *, const tnt_call *, tnt_error *) {
  const visit here("ping");
  return TNT_OK;
}
tnt_status execute(tnt_conn *, const tnt_call *call, tnt_text sql, const tnt_cell *params, std::size_t n,
                   const tnt_sink *sink, tnt_error *e) {
  const visit here("execute " + text(sql));
  return current->on_execute ? current->on_execute(call, text(sql), params, n, sink, e) : TNT_OK;
}
tnt_status begin(tnt_conn *, const tnt_call *, const tnt_begin *options, tnt_error *e) {
  const visit here("begin");
  return current->on_begin ? current->on_begin(options, e) : TNT_OK;
}
tnt_status commit(tnt_conn *, const tnt_call *, tnt_error *) {
  const visit here("commit");
  return TNT_OK;
}
tnt_status rollback(tnt_conn *, const tnt_call *, tnt_error *) {
  const visit here("rollback");
  return TNT_OK;
}
std::int32_t state_of(tnt_conn *) {
  return current->transaction_state;
}
void cancel(tnt_conn *) {
  const visit here("cancel");
}
const void *extension(const char *id) {
  const auto found = current->extensions.find(id);
  return found != current->extensions.end() ? found->second : nullptr;
}

const tnt_text types[] = {{"FAKE", 4}};

}  // namespace

tnt_text text(std::string_view s) {
  return {s.data(), s.size()};
}
std::string text(tnt_text t) {
  return {t.data, t.size};
}

tnt_status answer(tnt_error *e, tnt_status status, std::string_view message) {
  e->status = status;
  const std::size_t fits = std::min(message.size(), sizeof e->message - 1);
  std::memcpy(&e->message[0], message.data(), fits);
  e->message[fits] = '\0';
  e->truncated = static_cast<std::uint32_t>(message.size() - fits);
  return status;
}

tnt_status fake_entry(const tnt_host *, const tnt_adapter **out, tnt_error *e) {
  if (current->entry_answer != TNT_OK) return answer(e, current->entry_answer, "the fake does not start");
  *out = &current->table;
  return TNT_OK;
}

fake_adapter::fake_adapter() {
  current = this;
  table.struct_size = sizeof table;
  table.abi_minor = TNT_ABI_MINOR;
  table.id = text("org.example.fake");
  table.version = text("1.0.0");
  table.database_types = &types[0];
  table.database_type_count = 1;
  table.traits = TNT_TRAIT_DDL_IN_TRANSACTION;
  table.open = open_it;
  table.close = close_it;
  table.ping = ping;
  table.execute = execute;
  table.begin = begin;
  table.commit = commit;
  table.rollback = rollback;
  table.transaction_state = state_of;
  table.cancel = cancel;
  table.extension = extension;
}

fake_adapter::~fake_adapter() {
  catalog_.reset();
  current = nullptr;
}

void fake_adapter::note(const std::string &call) {
  const std::lock_guard lock(mutex_);
  calls_.emplace_back(call, std::this_thread::get_id());
}

std::vector<std::string> fake_adapter::calls() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto &[name, thread] : calls_) names.push_back(name);
  return names;
}

std::thread::id fake_adapter::thread_of(const std::string &call) const {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(calls_.rbegin(), calls_.rend(), [&](const auto &one) { return one.first == call; });
  return found != calls_.rend() ? found->second : std::thread::id();
}

std::string fake_adapter::manifest_json(const std::string &id, const std::string &type) {
  return R"({"manifest": 1, "id": ")" + id +
         R"(", "version": "1.0.0", "abi": {"major": 1, "min_host_minor": 0},
 "database_types": [")" +
         type + R"("], "dialects": [{"database_type": ")" + type +
         R"(", "dialect": "fake", "fallbacks": ["base"]}],
 "url_schemes": ["fake"]})";
}

catalog &fake_adapter::adapters() {
  if (!catalog_) {
    catalog_options options;
    options.built_ins = {{manifest_json(), fake_entry}};
    catalog_ = std::make_unique<catalog>(std::move(options));
  }
  return *catalog_;
}

const adapter &fake_adapter::loaded() {
  const auto found = adapters().for_database_type("fake");
  if (!found) FAIL(to_string(found.error()));
  return **found;
}

session fake_adapter::open(const call_limits &limits) {
  session_config given;
  given.fields = {{"url", "fake://u:" + canary + "@h/db"}, {"password", canary}};
  given.hidden.add(canary);
  auto opened = session::open(loaded(), given, limits);
  if (!opened) FAIL(to_string(opened.error()));
  return std::move(*opened);
}

call_limits within(milliseconds duration) {
  call_limits limits;
  limits.deadline = monotonic::now() + duration;
  return limits;
}

}  // namespace tenantry::testing
