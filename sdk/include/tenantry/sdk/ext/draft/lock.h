/* clang-format off */
/** @file
 * tenantry.lock/1: a named lock that a session holds outside any transaction, for statements that cannot run in
 * one.  It never waits: the host polls, and sleeps outside a transaction (T-16).  Draft until 1.0. */
#ifndef TENANTRY_SDK_EXT_LOCK_H
#define TENANTRY_SDK_EXT_LOCK_H
#include <tenantry/sdk/adapter.h>
#ifdef __cplusplus
extern "C" {
#endif

/** Its id. */
#define TNT_EXT_LOCK "tenantry.lock/1"
/** Its table. */
typedef struct tnt_ext_lock {
  uint32_t struct_size; /**< set by the adapter */
  uint32_t reserved;    /**< zero */
  /** Takes the lock or tells at once that it cannot be had: TNT_LOCKED where another session, or a transaction begun with this lock_name, holds it; TNT_UNSUPPORTED where it does not work here: a lease keeps runners apart then. [handle] */
  tnt_status (*try_acquire)(tnt_conn *, const tnt_call *, tnt_text name, tnt_error *);
  /** Gives it back: TNT_CONFLICT where this session does not hold it (T-18: through a pooler it may not).              [handle] */
  tnt_status (*release)(tnt_conn *, const tnt_call *, tnt_text name, tnt_error *);
  /** One row for each holder, text: session, user, application, host, since.  No row: free.             [handle] */
  tnt_status (*holder)(tnt_conn *, const tnt_call *, tnt_text name, const tnt_sink *, tnt_error *);
} tnt_ext_lock;

#ifdef __cplusplus
}
#endif
#endif
