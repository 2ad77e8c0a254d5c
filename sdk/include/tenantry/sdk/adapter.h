/* clang-format off */
/* The tenantry adapter contract, major version 1.  Plain C11; needs the C library's headers alone.
 *
 * An adapter is a shared object with one exported function (at the end of this file) that hands the host a
 * table of functions.  Rules for every declaration below:
 *   - A struct that begins with struct_size is append-only.  Who fills it sets the size, who reads it tests a
 *     member with TNT_HAS before touching it.  A struct without struct_size is frozen for this major version.
 *   - No memory changes owner.  What a function is given is borrowed until it returns; what a sink is given is
 *     borrowed until the sink's function returns.
 *   - Text is UTF-8, counted, and may hold NUL.  No exception and no longjmp may cross a pointer of a table.
 *   - Thread marks stand behind each function:
 *       [any]        at any time, from any thread
 *       [handle]     one call at a time for a connection, though not always from the same thread
 *       [load]       the host's loader only, before any connection exists
 *       [canceller]  the host's canceller thread
 *   - A blocking function takes a tnt_call and obeys its deadline and its stop.  The status it returns wins over
 *     the status inside the error struct, which the host zeroes (but for struct_size) before the call.
 */
#ifndef TENANTRY_SDK_ADAPTER_H
#define TENANTRY_SDK_ADAPTER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TNT_ABI_MAJOR 1u
#define TNT_ABI_MINOR 0u
#define TNT_EXPORT __attribute__((visibility("default")))

/* Does the struct that p points to reach far enough to hold member m? */
#define TNT_HAS(p, m) ((p)->struct_size >= offsetof(__typeof__(*(p)), m) + sizeof((p)->m))

typedef struct tnt_text {
  const char *data; /* not NUL ended */
  size_t      size; /* bytes */
} tnt_text;

typedef struct tnt_field {
  tnt_text key, value;
} tnt_field;

/* ---- status, error ------------------------------------------------------------------------------------------ */

typedef int32_t tnt_status; /* of fixed width: a C enum's size is the compiler's business */
enum {
  TNT_OK              = 0,
  TNT_UNSUPPORTED     = 1,  /* this adapter or this server cannot do that */
  TNT_BAD_ARGUMENT    = 2,  /* the host asked for nonsense */
  TNT_BAD_CONFIG      = 3,  /* the connection's configuration is wrong: URL, setting, driver */
  TNT_AUTH            = 4,  /* user, password, certificate, or no right to connect */
  TNT_UNREACHABLE     = 5,  /* no server there, it refuses now, or the database does not exist */
  TNT_SQL             = 6,  /* the server refused the statement */
  TNT_CONFLICT        = 7,  /* somebody else was first: unique violation of a guard, lock not held */
  TNT_LOCKED          = 8,  /* a lock could not be had in time, a deadlock, a serialisation failure */
  TNT_TIMEOUT         = 9,  /* the call's deadline or the server's statement timeout passed */
  TNT_CANCELLED       = 10, /* the call's stop was raised, or the server was told to cancel */
  TNT_CONNECTION_LOST = 11,
  TNT_INTERNAL        = 12  /* a bug in the adapter or in its client library */
};

enum { TNT_RETRY_UNKNOWN = 0, TNT_RETRY_NEVER = 1, TNT_RETRY_SAME_CONN = 2, TNT_RETRY_NEW_CONN = 3 };

/* Did the statement take effect?  UNKNOWN makes the host stop, reconnect and ask the history. */
enum { TNT_EFFECT_UNKNOWN = 0, TNT_EFFECT_NONE = 1, TNT_EFFECT_APPLIED = 2 };

enum { TNT_LOG_TRACE = 0, TNT_LOG_DEBUG = 1, TNT_LOG_INFO = 2, TNT_LOG_WARN = 3, TNT_LOG_ERROR = 4 };

/* Lives in the caller and holds its text in place: nothing to free, nothing that dangles. */
typedef struct tnt_error {
  uint32_t   struct_size;
  tnt_status status;
  int32_t    native_code; /* the server's own number, 0 if it has none */
  char       sqlstate[6]; /* NUL ended, "" if none */
  uint8_t    retry;       /* TNT_RETRY_… */
  uint8_t    effect;      /* TNT_EFFECT_… */
  uint32_t   offset;      /* 1-based BYTE in the SQL text or script, 0 if unknown */
  uint32_t   truncated;   /* bytes of the message that did not fit */
  char       message[1000]; /* NUL ended UTF-8; never a secret */
} tnt_error;

