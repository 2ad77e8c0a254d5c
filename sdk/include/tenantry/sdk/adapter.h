/* clang-format off */
/** @file
 * The tenantry adapter contract, major version 1.  Plain C11; needs the C library's headers alone.
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

/** In the entry function's name too: another major is another contract. */
#define TNT_ABI_MAJOR 1u
/** Grows with each member, value or extension that is appended. */
#define TNT_ABI_MINOR 0u
/** Visible although everything else of the library is hidden. */
#define TNT_EXPORT __attribute__((visibility("default")))

/** Does the struct that p points to reach far enough to hold member m? */
#define TNT_HAS(p, m) ((p)->struct_size >= offsetof(__typeof__(*(p)), m) + sizeof((p)->m))

/** Counted UTF-8: a text from a database may hold NUL. */
typedef struct tnt_text {
  const char *data; /**< not NUL ended */
  size_t      size; /**< bytes */
} tnt_text;

/** One entry of a configuration or of a log line. */
typedef struct tnt_field {
  tnt_text key;   /**< lower case */
  tnt_text value; /**< borrowed, as every text */
} tnt_field;

/* ---- status, error ------------------------------------------------------------------------------------------ */

/** How a call ended, TNT_OK … TNT_INTERNAL.  Of fixed width: a C enum's size is the compiler's business. */
typedef int32_t tnt_status;
/** Values of tnt_status.  The host decides by them: what waits and tries again, what stops the tenant. */
enum {
  TNT_OK              = 0,  /**< done, whatever the error struct holds */
  TNT_UNSUPPORTED     = 1,  /**< this adapter or this server cannot do that */
  TNT_BAD_ARGUMENT    = 2,  /**< the host asked for nonsense */
  TNT_BAD_CONFIG      = 3,  /**< the connection's configuration is wrong: URL, setting, driver */
  TNT_AUTH            = 4,  /**< user, password, certificate, or no right to connect */
  TNT_UNREACHABLE     = 5,  /**< no server there, it refuses now, or the database does not exist */
  TNT_SQL             = 6,  /**< the server refused the statement */
  TNT_CONFLICT        = 7,  /**< somebody else was first: unique violation of a guard, lock not held */
  TNT_LOCKED          = 8,  /**< a lock could not be had in time, a deadlock, a serialisation failure */
  TNT_TIMEOUT         = 9,  /**< the call's deadline or the server's statement timeout passed */
  TNT_CANCELLED       = 10, /**< the call's stop was raised, or the server was told to cancel */
  TNT_CONNECTION_LOST = 11, /**< the line broke; the connection is of no further use */
  TNT_INTERNAL        = 12  /**< a bug in the adapter or in its client library */
};

/** May the host try the transaction again?  Only the adapter knows which of a server's errors pass by themselves. */
enum {
  TNT_RETRY_UNKNOWN   = 0, /**< the host decides by the status */
  TNT_RETRY_NEVER     = 1, /**< the same would happen again */
  TNT_RETRY_SAME_CONN = 2, /**< a deadlock, a lock: again on this connection */
  TNT_RETRY_NEW_CONN  = 3  /**< again, on a new connection */
};

/** Did the statement take effect?  Nothing is run twice by guess. */
enum {
  TNT_EFFECT_UNKNOWN = 0, /**< the host stops, reconnects and asks the history */
  TNT_EFFECT_NONE    = 1, /**< nothing is left of it */
  TNT_EFFECT_APPLIED = 2  /**< it happened, and something failed after */
};

/** Levels of tnt_host::log. */
enum {
  TNT_LOG_TRACE = 0, /**< each call */
  TNT_LOG_DEBUG = 1, /**< for who writes the adapter */
  TNT_LOG_INFO  = 2, /**< for who watches a run */
  TNT_LOG_WARN  = 3, /**< works, though not as asked */
  TNT_LOG_ERROR = 4  /**< fails; the call's tnt_error says so too */
};

