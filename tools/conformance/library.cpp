#include "tools/conformance/library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "tools/conformance/verdict.hpp"

namespace tenantry::conformance {
namespace {

std::mutex log_mutex;
std::string log_text;  // guarded by log_mutex

void keep(std::string_view text) {
  const std::lock_guard guard(log_mutex);
  log_text.append(text).append("\n");
}

tnt_text text(std::string_view from) {
  return {from.data(), from.size()};
}

std::string_view view(tnt_text from) {
  return {from.data, from.size};
}

std::int32_t wants_all(const tnt_host *, std::int32_t) {
  return 1;
}

void write_log(const tnt_host *, const tnt_call *, std::int32_t, tnt_text message, const tnt_field *fields,
               std::size_t n) {
  keep(view(message));
  for (std::size_t at = 0; at < n; ++at) keep(view(fields[at].value));
}

const void *no_extension(const tnt_host *, const char *) {
  return nullptr;
}

tnt_status no_limits(tnt_conn *, const tnt_call *, const tnt_begin *, tnt_error *error) {
  error->status = TNT_UNSUPPORTED;
  return TNT_UNSUPPORTED;
}

}  // namespace

const tnt_host *kit_host() {
  static const tnt_host host = {sizeof(tnt_host), TNT_ABI_MINOR, text("tenantry-adapter-check"),
                                text("1"),        nullptr,       wants_all,
                                write_log,        no_extension};
  return &host;
}

std::string logged() {
  const std::lock_guard guard(log_mutex);
  return log_text;
}

tnt_entry_v1 library::entry() {
  if (entry_ != nullptr) return entry_;
  if (what_.library.empty()) return entry_ = find_built_in(what_.built_in)->entry;
  void *handle = dlopen(what_.library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw finding{verdict::failed, fmt::format("it cannot be loaded: {}", dlerror())};
  void *symbol = dlsym(handle, TNT_ENTRY_NAME);
  if (symbol == nullptr) throw finding{verdict::failed, "it has no function " TNT_ENTRY_NAME};
  return entry_ = reinterpret_cast<tnt_entry_v1>(symbol);
}

const tnt_adapter &library::raw_table() {
  if (raw_ != nullptr) return *raw_;
  const tnt_entry_v1 enter = entry();
  tnt_error error{};
  error.struct_size = sizeof error;
  const tnt_adapter *table = nullptr;
  const tnt_status status = enter(kit_host(), &table, &error);
  error.message[sizeof error.message - 1] = '\0';
  if (status != TNT_OK)
    throw finding{verdict::failed, fmt::format("the entry answered status {}: {}", status, error.message)};
  if (table == nullptr) throw finding{verdict::failed, "the entry answered OK and gave no table"};
  raw_ = table;
  return *raw_;
}

const tnt_adapter &library::table() {
  if (usable_) return table_;
  const tnt_adapter &raw = raw_table();
  if (const auto absent = absent_members(raw); !absent.empty())
    throw finding{verdict::failed, fmt::format("the table lacks {}", fmt::join(absent, ", "))};
  std::memcpy(&table_, &raw, std::min<std::size_t>(raw.struct_size, sizeof table_));
  table_.struct_size = sizeof table_;
  if (table_.session_limits == nullptr) table_.session_limits = no_limits;
  usable_ = true;
  return table_;
}

std::vector<std::string> absent_members(const tnt_adapter &table) {
  std::vector<std::string> absent;
#define TENANTRY_LOOK_FOR(member) \
  if (!TNT_HAS(&table, member) || table.member == nullptr) absent.emplace_back(#member)
  TENANTRY_LOOK_FOR(open);
  TENANTRY_LOOK_FOR(close);
  TENANTRY_LOOK_FOR(ping);
  TENANTRY_LOOK_FOR(execute);
  TENANTRY_LOOK_FOR(begin);
  TENANTRY_LOOK_FOR(commit);
  TENANTRY_LOOK_FOR(rollback);
  TENANTRY_LOOK_FOR(cancel);
  TENANTRY_LOOK_FOR(transaction_state);
  TENANTRY_LOOK_FOR(extension);
#undef TENANTRY_LOOK_FOR
  return absent;
}

}  // namespace tenantry::conformance
