/* clang-format off */
/** @file
 * tenantry.diagnose/1: who blocks a waiting session.  Asked on a second connection while the victim still waits,
 * for afterwards nobody blocks it any more (T-13).  Draft until 1.0. */
#ifndef TENANTRY_SDK_EXT_DIAGNOSE_H
#define TENANTRY_SDK_EXT_DIAGNOSE_H
#include <tenantry/sdk/adapter.h>
#ifdef __cplusplus
extern "C" {
#endif

/** Its id. */
#define TNT_EXT_DIAGNOSE "tenantry.diagnose/1"
/** Its table. */
typedef struct tnt_ext_diagnose {
  uint32_t struct_size; /**< set by the adapter */
  uint32_t reserved;    /**< zero */
  /** One row for each session that blocks the victim, text: session, user, application, state, since (seconds),
   * query (an excerpt).                                                                                [handle] */
  tnt_status (*blockers)(tnt_conn *observer, const tnt_call *, tnt_text victim_session, const tnt_sink *, tnt_error *);
} tnt_ext_diagnose;

#ifdef __cplusplus
}
#endif
#endif
