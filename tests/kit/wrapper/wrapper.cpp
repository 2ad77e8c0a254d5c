// The entry function of the wrapper: loads the right adapter, copies its table, and lets one wrong change it.
#include <dlfcn.h>

#include <cstdlib>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

const tnt_adapter *right_table = nullptr;

const wrong_way *chosen() {
  const char *name = std::getenv("TENANTRY_KIT_WRONG");
  for (const wrong_way &one : all_wrongs())
    if (name != nullptr && one.name == name) return &one;
  return nullptr;
}

// This file is linked last, so the list is complete when this runs.
__attribute__((constructor)) void on_load() {
  if (const wrong_way *one = chosen(); one != nullptr && one->load != nullptr) one->load();
}

tnt_status load_right(const tnt_host *host, tnt_error *error) {
  const char *path = std::getenv("TENANTRY_KIT_RIGHT");
  void *library = path == nullptr ? nullptr : dlopen(path, RTLD_NOW | RTLD_LOCAL);
  void *entry = library == nullptr ? nullptr : dlsym(library, TNT_ENTRY_NAME);
  if (entry == nullptr) return TNT_INTERNAL;
  const tnt_status status = reinterpret_cast<tnt_entry_v1>(entry)(host, &right_table, error);
  set_right(right_table);
  return status;
}

tnt_adapter make_table() {
  tnt_adapter table = *right_table;
  if (const wrong_way *one = chosen(); one != nullptr && one->table != nullptr) one->table(table);
  return table;
}

tnt_status enter(const tnt_host *host, const tnt_adapter **out, tnt_error *error) {
  if (right_table == nullptr)
    if (const tnt_status status = load_right(host, error); status != TNT_OK) return status;
  static const tnt_adapter table = make_table(), other = table;
  static int calls = 0;
  *out = &table;
  const wrong_way *one = chosen();
  if (one == nullptr) return TNT_OK;
  if (one->moves && ++calls > 1) *out = &other;
  if (one->entry != nullptr) one->entry();
  return one->answer;
}

}  // namespace
}  // namespace tenantry::kit

extern "C" TNT_EXPORT tnt_status tenantry_adapter_v1(const tnt_host *host, const tnt_adapter **out,
                                                     tnt_error *error) {
  return tenantry::kit::enter(host, out, error);
}
