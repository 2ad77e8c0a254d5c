/* clang-format off */
/** @file
 * tenantry.batch/1: many statements in one round trip.  Draft until 1.0. */
#ifndef TENANTRY_SDK_EXT_BATCH_H
#define TENANTRY_SDK_EXT_BATCH_H
#include <tenantry/sdk/adapter.h>
#ifdef __cplusplus
extern "C" {
#endif

/** Its id. */
#define TNT_EXT_BATCH "tenantry.batch/1"
/** Flags of tnt_item. */
enum {
  TNT_ITEM_GUARD    = 1u << 0, /**< transaction only: when it fails with a unique violation or a division by zero the
                                * batch answers TNT_CONFLICT: somebody else was first */
  TNT_ITEM_IDENTITY = 1u << 1  /**< sql is empty: the adapter runs its identify query here (see admin.h) */
};
/** One statement of a batch. */
typedef struct tnt_item {
  tnt_text sql; /**< one statement; parameters as in execute */
  const tnt_cell *params; /**< of the ? in it */
  size_t n;               /**< of params */
  uint32_t flags;         /**< TNT_ITEM_… */
  uint32_t reserved;      /**< zero */
} tnt_item;

/** Its table. */
typedef struct tnt_ext_batch {
  uint32_t struct_size; /**< set by the adapter */
  uint32_t reserved;    /**< zero */
  /** One round trip.  done is called once for each item, in order, after its rows; error NULL: it succeeded.
   *   tx NULL   items are independent: one may fail and the next still runs.  The call answers TNT_OK unless the
   *             connection failed.
   *   with tx   begin, items, commit.  The first error rolls everything back before the call returns, with effect
   *             NONE; items behind it get no done.  A line lost while COMMIT is under way is effect UNKNOWN.
   * sink and done may be NULL.                                                                          [handle] */
  tnt_status (*run)(tnt_conn *, const tnt_call *, const tnt_begin *tx_or_null, const tnt_item *items, size_t n,
                    const tnt_sink *sink, void (*done)(void *data, size_t index, const tnt_error *or_null), void *data,
                    tnt_error *);
} tnt_ext_batch;

#ifdef __cplusplus
}
#endif
#endif
