// One open SQLite file.  SQLite works on the caller's thread and asks patience whether to go on, so every
// call obeys its deadline and its stop.  Nothing here touches the file before the first statement.
#pragma once
#include <tenantry/sdk/adapter.hpp>

#include <optional>

#include "errors.hpp"
#include "handle.hpp"
#include "patience.hpp"
#include "rebuild.hpp"

namespace tenantry::sqlite {

struct settings {
  std::string file;  // empty: purpose=admin, no file at all
  std::string base_dir;
  bool create = false;
  bool read_only = false;
  bool foreign_keys = false;
  std::chrono::milliseconds busy_timeout{5000};
};

class connection final : public sdk::connection,
                         public sdk::identifiable,
                         public sdk::administrable,
                         public sdk::probing,
                         public sdk::introspecting {
 public:
  explicit connection(settings chosen);

  void ping(const sdk::call &) override;
  void execute(const sdk::call &, std::string_view sql, std::span<const tnt_cell> parameters,
               sdk::row_writer &) override;
  void begin(const sdk::call &, const sdk::transaction_options &) override;
  void commit(const sdk::call &) override;
  void rollback(const sdk::call &) override;
  void session_limits(const sdk::call &, const sdk::limits *) override;
  sdk::transaction_state state() noexcept override;
  void cancel() noexcept override;

  sdk::identity identify(const sdk::call &) override;
  bool exists(const sdk::call &, std::string_view name) override;
  void create(const sdk::call &, std::string_view name, const sdk::config &options) override;
  void drop(const sdk::call &, std::string_view name, bool end_sessions) override;

  sdk::probe_answer probe(const sdk::call &, std::string_view sql) override;
  std::string introspect(const sdk::call &, std::string_view request) override;

 private:
  statement prepare(const sdk::call &, std::string_view sql);
  void step_through(const sdk::call &, sqlite3_stmt *, sdk::row_writer &);
  void run(const sdk::call &, std::string_view sql);  // a statement of our own, inside a turn
  void leave_transaction() noexcept;
  [[noreturn]] void fail(const sdk::call &, int code, bool rows_changed = false);
  [[nodiscard]] bool has_object(const sdk::call &, std::string_view type, std::string_view name);
  [[nodiscard]] bool set_foreign_keys(int on_or_ask) noexcept;

  settings chosen_;
  patience patience_;
  database db_;
  bool in_transaction_ = false;
  sdk::limits session_limits_;
  std::optional<rebuild_guard> rebuild_;
  std::optional<bool> foreign_keys_before_;  // during a rebuild: what to restore
  bool query_only_ = false;
  std::string session_;  // made when first asked for
};

// Opens, or throws with what is wrong with the file.
database open_file(const settings &chosen);

}  // namespace tenantry::sqlite
