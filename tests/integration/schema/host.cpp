#include "tests/integration/schema/host.hpp"

#include <dlfcn.h>

#include <stdexcept>

#include "plugins/postgresql/entry.h"

namespace tenantry::testing {

using nlohmann::json;

const tnt_adapter &postgresql_table() {
  const tnt_adapter *table = nullptr;
  if (tenantry_postgresql_adapter_v1(nullptr, &table, nullptr) != TNT_OK)
    throw std::runtime_error("no adapter");
  return *table;
}

namespace {
const tnt_adapter *load(const char *file) {
  void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  const auto entry = reinterpret_cast<tnt_entry_v1>(dlsym(library, TNT_ENTRY_NAME));
  const tnt_adapter *made = nullptr;
  if (entry == nullptr || entry(nullptr, &made, nullptr) != TNT_OK) throw std::runtime_error("no adapter");
  return made;
}
}  // namespace

const tnt_adapter &sqlite_table() {
  static const tnt_adapter *table = load(TENANTRY_SQLITE_ADAPTER);
  return *table;
}

const tnt_adapter &mysql_table() {
  static const tnt_adapter *table = load(TENANTRY_MYSQL_ADAPTER);
  return *table;
}

dialect_host::dialect_host(const tnt_adapter &table, const fields &config, std::string dialect,
                           std::string version)
    : table_(table),
      rules_(*static_cast<const tnt_ext_dialect *>(table.extension(TNT_EXT_DIALECT))),
      dialect_(std::move(dialect)),
      version_(std::move(version)) {
  std::vector<tnt_field> raw;
  for (const auto &[key, value] : config) raw.push_back({sdk::text(key), sdk::text(value)});
  tnt_error error{};
  error.struct_size = sizeof error;
  if (table_.open(nullptr, raw.data(), raw.size(), &conn_, &error) != TNT_OK)
    throw std::runtime_error(error.message);
}

dialect_host::~dialect_host() {
  table_.close(conn_);
}

json dialect_host::target() const {
  return {{"format", "tenantry.target/1"}, {"dialect", dialect_}, {"version", version_}};
}

template <class Call>
std::string dialect_host::document(Call &&call) {
  std::string text;
  tnt_text_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &text;
  sink.write = [](void *data, tnt_text chunk) {
    static_cast<std::string *>(data)->append(sdk::view(chunk));
    return tnt_status{TNT_OK};
  };
  tnt_error error{};
  error.struct_size = sizeof error;
  if (call(&sink, &error) != TNT_OK) throw std::runtime_error(error.message);
  return text;
}

json dialect_host::render(const json &changes, const json &enums) {
  const std::string request = json{
      {"format", "tenantry.render/1"},
      {"target", target()},
      {"enums", enums},
      {"changes", changes}}.dump();
  return json::parse(document([&](const tnt_text_sink *sink, tnt_error *error) {
    return rules_.render(nullptr, sdk::text(request), sink, error);
  }));
}

json dialect_host::render_listed(json changes) {
  json tables = json::array();
  for (json &change : changes)
    for (const char *key : {"before", "after"}) {
      tables.push_back(change.at(key));
      change[key] = tables.size() - 1;
    }
  const std::string request = json{
      {"format", "tenantry.render/2"},
      {"target", target()},
      {"tables", tables},
      {"changes", changes}}.dump();
  return json::parse(document([&](const tnt_text_sink *sink, tnt_error *error) {
    return rules_.render(nullptr, sdk::text(request), sink, error);
  }));
}

json dialect_host::project(const json &schema) {
  const std::string request =
      json{{"format", "tenantry.project/1"}, {"target", target()}, {"schema", schema}}.dump();
  return json::parse(document([&](const tnt_text_sink *sink, tnt_error *error) {
    return rules_.project(nullptr, sdk::text(request), sink, error);
  }));
}

json dialect_host::introspect(const json &more) {
  json request{{"format", "tenantry.introspect/1"}, {"target", target()}};
  request.update(more);
  const std::string text = request.dump();
  return json::parse(document([&](const tnt_text_sink *sink, tnt_error *error) {
    return rules_.introspect(conn_, nullptr, sdk::text(text), sink, error);
  }));
}

void dialect_host::run(const std::string &sql) {
  tnt_error error{};
  error.struct_size = sizeof error;
  if (table_.execute(conn_, nullptr, sdk::text(sql), nullptr, 0, nullptr, &error) != TNT_OK)
    throw std::runtime_error(sql + "\n-> " + error.message);
}

std::string dialect_host::value(const std::string &sql) {
  std::string found;
  tnt_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &found;
  sink.row = [](void *data, const tnt_cell *cells, std::size_t) -> tnt_status {
    const bool number = cells[0].kind == TNT_INT64;
    *static_cast<std::string *>(data) =
        number ? std::to_string(cells[0].num.i) : std::string(sdk::view(cells[0].raw));
    return TNT_OK;
  };
  tnt_error error{};
  error.struct_size = sizeof error;
  if (table_.execute(conn_, nullptr, sdk::text(sql), nullptr, 0, &sink, &error) != TNT_OK)
    throw std::runtime_error(sql + "\n-> " + error.message);
  return found;
}

void dialect_host::run_all(const json &rendered) {
  if (!rendered["gaps"].empty()) throw std::runtime_error("gaps: " + rendered["gaps"].dump());
  for (const json &one : rendered["statements"]) run(one["sql"].get<std::string>());
}

void dialect_host::run_rebuild(const json &rendered) {
  if (!rendered["gaps"].empty()) throw std::runtime_error("gaps: " + rendered["gaps"].dump());
  tnt_begin options{};
  options.struct_size = sizeof options;
  options.flags = TNT_TX_WRITE | TNT_TX_REBUILD;
  tnt_error error{};
  error.struct_size = sizeof error;
  if (table_.begin(conn_, nullptr, &options, &error) != TNT_OK) throw std::runtime_error(error.message);
  try {
    for (const json &one : rendered["statements"])
      if (const auto sql = one["sql"].get<std::string>(); !sql.starts_with("PRAGMA foreign_keys")) run(sql);
  } catch (...) {
    table_.rollback(conn_, nullptr, &error);
    throw;
  }
  if (table_.commit(conn_, nullptr, &error) != TNT_OK) {
    const std::string why = error.message;
    table_.rollback(conn_, nullptr, &error);
    throw std::runtime_error(why);
  }
}

}  // namespace tenantry::testing
