#pragma once
// One open connection through an adapter: RAII over tnt_conn.  Every error that comes out is a
// tenantry::error with secrets scrubbed.  Not for two threads at once (it may move between threads unless the
// adapter is thread-affine).
//
// Life: open → calls → destructor closes.  When a call ends by deadline, stop or a lost line the session is
// broken(): the canceller thread has by then ended what the server still ran, and every further call answers
// connection_lost.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/adapter/types.hpp"
#include "core/base/result.hpp"
#include "core/base/secrets.hpp"

namespace tenantry {

class adapter;  // one loaded adapter: see catalog.hpp

// What open needs.  fields are the contract's keys (url, database, user, password, application_name,
// base_dir, create, purpose, connect_timeout_ms, setting.*), secrets expanded; `hidden` are the texts to
// scrub from all that comes back.
struct session_config {
  std::vector<std::pair<std::string, std::string>> fields;
  secrets hidden;
};

struct batch_item {
  std::string_view sql;  // borrowed until the call returns
  std::vector<cell> params;
  bool guard = false;
  bool identity = false;  // sql is empty; the adapter's identify query runs here
};
struct item_result {
  rows data;
  std::optional<error> failure;
  bool ran = false;
};

using row_callback =
    std::function<bool(const rows &header, row &&r)>;  // false stops early; header has no data

class session {
 public:
  static result<session> open(const adapter &a, const session_config &config, const call_limits &limits);
  session(session &&) noexcept;
  session &operator=(session &&) noexcept;
  ~session();

  [[nodiscard]] const adapter &through() const;
  [[nodiscard]] bool broken() const;
  [[nodiscard]] const secrets &hidden() const;
  // Notices of the last call (server messages that are no error), scrubbed.
  [[nodiscard]] const std::vector<std::string> &notices() const;

  status ping(const call_limits &limits);
  result<rows> query(std::string_view sql, const std::vector<cell> &params, const call_limits &limits);
  status stream(std::string_view sql, const std::vector<cell> &params, const row_callback &each,
                const call_limits &limits);

  status begin(const transaction_options &options, const call_limits &limits);
  status commit(const call_limits &limits);
  status rollback(const call_limits &limits);
  enum class transaction { idle, active, failed, unknown };
  [[nodiscard]] transaction transaction_state();
  // Limits outside a transaction; nullptr gives the session's own back.
  status set_limits(const transaction_options *or_null, const call_limits &limits);

  // --- extensions; each answers `unsupported` where the adapter lacks it, has_…() asks first ---
  [[nodiscard]] bool has_batch() const;
  // Independent items in one round trip; the status fails only when the connection did.
  result<std::vector<item_result>> run_batch(const std::vector<batch_item> &items, const call_limits &limits);
  // A whole transaction in one round trip.  On error nothing took effect (effect none) unless effect says
  // unknown; error.statement is the 1-based index of the item that failed, 0 for begin or commit.
  result<std::vector<item_result>> run_transaction(const transaction_options &options,
                                                   const std::vector<batch_item> &items,
                                                   const call_limits &limits);

  [[nodiscard]] bool has_lock() const;
  status try_lock(std::string_view name, const call_limits &limits);  // locked: somebody else has it
  status unlock(std::string_view name, const call_limits &limits);    // conflict: we did not have it
  result<rows> lock_holder(std::string_view name, const call_limits &limits);

  [[nodiscard]] bool has_admin() const;
  result<identity> identify(const call_limits &limits);
  result<bool> database_exists(std::string_view database, const call_limits &limits);
  status create_database(std::string_view database, const call_limits &limits);
  status drop_database(std::string_view database, bool end_sessions, const call_limits &limits);

  [[nodiscard]] bool has_diagnose() const;
  result<std::vector<blocker>> blockers(std::string_view victim_session, const call_limits &limits);

  [[nodiscard]] bool has_probe() const;
  result<probe_answer> probe(std::string_view sql, const call_limits &limits);
  // The model of the live database: tenantry.introspected/1, see docs/schema-format.md.
  result<std::string> introspect(std::string_view request, const call_limits &limits);

  // Reads an identify row out of a batch item's result.
  static result<identity> to_identity(const rows &r);

 private:
  struct state;
  explicit session(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

}  // namespace tenantry