/* ---- what the host brings ----------------------------------------------------------------------------------- */

/* Given to every blocking call. */
typedef struct tnt_call {
  uint32_t struct_size;
  int32_t  stop_fd;                            /* readable means: give up now.  -1 if there is none */
  int64_t  deadline_ns;                        /* CLOCK_MONOTONIC; INT64_MAX for none */
  int32_t (*stop)(const struct tnt_call *);    /* not 0: give up now.                                  [any] */
  /* More about an error or a notice than fits into tnt_error.  Keys: detail hint where constraint schema table
   * column diagnostic notice.  Called on the call's own thread, before the call returns. */
  void (*detail)(const struct tnt_call *, tnt_text key, tnt_text value);
  void *host_data;
} tnt_call;

/* Outlives every adapter object. */
typedef struct tnt_host {
  uint32_t struct_size, abi_minor;
  tnt_text product, version;
  void    *data;
  int32_t (*log_wants)(const struct tnt_host *, int32_t level);                                     /* [any] */
  void    (*log)(const struct tnt_host *, const tnt_call *or_null, int32_t level, tnt_text message,
                 const tnt_field *fields, size_t n);                                                /* [any] */
  const void *(*extension)(const struct tnt_host *, const char *id); /* none exist yet: NULL           [any] */
} tnt_host;

/* ---- rows --------------------------------------------------------------------------------------------------- */

/* The kind is the type, of a NULL too.  Decimals, dates and times travel as text, ISO 8601. */
enum { TNT_INT64 = 1, TNT_DOUBLE = 2, TNT_TEXT = 3, TNT_BYTES = 4, TNT_BOOL = 5 };
typedef struct tnt_cell {
  uint8_t kind, is_null, pad[6];
  union {
    int64_t i; /* INT64, and BOOL as 0 or 1 */
    double  d;
  } num;
  tnt_text raw; /* TEXT and BYTES; for the other kinds the server's text form where it has one */
} tnt_cell;

typedef struct tnt_column {
  tnt_text name, type_name;
} tnt_column;

/* Receives a result on the thread that made the call.  Any answer but TNT_OK stops the result early: the
 * adapter gives nothing more to the sink, keeps the connection usable and answers TNT_OK. */
typedef struct tnt_sink {
  uint32_t struct_size, reserved;
  void *data;
  tnt_status (*columns)(void *data, const tnt_column *, size_t n);
  tnt_status (*row)(void *data, const tnt_cell *, size_t n);
  void (*affected)(void *data, int64_t rows);
  void (*begin_item)(void *data, size_t index); /* a batch only: what follows belongs to this item */
} tnt_sink;

/* Receives a document in chunks; who reads discards it unless the call answers TNT_OK. */
typedef struct tnt_text_sink {
  uint32_t struct_size, reserved;
  void *data;
  tnt_status (*write)(void *data, tnt_text chunk);
} tnt_text_sink;

/* ---- connection --------------------------------------------------------------------------------------------- */

typedef struct tnt_conn tnt_conn; /* the adapter's own; opaque here */

enum {
  TNT_TX_WRITE     = 1u << 0,
  TNT_TX_READ_ONLY = 1u << 1,
  TNT_TX_REBUILD   = 1u << 2, /* tables are rebuilt inside: SQLite turns foreign keys off before BEGIN and checks
                               * them before COMMIT; others ignore it */
  TNT_TX_RELAXED   = 1u << 3  /* a later commit on this connection makes this one durable: it need not wait for
                               * the disk.  An adapter that cannot promise atomicity then must ignore it */
};
typedef struct tnt_begin {
  uint32_t struct_size, flags;
  int64_t  lock_timeout_ns, statement_timeout_ns; /* 0: the server's own setting stays; negative: no limit */
  tnt_text lock_name; /* not empty: the transaction holds the lock of this name until its end; when another
                       * transaction or session holds it the answer is TNT_LOCKED at once, never a wait */
} tnt_begin;

enum { TNT_TX_IDLE = 0, TNT_TX_ACTIVE = 1, TNT_TX_FAILED = 2, TNT_TX_UNKNOWN = 3 };

