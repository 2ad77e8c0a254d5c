/* clang-format off */
/** @file
 * tenantry.admin/1: who is at the other end, and making and dropping databases.  Draft until 1.0. */
#ifndef TENANTRY_SDK_EXT_ADMIN_H
#define TENANTRY_SDK_EXT_ADMIN_H
#include <tenantry/sdk/adapter.h>
#ifdef __cplusplus
extern "C" {
#endif

/** Its id. */
#define TNT_EXT_ADMIN "tenantry.admin/1"
/** Its table. */
typedef struct tnt_ext_admin {
  uint32_t struct_size; /**< set by the adapter */
  uint32_t reserved;    /**< zero */
  /** Who is at the other end: duplicates in the registry, standbys and poolers are recognised by it.
   *
   * One row, columns by name: server (text: the same for every road to one server), database (text: likewise),
   * session (text: what diagnose calls the victim), version (text), flavour (text, "" for the plain product),
   * writable (bool), pooled (bool: statements may land on different sessions).                         [handle] */
  tnt_status (*identify)(tnt_conn *, const tnt_call *, const tnt_sink *, tnt_error *);
  /** Is there a database of that name?  On a connection opened with purpose=admin, as the two below.    [handle] */
  tnt_status (*exists)(tnt_conn *admin, const tnt_call *, tnt_text database, int32_t *yes, tnt_error *);
  /** Makes a database; TNT_CONFLICT where it exists.                                                   [handle] */
  tnt_status (*create)(tnt_conn *admin, const tnt_call *, tnt_text database, const tnt_field *options, size_t n,
                       tnt_error *);
  /** Removes a database; end_sessions: what is connected to it is ended first, else it is TNT_LOCKED.   [handle] */
  tnt_status (*drop)(tnt_conn *admin, const tnt_call *, tnt_text database, int32_t end_sessions, tnt_error *);
} tnt_ext_admin;

#ifdef __cplusplus
}
#endif
#endif