/** Lives in the caller and holds its text in place: nothing to free, nothing that dangles. */
typedef struct tnt_error {
  uint32_t   struct_size; /**< set by the host; what it does not reach is not written */
  tnt_status status;      /**< the same as the call's answer */
  int32_t    native_code; /**< the server's own number, 0 if it has none */
  char       sqlstate[6]; /**< NUL ended, "" if none */
  uint8_t    retry;       /**< TNT_RETRY_… */
  uint8_t    effect;      /**< TNT_EFFECT_… */
  uint32_t   offset;      /**< 1-based BYTE in the SQL text or script, 0 if unknown */
  uint32_t   truncated;   /**< bytes of the message that did not fit */
  char       message[1000]; /**< NUL ended UTF-8; never a secret */
} tnt_error;

/* ---- what the host brings ----------------------------------------------------------------------------------- */

/** Given to every blocking call: how long it may take and how it is told to end.  Never kept beyond it. */
typedef struct tnt_call {
  uint32_t struct_size;                        /**< set by the host */
  int32_t  stop_fd;                            /**< readable means: give up now, so that it fits into a poll.  -1 if there is none */
  int64_t  deadline_ns;                        /**< CLOCK_MONOTONIC, absolute, so that waits add up; INT64_MAX for none */
  int32_t (*stop)(const struct tnt_call *);    /**< not 0: give up now.                                  [any] */
  /** More about an error or a notice than fits into tnt_error.  Keys: detail hint where constraint schema table
   * column diagnostic notice.  Called on the call's own thread, before the call returns. */
  void (*detail)(const struct tnt_call *, tnt_text key, tnt_text value);
  void *host_data; /**< the host's own */
} tnt_call;

/** What the host offers.  Outlives every adapter object. */
typedef struct tnt_host {
  uint32_t struct_size;      /**< set by the host */
  uint32_t abi_minor;        /**< the contract that the host was compiled with */
  tnt_text product;          /**< "tenantry": for the server's list of sessions */
  tnt_text version;          /**< of the product */
  void    *data;             /**< the host's own */
  /** Not 0: a line of that level would be kept.  Asked first where a line is dear to make.            [any] */
  int32_t (*log_wants)(const struct tnt_host *, int32_t level);
  /** One line of the host's log; the call, if any, says whose it is.  Never a secret.                 [any] */
  void    (*log)(const struct tnt_host *, const tnt_call *or_null, int32_t level, tnt_text message,
                 const tnt_field *fields, size_t n);
  const void *(*extension)(const struct tnt_host *, const char *id); /**< none exist yet: NULL           [any] */
} tnt_host;

/* ---- rows --------------------------------------------------------------------------------------------------- */

/** The kind is the type, of a NULL too.  Decimals, dates and times travel as text, ISO 8601: no digit is lost. */
enum {
  TNT_INT64  = 1, /**< num.i */
  TNT_DOUBLE = 2, /**< num.d */
  TNT_TEXT   = 3, /**< raw, UTF-8 */
  TNT_BYTES  = 4, /**< raw, any bytes */
  TNT_BOOL   = 5  /**< num.i, 0 or 1 */
};
/** One value of a row, or one parameter. */
typedef struct tnt_cell {
  uint8_t kind;    /**< TNT_INT64 … TNT_BOOL */
  uint8_t is_null; /**< 0 or 1 */
  uint8_t pad[6];  /**< zero */
  /** The number of INT64, BOOL and DOUBLE. */
  union {
    int64_t i; /**< INT64, and BOOL as 0 or 1 */
    double  d; /**< DOUBLE */
  } num; /**< for numbers */
  tnt_text raw; /**< TEXT and BYTES; for the other kinds the server's text form where it has one */
} tnt_cell;

/** One column of a result. */
typedef struct tnt_column {
  tnt_text name;      /**< as the server gives it */
  tnt_text type_name; /**< the server's own word, for people; may be empty */
} tnt_column;

/** Receives a result on the thread that made the call.  Any answer but TNT_OK stops the result early: the
 * adapter gives nothing more to the sink, keeps the connection usable and answers TNT_OK. */
