/// @file
/// What an adapter's author implements: sdk::connection, and beside it the interfaces of the extensions that
/// the database has something to say to.  Part of adapter.hpp.  Functions report failure by throwing
/// sdk::failure; the thread rules are those of adapter.h: one call at a time for a connection, cancel() on
/// the canceller's thread.
#pragma once
#include <tenantry/sdk/ext/draft/admin.h>
#include <tenantry/sdk/ext/draft/batch.h>
#include <tenantry/sdk/ext/draft/diagnose.h>
#include <tenantry/sdk/ext/draft/dialect.h>
#include <tenantry/sdk/ext/draft/lock.h>
#include <tenantry/sdk/ext/draft/script.h>
#include <tenantry/sdk/call.hpp>
#include <tenantry/sdk/config.hpp>
#include <tenantry/sdk/rows.hpp>

#include <functional>
#include <vector>

namespace tenantry::sdk {

/// Zero: the server's own setting stays; negative: no limit.
struct limits {
  /// How long a statement waits for a lock.
  std::chrono::nanoseconds lock_timeout{0};
  /// How long a statement runs.
  std::chrono::nanoseconds statement_timeout{0};
};

/// What begin is given: tnt_begin in C++.
struct transaction_options : limits {
  /// TNT_TX_…
  std::uint32_t flags = TNT_TX_WRITE;
  std::string_view lock_name;  ///< see tnt_begin

  /// Is the bit TNT_TX_… set?
  [[nodiscard]] bool has(std::uint32_t flag) const noexcept { return (flags & flag) != 0; }
  /// TNT_TX_READ_ONLY: let the server refuse writes.
  [[nodiscard]] bool read_only() const noexcept { return has(TNT_TX_READ_ONLY); }
  /// TNT_TX_REBUILD: tables are made anew inside.
  [[nodiscard]] bool rebuild() const noexcept { return has(TNT_TX_REBUILD); }
  /// TNT_TX_RELAXED: a later commit makes this one durable.
  [[nodiscard]] bool relaxed() const noexcept { return has(TNT_TX_RELAXED); }
};

/// Reads what the host's struct reaches; NULL gives the defaults.
inline transaction_options read_begin(const tnt_begin *raw) noexcept {
  const tnt_begin from = copy_sized(raw);
  transaction_options made;
  made.lock_timeout = std::chrono::nanoseconds(from.lock_timeout_ns);
  made.statement_timeout = std::chrono::nanoseconds(from.statement_timeout_ns);
  made.flags = from.flags;
  made.lock_name = view(from.lock_name);
  return made;
}

/// tnt_adapter::transaction_state in C++.
enum class transaction_state : std::int32_t {
  /// None is open.
  idle = TNT_TX_IDLE,
  /// Open and well.
  active = TNT_TX_ACTIVE,
  /// Nothing but a rollback is accepted.
  failed = TNT_TX_FAILED,
  /// The line is lost.
  unknown = TNT_TX_UNKNOWN
};

/// A connection. Made by Facts::open, which throws where it cannot; no function of it is entered twice at a
/// time. [handle]
class connection {
 public:
  /// Derive, and connect in your own constructor.
  connection() = default;
  connection(const connection &) = delete;
  connection &operator=(const connection &) = delete;
  virtual ~connection() = default;  ///< close: blocks for no longer than a goodbye takes

  /// Throws where the line is dead.
  virtual void ping(const call &) = 0;
  /// Runs one statement. With parameters each ? outside quotes and comments is one; without, the text goes
  /// as it is.
  virtual void execute(const call &, std::string_view sql, std::span<const tnt_cell> parameters,
                       row_writer &) = 0;
  /// Begins a transaction; with a lock name it never waits for the lock: TNT_LOCKED at once.
  virtual void begin(const call &, const transaction_options &) = 0;
  /// Commits; a line lost meanwhile is effect::unknown.
  virtual void commit(const call &) = 0;
  /// Undoes what is open; without a transaction it does nothing.
  virtual void rollback(const call &) = 0;
  /// NULL restores the session's own limits.
  virtual void session_limits(const call &, const limits *) {
    throw failure(TNT_UNSUPPORTED, "this adapter keeps no limits outside a transaction");
  }
  [[nodiscard]] virtual transaction_state state() noexcept = 0;  ///< asks no server
  virtual void cancel() noexcept = 0;                            ///< [canceller]
};

// ---- tenantry.lock/1

/// Who holds a lock, for the message to a person who waits.
struct lock_holder {
  std::string session;      ///< as the server names it; each text is "" where the server does not tell
  std::string user;         ///< of the database
  std::string application;  ///< as the session announced itself
  std::string host;         ///< where it comes from
  std::string since;        ///< when it took the lock
};
/// Derive from it where the server has locks that outlive a transaction: they keep two runs apart during
/// statements that cannot run in one. [handle]
class lockable {
 public:
  virtual ~lockable() = default;
  virtual bool try_acquire(const call &,
                           std::string_view name) = 0;  ///< never waits; false: somebody else has it
  virtual bool release(const call &, std::string_view name) = 0;  ///< false: this session did not hold it
  /// Nobody: free.
  virtual std::vector<lock_holder> holders(const call &, std::string_view name) = 0;
};

// ---- tenantry.batch/1

/// Tells the host how each item ended, in order, after its rows.
class batch_report {
 public:
  /// Borrows the host's function.
  batch_report(void (*done)(void *, std::size_t, const tnt_error *), void *data) noexcept
      : done_(done), data_(data) {}
  /// Once for an item that ran.
  void succeeded(std::size_t index) const {
    if (done_ != nullptr) done_(data_, index, nullptr);
  }
  /// Once for an item that did not.
  void failed(std::size_t index, const failure &why) const {
    if (done_ == nullptr) return;
    tnt_error error{};
    error.struct_size = sizeof error;
    write_error(&error, why);
    done_(data_, index, &error);
  }

