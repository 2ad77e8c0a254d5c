// The built-in PostgreSQL adapter as a shared object, so that the wrapper can load it.
#include "plugins/postgresql/entry.h"

extern "C" __attribute__((visibility("default"))) tnt_status tenantry_adapter_v1(const tnt_host *host,
                                                                                 const tnt_adapter **out,
                                                                                 tnt_error *error) {
  return tenantry_postgresql_adapter_v1(host, out, error);
}
