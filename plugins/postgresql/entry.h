/* The PostgreSQL adapter is linked into the host: its entry, by the hidden name that it was compiled with,
 * and its manifest, which a loadable adapter has in a file. */
#ifndef TENANTRY_POSTGRESQL_ENTRY_H
#define TENANTRY_POSTGRESQL_ENTRY_H
#include <tenantry/sdk/adapter.h>
#ifdef __cplusplus
extern "C" {
#endif

tnt_status tenantry_postgresql_adapter_v1(const tnt_host *host, const tnt_adapter **out, tnt_error *error);
extern const char *const tenantry_postgresql_manifest; /* JSON, NUL ended */

#ifdef __cplusplus
}
#endif
#endif