 private:
  void (*done_)(void *, std::size_t, const tnt_error *);
  void *data_;
};
/// Derive from it where a round trip is slow. [handle]
class batching {
 public:
  virtual ~batching() = default;
  /// See tnt_ext_batch::run; no transaction where the options are NULL.
  virtual void run_batch(const call &, const transaction_options *, std::span<const tnt_item>, row_writer &,
                         const batch_report &) = 0;
};

// ---- tenantry.admin/1

/// Who is at the other end. server and database are the same for every road to one database: duplicates in
/// the registry are recognised by them.
struct identity {
  std::string server;    ///< one text for one server, whatever the URL said
  std::string database;  ///< likewise
  std::string session;   ///< what diagnosing::blockers takes
  std::string version;   ///< of the server
  std::string flavour;   ///< "" for the plain product
  /// False on a standby: nothing is tried there.
  bool writable = true;
  /// True where statements may land on different sessions: session locks do not hold.
  bool pooled = false;
};
/// Also for the item TNT_ITEM_IDENTITY of a batch.
inline void write_identity(row_writer &rows, const identity &who) {
  rows.columns({column("server", "text"), column("database", "text"), column("session", "text"),
                column("version", "text"), column("flavour", "text"), column("writable", "boolean"),
                column("pooled", "boolean")});
  rows.row({cell::text(who.server), cell::text(who.database), cell::text(who.session),
            cell::text(who.version), cell::text(who.flavour), cell::boolean(who.writable),
            cell::boolean(who.pooled)});
}
/// Derive from it: every adapter can. [handle]
class identifiable {
 public:
  virtual ~identifiable() = default;
  /// One round trip or none.
  virtual identity identify(const call &) = 0;
};
/// Derive from it where databases can be made by SQL; the connection was opened with purpose=admin.
/// [handle]
class administrable {
 public:
  virtual ~administrable() = default;
  /// Is there a database of that name?
  virtual bool exists(const call &, std::string_view database) = 0;
  /// Makes it; TNT_CONFLICT where it exists.
  virtual void create(const call &, std::string_view database, const config &options) = 0;
  /// Removes it, with the sessions in it ended first where that is asked.
  virtual void drop(const call &, std::string_view database, bool end_sessions) = 0;
};

// ---- tenantry.diagnose/1

/// A session that another waits for.
struct blocker {
  std::string session;      ///< as the server names it
  std::string user;         ///< of the database
  std::string application;  ///< as the session announced itself
  std::string state;        ///< the server's word: active, idle in transaction
  std::string since;        ///< seconds
  std::string query;        ///< an excerpt
};
/// Derive from it where the server can tell who blocks whom. Asked on a second connection while the victim
/// waits. [handle]
class diagnosing {
 public:
  virtual ~diagnosing() = default;
  /// Of the session that identity::session names.
  virtual std::vector<blocker> blockers(const call &, std::string_view victim_session) = 0;
};

// ---- tenantry.dialect/1: describe and render need no connection, probe and introspect do

/// What an adapter knows of its SQL, without a connection; sdk::sql_dialect is a base. [any]
class dialect {
 public:
  virtual ~dialect() = default;
  /// A document tenantry.dialect/1 for a tenantry.target/1.
  [[nodiscard]] virtual std::string describe(std::string_view target) const = 0;
  /// A document tenantry.rendered/1 for a tenantry.render/1.
  [[nodiscard]] virtual std::string render(const call &, std::string_view request) const = 0;
  /// A document tenantry.schema/1: what of a schema the dialect can keep.
  [[nodiscard]] virtual std::string project(const call &, std::string_view) const {
    throw failure(TNT_UNSUPPORTED, "this dialect does not say what it keeps of a schema");
  }
};
/// What became of a statement.
struct probe_answer {
  /// TNT_PROBE_…
  std::int32_t state = TNT_PROBE_UNCLEAR;
  /// For a person.
  std::string why;
  /// Statements that remove the rest of a failed try.
  std::vector<std::string> clean_up;
};
/// Derive from it where statements run outside transactions: after a crash it tells if one took effect.
/// [handle]
class probing {
 public:
  virtual ~probing() = default;
  /// Looks into the catalog for what the statement makes or removes.
  virtual probe_answer probe(const call &, std::string_view sql) = 0;
};
/// Derive from it to read a schema back. [handle]
class introspecting {
 public:
  virtual ~introspecting() = default;
  /// A document for a document.
  virtual std::string introspect(const call &, std::string_view request) = 0;
};

// ---- tenantry.script/1

/// One statement of a script.
struct piece {
  std::size_t begin = 0;     ///< first byte of the script
  std::size_t end = 0;       ///< the byte behind it, without the terminator and blanks
  std::uint32_t flags = 0;   ///< TNT_PIECE_…
  std::uint32_t repeat = 1;  ///< how often to run it
  std::string used_as = {};  ///< see tnt_piece
};
/// Cuts scripts and quotes names, without a connection; sdk::plain_sql is a base. [any]
class script {
 public:
  /// Takes one piece after another.
  using receiver = std::function<void(const piece &)>;
  virtual ~script() = default;
  /// Pieces in order, without overlap; comments alone are no piece.
  virtual void split(std::string_view text, const receiver &) const = 0;
  /// The identifier as the server reads it back unchanged.
  [[nodiscard]] virtual std::string quote(std::string_view identifier) const = 0;
};

}  // namespace tenantry::sdk
