// What an adapter's author implements: sdk::connection, and beside it the interfaces of the extensions that
// the database has something to say to.  Part of adapter.hpp.  Functions report failure by throwing
// sdk::failure; the thread rules are those of adapter.h: one call at a time for a connection, cancel() on the
// canceller's thread.
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

// Zero: the server's own setting stays; negative: no limit.
struct limits {
  std::chrono::nanoseconds lock_timeout{0};
  std::chrono::nanoseconds statement_timeout{0};
};

struct transaction_options : limits {
  std::uint32_t flags = TNT_TX_WRITE;
  std::string_view lock_name;  // see tnt_begin

  [[nodiscard]] bool has(std::uint32_t flag) const noexcept { return (flags & flag) != 0; }
  [[nodiscard]] bool read_only() const noexcept { return has(TNT_TX_READ_ONLY); }
  [[nodiscard]] bool rebuild() const noexcept { return has(TNT_TX_REBUILD); }
  [[nodiscard]] bool relaxed() const noexcept { return has(TNT_TX_RELAXED); }
};

inline transaction_options read_begin(const tnt_begin *raw) noexcept {
  const tnt_begin from = copy_sized(raw);
  transaction_options made;
  made.lock_timeout = std::chrono::nanoseconds(from.lock_timeout_ns);
  made.statement_timeout = std::chrono::nanoseconds(from.statement_timeout_ns);
  made.flags = from.flags;
  made.lock_name = view(from.lock_name);
  return made;
}

enum class transaction_state : std::int32_t {
  idle = TNT_TX_IDLE,
  active = TNT_TX_ACTIVE,
  failed = TNT_TX_FAILED,
  unknown = TNT_TX_UNKNOWN
};

class connection {
 public:
  connection() = default;
  connection(const connection &) = delete;
  connection &operator=(const connection &) = delete;
  virtual ~connection() = default;  // close: blocks for no longer than a goodbye takes

  virtual void ping(const call &) = 0;
  virtual void execute(const call &, std::string_view sql, std::span<const tnt_cell> parameters,
                       row_writer &) = 0;
  virtual void begin(const call &, const transaction_options &) = 0;
  virtual void commit(const call &) = 0;
  virtual void rollback(const call &) = 0;
  // NULL restores the session's own limits.
  virtual void session_limits(const call &, const limits *) {
    throw failure(TNT_UNSUPPORTED, "this adapter keeps no limits outside a transaction");
  }
  [[nodiscard]] virtual transaction_state state() noexcept = 0;  // asks no server
  virtual void cancel() noexcept = 0;                            // [canceller]
};

// ---- tenantry.lock/1

struct lock_holder {
  std::string session, user, application, host, since;
};
class lockable {
 public:
  virtual ~lockable() = default;
  virtual bool try_acquire(const call &,
                           std::string_view name) = 0;            // never waits; false: somebody else has it
  virtual bool release(const call &, std::string_view name) = 0;  // false: this session did not hold it
  virtual std::vector<lock_holder> holders(const call &, std::string_view name) = 0;
};

// ---- tenantry.batch/1

class batch_report {
 public:
  batch_report(void (*done)(void *, std::size_t, const tnt_error *), void *data) noexcept
      : done_(done), data_(data) {}
  void succeeded(std::size_t index) const {
    if (done_ != nullptr) done_(data_, index, nullptr);
  }
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
class batching {
 public:
  virtual ~batching() = default;
  // See tnt_ext_batch::run; no transaction where the options are NULL.
  virtual void run_batch(const call &, const transaction_options *, std::span<const tnt_item>, row_writer &,
                         const batch_report &) = 0;
};

// ---- tenantry.admin/1

struct identity {
  std::string server, database, session, version, flavour;
  bool writable = true;
  bool pooled = false;
};
// Also for the item TNT_ITEM_IDENTITY of a batch.
inline void write_identity(row_writer &rows, const identity &who) {
  rows.columns({column("server", "text"), column("database", "text"), column("session", "text"),
                column("version", "text"), column("flavour", "text"), column("writable", "boolean"),
                column("pooled", "boolean")});
  rows.row({cell::text(who.server), cell::text(who.database), cell::text(who.session),
            cell::text(who.version), cell::text(who.flavour), cell::boolean(who.writable),
            cell::boolean(who.pooled)});
}
class identifiable {
 public:
  virtual ~identifiable() = default;
  virtual identity identify(const call &) = 0;
};
class administrable {
 public:
  virtual ~administrable() = default;
  virtual bool exists(const call &, std::string_view database) = 0;
  virtual void create(const call &, std::string_view database, const config &options) = 0;
  virtual void drop(const call &, std::string_view database, bool end_sessions) = 0;
};

// ---- tenantry.diagnose/1

struct blocker {
  std::string session, user, application, state, since, query;
};
class diagnosing {
 public:
  virtual ~diagnosing() = default;
  virtual std::vector<blocker> blockers(const call &, std::string_view victim_session) = 0;
};

// ---- tenantry.dialect/1: describe and render need no connection, probe and introspect do

class dialect {
 public:
  virtual ~dialect() = default;
  [[nodiscard]] virtual std::string describe(std::string_view target) const = 0;
  [[nodiscard]] virtual std::string render(const call &, std::string_view request) const = 0;
};
struct probe_answer {
  std::int32_t state = TNT_PROBE_UNCLEAR;
  std::string why;
  std::vector<std::string> clean_up;
};
class probing {
 public:
  virtual ~probing() = default;
  virtual probe_answer probe(const call &, std::string_view sql) = 0;
};
class introspecting {
 public:
  virtual ~introspecting() = default;
  virtual std::string introspect(const call &, std::string_view request) = 0;
};

// ---- tenantry.script/1

struct piece {
  std::size_t begin = 0, end = 0;  // bytes of the script
  std::uint32_t flags = 0, repeat = 1;
  std::string used_as = {};
};
class script {
 public:
  using receiver = std::function<void(const piece &)>;
  virtual ~script() = default;
  virtual void split(std::string_view text, const receiver &) const = 0;
  [[nodiscard]] virtual std::string quote(std::string_view identifier) const = 0;
};

}  // namespace tenantry::sdk