enum {
  TNT_TRAIT_DDL_IN_TRANSACTION = 1u << 0, /* DDL is rolled back with its transaction */
  TNT_TRAIT_CANCEL             = 1u << 1, /* cancel ends a running statement on the server */
  TNT_TRAIT_SERVER_TIMEOUT     = 1u << 3, /* statement_timeout_ns is kept by the server itself */
  TNT_TRAIT_PROCESS_SERIAL     = 1u << 8, /* one call at a time in the whole process */
  TNT_TRAIT_THREAD_AFFINE      = 1u << 9  /* a connection stays on the thread that opened it */
};

/* Required: open close ping execute begin commit rollback cancel transaction_state extension.  The host puts a
 * function that answers TNT_UNSUPPORTED in place of every other member that is absent or NULL. */
typedef struct tnt_adapter {
  uint32_t struct_size, abi_minor; /* abi_minor: the contract this adapter was compiled with */
  tnt_text id, version;
  const tnt_text *database_types; /* upper case: POSTGRESQL */
  size_t   database_type_count;
  uint64_t traits;

  /* Keys of config: url database user password application_name connect_timeout_ms base_dir create purpose
   * (work | admin: connect where databases can be created) and setting.NAME for the adapter's own.  Secrets
   * are expanded already.  An unknown key is ignored, an unknown setting.NAME is TNT_BAD_CONFIG.  A file that
   * does not exist is made only where create is "true". */
  tnt_status (*open)(const tnt_call *, const tnt_field *config, size_t n, tnt_conn **out, tnt_error *);    /* [any] */
  void       (*close)(tnt_conn *or_null);                                                               /* [handle] */
  tnt_status (*ping)(tnt_conn *, const tnt_call *, tnt_error *);                                        /* [handle] */

  /* Runs one statement.  With n > 0 each ? outside quotes and comments is a parameter; with n == 0 the text goes
   * to the server as it stands.  sink may be NULL: rows are dropped. */
  tnt_status (*execute)(tnt_conn *, const tnt_call *, tnt_text sql, const tnt_cell *params, size_t n,
                        const tnt_sink *or_null, tnt_error *);                                          /* [handle] */
  tnt_status (*begin)(tnt_conn *, const tnt_call *, const tnt_begin *, tnt_error *);                    /* [handle] */
  tnt_status (*commit)(tnt_conn *, const tnt_call *, tnt_error *);                                      /* [handle] */
  tnt_status (*rollback)(tnt_conn *, const tnt_call *, tnt_error *);                                    /* [handle] */
  /* Limits for statements outside a transaction (lock_name and flags are not read); NULL restores the session's
   * own. */
  tnt_status (*session_limits)(tnt_conn *, const tnt_call *, const tnt_begin *or_null, tnt_error *);    /* [handle] */
  int32_t    (*transaction_state)(tnt_conn *); /* asks no server                                           [handle] */

  /* Ends what the server still runs for this connection, after a call came back TIMEOUT, CANCELLED or
   * CONNECTION_LOST.  May block for a second.  The host starts no other call on the connection until it returns,
   * and closes it after. */
  void       (*cancel)(tnt_conn *);                                                                  /* [canceller] */

  const void *(*extension)(const char *id); /* "name/revision" or NULL; lives as long as the process          [any] */
  void       (*shutdown)(void);             /* may be NULL; the library stays mapped                         [load] */
} tnt_adapter;

/* The one exported symbol.  An adapter that is linked into a host defines TNT_ENTRY_SYMBOL to a name of its own
 * before it includes this file, and TNT_ENTRY_LINKAGE to nothing to keep that name hidden.  Idempotent: every
 * call gives the same table. */
#ifndef TNT_ENTRY_SYMBOL
#define TNT_ENTRY_SYMBOL tenantry_adapter_v1
#endif
#ifndef TNT_ENTRY_LINKAGE
#define TNT_ENTRY_LINKAGE TNT_EXPORT
#endif
#define TNT_ENTRY_NAME "tenantry_adapter_v1"
TNT_ENTRY_LINKAGE tnt_status TNT_ENTRY_SYMBOL(const tnt_host *host, const tnt_adapter **out, tnt_error *);  /* [load] */
typedef tnt_status (*tnt_entry_v1)(const tnt_host *, const tnt_adapter **, tnt_error *);

#ifdef __cplusplus
}
#endif
#endif