typedef struct tnt_sink {
  uint32_t struct_size; /**< set by the host */
  uint32_t reserved;    /**< zero */
  void *data;           /**< the first argument of each function */
  tnt_status (*columns)(void *data, const tnt_column *, size_t n); /**< once, before the first row */
  tnt_status (*row)(void *data, const tnt_cell *, size_t n);       /**< as the rows come, none kept back */
  void (*affected)(void *data, int64_t rows);                      /**< how many rows a statement changed */
  void (*begin_item)(void *data, size_t index); /**< a batch only: what follows belongs to this item */
} tnt_sink;

/** Receives a document in chunks; who reads discards it unless the call answers TNT_OK. */
typedef struct tnt_text_sink {
  uint32_t struct_size; /**< set by the host */
  uint32_t reserved;    /**< zero */
  void *data;           /**< the first argument of write */
  /** The next piece of the document; what it answers but TNT_OK the adapter's call answers too. */
  tnt_status (*write)(void *data, tnt_text chunk);
} tnt_text_sink;

/* ---- connection --------------------------------------------------------------------------------------------- */

/** A connection: the adapter's own, opaque here. */
typedef struct tnt_conn tnt_conn;

/** What a transaction is for: tnt_begin::flags. */
enum {
  TNT_TX_WRITE     = 1u << 0, /**< takes what a writer needs at once, so that it cannot fail later */
  TNT_TX_READ_ONLY = 1u << 1, /**< the server refuses writes: for looking at a tenant */
  TNT_TX_REBUILD   = 1u << 2, /**< tables are rebuilt inside: SQLite turns foreign keys off before BEGIN and checks
                               * them before COMMIT; others ignore it */
  TNT_TX_RELAXED   = 1u << 3  /**< a later commit on this connection makes this one durable: it need not wait for
                               * the disk.  An adapter that cannot promise atomicity then must ignore it */
};
/** The limits of a transaction or of a session. */
typedef struct tnt_begin {
  uint32_t struct_size;          /**< set by the host */
  uint32_t flags;                /**< TNT_TX_… */
  int64_t  lock_timeout_ns;      /**< a wait for a lock; 0: the server's own setting stays; negative: no limit */
  int64_t  statement_timeout_ns; /**< a statement; likewise */
  tnt_text lock_name; /**< not empty: the transaction holds the lock of this name until its end; when another
                       * transaction or session holds it the answer is TNT_LOCKED at once, never a wait */
} tnt_begin;

/** Answers of tnt_adapter::transaction_state. */
enum {
  TNT_TX_IDLE    = 0, /**< none is open */
  TNT_TX_ACTIVE  = 1, /**< open and well */
  TNT_TX_FAILED  = 2, /**< open, and nothing but a rollback is accepted */
  TNT_TX_UNKNOWN = 3  /**< the line is lost, or a pooler stands between */
};

/** What the database and its client library are like: tnt_adapter::traits, and once more in the manifest. */
enum {
  TNT_TRAIT_DDL_IN_TRANSACTION = 1u << 0, /**< DDL is rolled back with its transaction */
  TNT_TRAIT_CANCEL             = 1u << 1, /**< cancel ends a running statement on the server */
  TNT_TRAIT_SERVER_TIMEOUT     = 1u << 3, /**< statement_timeout_ns is kept by the server itself */
  TNT_TRAIT_PROCESS_SERIAL     = 1u << 8, /**< one call at a time in the whole process */
  TNT_TRAIT_THREAD_AFFINE      = 1u << 9  /**< a connection stays on the thread that opened it */
};

/** The adapter: one table of functions.
 *
 * Required: open close ping execute begin commit rollback cancel transaction_state extension.  The host puts a
 * function that answers TNT_UNSUPPORTED in place of every other member that is absent or NULL. */
