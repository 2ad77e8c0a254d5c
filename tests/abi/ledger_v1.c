/* The contract, written down a second time: offsets, sizes, values and the type of each function.  A change
 * of the headers that moves or retypes anything stops compiling here.  This file changes only in a commit of
 * its own; from release 1.0 on lines are added to it and none is altered.
 *
 * FLOOR: a struct that begins with struct_size may grow.  SIZE: a struct without it may not.  LP64. */
#include <tenantry/sdk/adapter.h>
#include <tenantry/sdk/ext/draft/admin.h>
#include <tenantry/sdk/ext/draft/batch.h>
#include <tenantry/sdk/ext/draft/diagnose.h>
#include <tenantry/sdk/ext/draft/dialect.h>
#include <tenantry/sdk/ext/draft/lock.h>
#include <tenantry/sdk/ext/draft/script.h>

#define OFFSET(type, member, bytes) \
  _Static_assert(offsetof(type, member) == (bytes), #type "." #member " has moved")
#define FLOOR(type, bytes) _Static_assert(sizeof(type) >= (bytes), #type " has shrunk")
#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " is frozen and has changed its size")
#define VALUE(name, number) _Static_assert((name) == (number), #name " has changed its value")
// NOLINTBEGIN(bugprone-macro-parentheses): a type stands in no parentheses
#define FUNCTION(type, member, signature)                                   \
  _Static_assert(_Generic(((type *)0)->member, signature : 1, default : 0), \
                 #type "." #member " has another type")
// NOLINTEND(bugprone-macro-parentheses)

_Static_assert(sizeof(void *) == 8, "this ledger is for LP64");

/* ---- adapter.h */

OFFSET(tnt_text, data, 0);
OFFSET(tnt_text, size, 8);
SIZE(tnt_text, 16);

OFFSET(tnt_field, key, 0);
OFFSET(tnt_field, value, 16);
SIZE(tnt_field, 32);

OFFSET(tnt_error, struct_size, 0);
OFFSET(tnt_error, status, 4);
OFFSET(tnt_error, native_code, 8);
OFFSET(tnt_error, sqlstate, 12);
OFFSET(tnt_error, retry, 18);
OFFSET(tnt_error, effect, 19);
OFFSET(tnt_error, offset, 20);
OFFSET(tnt_error, truncated, 24);
OFFSET(tnt_error, message, 28);
FLOOR(tnt_error, 1028);

OFFSET(tnt_call, struct_size, 0);
OFFSET(tnt_call, stop_fd, 4);
OFFSET(tnt_call, deadline_ns, 8);
OFFSET(tnt_call, stop, 16);
OFFSET(tnt_call, detail, 24);
OFFSET(tnt_call, host_data, 32);
FLOOR(tnt_call, 40);
FUNCTION(tnt_call, stop, int32_t (*)(const struct tnt_call *));
FUNCTION(tnt_call, detail, void (*)(const struct tnt_call *, tnt_text key, tnt_text value));

OFFSET(tnt_host, struct_size, 0);
OFFSET(tnt_host, abi_minor, 4);
OFFSET(tnt_host, product, 8);
OFFSET(tnt_host, version, 24);
OFFSET(tnt_host, data, 40);
OFFSET(tnt_host, log_wants, 48);
OFFSET(tnt_host, log, 56);
OFFSET(tnt_host, extension, 64);
FLOOR(tnt_host, 72);
FUNCTION(tnt_host, log_wants, int32_t (*)(const struct tnt_host *, int32_t level));
FUNCTION(tnt_host, log,
         void (*)(const struct tnt_host *, const tnt_call *or_null, int32_t level, tnt_text message,
                  const tnt_field *fields, size_t n));
FUNCTION(tnt_host, extension, const void *(*)(const struct tnt_host *, const char *id));

OFFSET(tnt_cell, kind, 0);
OFFSET(tnt_cell, is_null, 1);
OFFSET(tnt_cell, pad, 2);
OFFSET(tnt_cell, num, 8);
OFFSET(tnt_cell, raw, 16);
SIZE(tnt_cell, 32);

OFFSET(tnt_column, name, 0);
OFFSET(tnt_column, type_name, 16);
SIZE(tnt_column, 32);

OFFSET(tnt_sink, struct_size, 0);
OFFSET(tnt_sink, reserved, 4);
OFFSET(tnt_sink, data, 8);
OFFSET(tnt_sink, columns, 16);
OFFSET(tnt_sink, row, 24);
OFFSET(tnt_sink, affected, 32);
OFFSET(tnt_sink, begin_item, 40);
FLOOR(tnt_sink, 48);
FUNCTION(tnt_sink, columns, tnt_status (*)(void *data, const tnt_column *, size_t n));
FUNCTION(tnt_sink, row, tnt_status (*)(void *data, const tnt_cell *, size_t n));
FUNCTION(tnt_sink, affected, void (*)(void *data, int64_t rows));
FUNCTION(tnt_sink, begin_item, void (*)(void *data, size_t index));

OFFSET(tnt_text_sink, struct_size, 0);
OFFSET(tnt_text_sink, reserved, 4);
OFFSET(tnt_text_sink, data, 8);
OFFSET(tnt_text_sink, write, 16);
FLOOR(tnt_text_sink, 24);
FUNCTION(tnt_text_sink, write, tnt_status (*)(void *data, tnt_text chunk));

OFFSET(tnt_begin, struct_size, 0);
OFFSET(tnt_begin, flags, 4);
OFFSET(tnt_begin, lock_timeout_ns, 8);
OFFSET(tnt_begin, statement_timeout_ns, 16);
OFFSET(tnt_begin, lock_name, 24);
FLOOR(tnt_begin, 40);

OFFSET(tnt_adapter, struct_size, 0);
OFFSET(tnt_adapter, abi_minor, 4);
OFFSET(tnt_adapter, id, 8);
OFFSET(tnt_adapter, version, 24);
OFFSET(tnt_adapter, database_types, 40);
OFFSET(tnt_adapter, database_type_count, 48);
OFFSET(tnt_adapter, traits, 56);
OFFSET(tnt_adapter, open, 64);
OFFSET(tnt_adapter, close, 72);
OFFSET(tnt_adapter, ping, 80);
OFFSET(tnt_adapter, execute, 88);
OFFSET(tnt_adapter, begin, 96);
OFFSET(tnt_adapter, commit, 104);
OFFSET(tnt_adapter, rollback, 112);
OFFSET(tnt_adapter, session_limits, 120);
OFFSET(tnt_adapter, transaction_state, 128);
OFFSET(tnt_adapter, cancel, 136);
OFFSET(tnt_adapter, extension, 144);
OFFSET(tnt_adapter, shutdown, 152);
FLOOR(tnt_adapter, 160);
FUNCTION(tnt_adapter, open,
         tnt_status (*)(const tnt_call *, const tnt_field *config, size_t n, tnt_conn **out, tnt_error *));
FUNCTION(tnt_adapter, close, void (*)(tnt_conn *or_null));
FUNCTION(tnt_adapter, ping, tnt_status (*)(tnt_conn *, const tnt_call *, tnt_error *));
FUNCTION(tnt_adapter, execute,
         tnt_status (*)(tnt_conn *, const tnt_call *, tnt_text sql, const tnt_cell *params, size_t n,
                        const tnt_sink *or_null, tnt_error *));
FUNCTION(tnt_adapter, begin, tnt_status (*)(tnt_conn *, const tnt_call *, const tnt_begin *, tnt_error *));
FUNCTION(tnt_adapter, commit, tnt_status (*)(tnt_conn *, const tnt_call *, tnt_error *));
FUNCTION(tnt_adapter, rollback, tnt_status (*)(tnt_conn *, const tnt_call *, tnt_error *));
FUNCTION(tnt_adapter, session_limits,
         tnt_status (*)(tnt_conn *, const tnt_call *, const tnt_begin *or_null, tnt_error *));
FUNCTION(tnt_adapter, transaction_state, int32_t (*)(tnt_conn *));
FUNCTION(tnt_adapter, cancel, void (*)(tnt_conn *));
FUNCTION(tnt_adapter, extension, const void *(*)(const char *id));
FUNCTION(tnt_adapter, shutdown, void (*)(void));

VALUE(TNT_OK, 0);
VALUE(TNT_UNSUPPORTED, 1);
VALUE(TNT_BAD_ARGUMENT, 2);
VALUE(TNT_BAD_CONFIG, 3);
VALUE(TNT_AUTH, 4);
VALUE(TNT_UNREACHABLE, 5);
VALUE(TNT_SQL, 6);
VALUE(TNT_CONFLICT, 7);
VALUE(TNT_LOCKED, 8);
VALUE(TNT_TIMEOUT, 9);
VALUE(TNT_CANCELLED, 10);
VALUE(TNT_CONNECTION_LOST, 11);
VALUE(TNT_INTERNAL, 12);
VALUE(TNT_RETRY_UNKNOWN, 0);
VALUE(TNT_RETRY_NEVER, 1);
VALUE(TNT_RETRY_SAME_CONN, 2);
VALUE(TNT_RETRY_NEW_CONN, 3);
VALUE(TNT_EFFECT_UNKNOWN, 0);
VALUE(TNT_EFFECT_NONE, 1);
VALUE(TNT_EFFECT_APPLIED, 2);
VALUE(TNT_LOG_TRACE, 0);
VALUE(TNT_LOG_DEBUG, 1);
VALUE(TNT_LOG_INFO, 2);
VALUE(TNT_LOG_WARN, 3);
VALUE(TNT_LOG_ERROR, 4);
VALUE(TNT_INT64, 1);
VALUE(TNT_DOUBLE, 2);
VALUE(TNT_TEXT, 3);
VALUE(TNT_BYTES, 4);
VALUE(TNT_BOOL, 5);
VALUE(TNT_TX_WRITE, 1);
VALUE(TNT_TX_READ_ONLY, 2);
VALUE(TNT_TX_REBUILD, 4);
VALUE(TNT_TX_RELAXED, 8);
VALUE(TNT_TX_IDLE, 0);
VALUE(TNT_TX_ACTIVE, 1);
VALUE(TNT_TX_FAILED, 2);
VALUE(TNT_TX_UNKNOWN, 3);
VALUE(TNT_TRAIT_DDL_IN_TRANSACTION, 1);
VALUE(TNT_TRAIT_CANCEL, 2);
VALUE(TNT_TRAIT_SERVER_TIMEOUT, 8);
VALUE(TNT_TRAIT_PROCESS_SERIAL, 256);
VALUE(TNT_TRAIT_THREAD_AFFINE, 512);

/* ---- ext/draft/admin.h */

OFFSET(tnt_ext_admin, struct_size, 0);
OFFSET(tnt_ext_admin, reserved, 4);
OFFSET(tnt_ext_admin, identify, 8);
OFFSET(tnt_ext_admin, exists, 16);
OFFSET(tnt_ext_admin, create, 24);
OFFSET(tnt_ext_admin, drop, 32);
FLOOR(tnt_ext_admin, 40);
FUNCTION(tnt_ext_admin, identify,
         tnt_status (*)(tnt_conn *, const tnt_call *, const tnt_sink *, tnt_error *));
FUNCTION(tnt_ext_admin, exists,
         tnt_status (*)(tnt_conn *admin, const tnt_call *, tnt_text database, int32_t *yes, tnt_error *));
FUNCTION(tnt_ext_admin, create,
         tnt_status (*)(tnt_conn *admin, const tnt_call *, tnt_text database, const tnt_field *options,
                        size_t n, tnt_error *));
FUNCTION(tnt_ext_admin, drop,
         tnt_status (*)(tnt_conn *admin, const tnt_call *, tnt_text database, int32_t end_sessions,
                        tnt_error *));

/* ---- ext/draft/batch.h */

OFFSET(tnt_item, sql, 0);
OFFSET(tnt_item, params, 16);
OFFSET(tnt_item, n, 24);
OFFSET(tnt_item, flags, 32);
OFFSET(tnt_item, reserved, 36);
SIZE(tnt_item, 40);

OFFSET(tnt_ext_batch, struct_size, 0);
OFFSET(tnt_ext_batch, reserved, 4);
OFFSET(tnt_ext_batch, run, 8);
FLOOR(tnt_ext_batch, 16);
FUNCTION(tnt_ext_batch, run,
         tnt_status (*)(tnt_conn *, const tnt_call *, const tnt_begin *tx_or_null, const tnt_item *items,
                        size_t n, const tnt_sink *sink,
                        void (*done)(void *data, size_t index, const tnt_error *or_null), void *data,
                        tnt_error *));

VALUE(TNT_ITEM_GUARD, 1);
VALUE(TNT_ITEM_IDENTITY, 2);

/* ---- ext/draft/diagnose.h */

OFFSET(tnt_ext_diagnose, struct_size, 0);
OFFSET(tnt_ext_diagnose, reserved, 4);
OFFSET(tnt_ext_diagnose, blockers, 8);
FLOOR(tnt_ext_diagnose, 16);
FUNCTION(tnt_ext_diagnose, blockers,
         tnt_status (*)(tnt_conn *observer, const tnt_call *, tnt_text victim_session, const tnt_sink *,
                        tnt_error *));

/* ---- ext/draft/dialect.h */

OFFSET(tnt_ext_dialect, struct_size, 0);
OFFSET(tnt_ext_dialect, reserved, 4);
OFFSET(tnt_ext_dialect, describe, 8);
OFFSET(tnt_ext_dialect, render, 16);
OFFSET(tnt_ext_dialect, introspect, 24);
OFFSET(tnt_ext_dialect, probe, 32);
OFFSET(tnt_ext_dialect, project, 40);
FLOOR(tnt_ext_dialect, 48);
FUNCTION(tnt_ext_dialect, describe, tnt_status (*)(tnt_text target, const tnt_text_sink *, tnt_error *));
FUNCTION(tnt_ext_dialect, render,
         tnt_status (*)(const tnt_call *, tnt_text request, const tnt_text_sink *, tnt_error *));
FUNCTION(tnt_ext_dialect, introspect,
         tnt_status (*)(tnt_conn *, const tnt_call *, tnt_text request, const tnt_text_sink *, tnt_error *));
FUNCTION(tnt_ext_dialect, probe,
         tnt_status (*)(tnt_conn *, const tnt_call *, tnt_text sql, int32_t *state,
                        const tnt_text_sink *document, tnt_error *));
FUNCTION(tnt_ext_dialect, project,
         tnt_status (*)(const tnt_call *, tnt_text request, const tnt_text_sink *, tnt_error *));

VALUE(TNT_PROBE_DONE, 1);
VALUE(TNT_PROBE_NOT_DONE, 2);
VALUE(TNT_PROBE_UNCLEAR, 3);
VALUE(TNT_PROBE_REPEATABLE, 4);

/* ---- ext/draft/lock.h */

OFFSET(tnt_ext_lock, struct_size, 0);
OFFSET(tnt_ext_lock, reserved, 4);
OFFSET(tnt_ext_lock, try_acquire, 8);
OFFSET(tnt_ext_lock, release, 16);
OFFSET(tnt_ext_lock, holder, 24);
FLOOR(tnt_ext_lock, 32);
FUNCTION(tnt_ext_lock, try_acquire, tnt_status (*)(tnt_conn *, const tnt_call *, tnt_text name, tnt_error *));
FUNCTION(tnt_ext_lock, release, tnt_status (*)(tnt_conn *, const tnt_call *, tnt_text name, tnt_error *));
FUNCTION(tnt_ext_lock, holder,
         tnt_status (*)(tnt_conn *, const tnt_call *, tnt_text name, const tnt_sink *, tnt_error *));

/* ---- ext/draft/script.h */

OFFSET(tnt_piece, begin, 0);
OFFSET(tnt_piece, end, 8);
OFFSET(tnt_piece, flags, 16);
OFFSET(tnt_piece, repeat, 20);
OFFSET(tnt_piece, used_as, 24);
SIZE(tnt_piece, 40);

OFFSET(tnt_ext_script, struct_size, 0);
OFFSET(tnt_ext_script, reserved, 4);
OFFSET(tnt_ext_script, split, 8);
OFFSET(tnt_ext_script, quote, 16);
FLOOR(tnt_ext_script, 24);
FUNCTION(tnt_ext_script, split,
         tnt_status (*)(tnt_text script, void *data, tnt_status (*piece)(void *data, const tnt_piece *),
                        tnt_error *));
FUNCTION(tnt_ext_script, quote, tnt_status (*)(tnt_text identifier, const tnt_text_sink *, tnt_error *));

VALUE(TNT_PIECE_NO_TRANSACTION, 1);
VALUE(TNT_PIECE_TX_CONTROL, 2);
VALUE(TNT_PIECE_IMPLICIT_COMMIT, 4);
VALUE(TNT_PIECE_BEFORE_BEGIN, 8);
VALUE(TNT_PIECE_COMMIT_AFTER, 16);
VALUE(TNT_PIECE_COMMIT, 32);
VALUE(TNT_PIECE_LONG_WAIT, 64);

VALUE(TNT_ABI_MAJOR, 1);
_Static_assert(_Generic(&tenantry_adapter_v1, tnt_entry_v1 : 1, default : 0), "the entry has another type");
// NOLINTNEXTLINE(misc-redundant-expression): that they are the same is the point
_Static_assert(sizeof(TNT_ENTRY_NAME) == sizeof("tenantry_adapter_v1"), "the entry has another name");
_Static_assert(sizeof(tnt_status) == 4, "a status has 32 bits");
