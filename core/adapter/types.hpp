#pragma once
// What passes between the host and an adapter, as C++ values: cells, rows, limits of a call, facts of a
// server.
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"

namespace tenantry {

// One value that goes to or comes from a database.  monostate is NULL.  Dates, times and decimals are text.
struct bytes {
  std::string data;
  bool operator==(const bytes &) const = default;
};
using cell = std::variant<std::monostate, std::int64_t, double, bool, std::string, bytes>;

// nullopt for NULL or where the value is of another kind and has no such form.
std::optional<std::int64_t> as_int64(
    const cell &c);                                 // also text that is a whole decimal number, and booleans
std::optional<std::string> as_text(const cell &c);  // numbers in plain decimal, booleans as true and false
std::optional<bool> as_bool(const cell &c);         // also 0, 1, "t", "f", "true", "false"

using row = std::vector<cell>;
struct rows {
  std::vector<std::string> columns;  // names as the server gives them
  std::vector<row> data;
  std::int64_t affected = -1;  // -1: not told
  // Index of a column by name, ignoring case (Oracle folds up, PostgreSQL down).
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
};

// How long a call may take and what can end it.  A default one never ends by itself.
struct call_limits {
  std::optional<monotonic::time_point> deadline;
  std::stop_token stop;
  int stop_fd = -1;  // readable when stop is requested; owned by the run (see stop_source)
};

// tnt_begin as a value.
struct transaction_options {
  bool read_only = false;
  bool rebuild = false;               // SQLite: foreign keys off first
  bool relaxed = false;               // durable with a later commit of this session
  milliseconds lock_timeout{0};       // 0: the server's own; negative: none
  milliseconds statement_timeout{0};  // 0: the server's own; negative: none
  std::string lock_name;              // "" for none
};

// Answer of tenantry.admin/1 identify.
struct identity {
  std::string server, database, session, version, flavour;
  bool writable = true;
  bool pooled = false;
};

// A piece of a script, as the adapter's splitter cut it.  Offsets are bytes of the script.
struct piece {
  std::size_t begin = 0, end = 0;
  bool no_transaction = false, transaction_control = false, commit = false, implicit_commit = false,
       before_begin = false, commit_after = false, long_wait = false;
  std::uint32_t repeat = 1;
  std::string used_as;  // commit_after: text that a later statement holds when it uses what this one made
};

enum class probe_state { done = 1, not_done = 2, unclear = 3, repeatable = 4 };
struct probe_answer {
  probe_state state = probe_state::unclear;
  std::string why;
  std::vector<std::string> clean_up;  // removes what a failed try of ours left
};

// Who blocks a waiting session.
struct blocker {
  std::string session, user, application, state, since, query;
};
std::string to_string(const blocker &b);  // "pid 4711 (app, user) idle in transaction for 12 s: SELECT …"

}  // namespace tenantry