typedef struct tnt_adapter {
  uint32_t struct_size;           /**< set by the adapter */
  uint32_t abi_minor;             /**< the contract this adapter was compiled with */
  tnt_text id;                    /**< a reversed domain name; the manifest's */
  tnt_text version;               /**< three numbers; the manifest's */
  const tnt_text *database_types; /**< upper case: POSTGRESQL; the manifest's */
  size_t   database_type_count;   /**< at least one */
  uint64_t traits;                /**< TNT_TRAIT_…; the manifest's */

  /** Makes a connection, within the call's deadline; only a name look-up may outlast it.              [any]
   *
   * Keys of config: url database user password application_name connect_timeout_ms base_dir create purpose
   * (work | admin: connect where databases can be created) and setting.NAME for the adapter's own.  Secrets
   * are expanded already.  An unknown key is ignored, an unknown setting.NAME is TNT_BAD_CONFIG.  A file that
   * does not exist is made only where create is "true". */
  tnt_status (*open)(const tnt_call *, const tnt_field *config, size_t n, tnt_conn **out, tnt_error *);
  /** Ends the session and frees the connection; blocks for no longer than a goodbye takes.            [handle] */
  void       (*close)(tnt_conn *or_null);
  /** Is the line alive?  Asked before a connection that lay idle is used again.                       [handle] */
  tnt_status (*ping)(tnt_conn *, const tnt_call *, tnt_error *);

  /** Runs one statement.  With n > 0 each ? outside quotes and comments is a parameter; with n == 0 the text goes
   * to the server as it stands, for a user's statement may hold a ? of its own.  sink may be NULL: rows are dropped.
   *                                                                                                   [handle] */
  tnt_status (*execute)(tnt_conn *, const tnt_call *, tnt_text sql, const tnt_cell *params, size_t n,
                        const tnt_sink *or_null, tnt_error *);
  /** Begins a transaction.  With a lock name it never waits for the lock: a transaction that waits would hold back
   * the server's cleaning, so the host waits outside.                                                 [handle] */
  tnt_status (*begin)(tnt_conn *, const tnt_call *, const tnt_begin *, tnt_error *);
  /** Commits.  A line lost meanwhile is TNT_EFFECT_UNKNOWN.                                           [handle] */
  tnt_status (*commit)(tnt_conn *, const tnt_call *, tnt_error *);
  /** Undoes the open transaction; without one it does nothing, so that it may follow every failure.   [handle] */
  tnt_status (*rollback)(tnt_conn *, const tnt_call *, tnt_error *);
  /** Limits for statements outside a transaction (lock_name and flags are not read); NULL restores the session's
   * own.                                                                                              [handle] */
  tnt_status (*session_limits)(tnt_conn *, const tnt_call *, const tnt_begin *or_null, tnt_error *);
  int32_t    (*transaction_state)(tnt_conn *); /**< TNT_TX_IDLE …; asks no server.                      [handle] */

  /** Ends what the server still runs for this connection, after a call came back TIMEOUT, CANCELLED or
   * CONNECTION_LOST.  May block for a second.  The host starts no other call on the connection until it returns,
   * and closes it after.                                                                            [canceller] */
  void       (*cancel)(tnt_conn *);

  /** The table of an extension by its id, "name/revision", or NULL.  What not every database can do stands outside
   * this table, so that it can change by itself.  The answer lives as long as the process.             [any] */
  const void *(*extension)(const char *id);
  /** May be NULL.  The library stays mapped: threads of a client library may still run.              [load] */
  void       (*shutdown)(void);
} tnt_adapter;

#ifndef TNT_ENTRY_SYMBOL
/** An adapter that is linked into a host defines a name of its own before it includes this file. */
#define TNT_ENTRY_SYMBOL tenantry_adapter_v1
#endif
#ifndef TNT_ENTRY_LINKAGE
/** Such an adapter defines this to nothing, to keep its name hidden. */
#define TNT_ENTRY_LINKAGE TNT_EXPORT
#endif
/** What the host looks up. */
#define TNT_ENTRY_NAME "tenantry_adapter_v1"
/** The one exported symbol: gives the table.  Idempotent, so that a host may ask again: every call gives the same
 * table.  It does nothing else: no thread, no file, no output.                                         [load] */
TNT_ENTRY_LINKAGE tnt_status TNT_ENTRY_SYMBOL(const tnt_host *host, const tnt_adapter **out, tnt_error *);
/** Its type. */
typedef tnt_status (*tnt_entry_v1)(const tnt_host *, const tnt_adapter **, tnt_error *);

#ifdef __cplusplus
}
#endif
#endif
