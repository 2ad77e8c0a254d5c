// One session of MySQL or MariaDB: everything that the contract and its extensions can ask of it.  Its parts
// live in open.cpp, execute.cpp, transaction.cpp, lock.cpp, admin.cpp, diagnose.cpp, probe.cpp and
// introspect.cpp.
#pragma once
#include <tenantry/sdk/adapter.hpp>

#include "classify.hpp"
#include "common/statement.hpp"
#include "target.hpp"
#include "version_comments.hpp"

namespace tenantry::mysql {

// server, database, session and read_only, in words that MySQL knows too.
inline constexpr std::string_view mariadb_identity =
    "CONCAT(@@hostname, ':', @@port, ':', @@datadir), COALESCE(DATABASE(), ''), CONNECTION_ID(), "
    "@@GLOBAL.read_only";

class connection final : public sdk::connection,
                         public sdk::lockable,
                         public sdk::identifiable,
                         public sdk::administrable,
                         public sdk::diagnosing,
                         public sdk::probing,
                         public sdk::introspecting {
 public:
  static std::unique_ptr<connection> open(const sdk::call &, const sdk::config &);

  void ping(const sdk::call &) override;
  void execute(const sdk::call &, std::string_view sql, std::span<const tnt_cell> parameters,
               sdk::row_writer &) override;
  void begin(const sdk::call &, const sdk::transaction_options &) override;
  void commit(const sdk::call &) override;
  void rollback(const sdk::call &) override;
  void session_limits(const sdk::call &, const sdk::limits *) override;
  [[nodiscard]] sdk::transaction_state state() noexcept override;
  void cancel() noexcept override;

  bool try_acquire(const sdk::call &, std::string_view name) override;
  bool release(const sdk::call &, std::string_view name) override;
  std::vector<sdk::lock_holder> holders(const sdk::call &, std::string_view name) override;

  sdk::identity identify(const sdk::call &) override;
  bool exists(const sdk::call &, std::string_view database) override;
  void create(const sdk::call &, std::string_view database, const sdk::config &options) override;
  void drop(const sdk::call &, std::string_view database, bool end_sessions) override;

  std::vector<sdk::blocker> blockers(const sdk::call &, std::string_view victim_session) override;
  sdk::probe_answer probe(const sdk::call &, std::string_view sql) override;
  std::string introspect(const sdk::call &, std::string_view request) override;

  // The adapter's own questions: all rows as text, "" for NULL.
  using text_rows = std::vector<std::vector<std::string>>;
  text_rows ask(const sdk::call &, std::string_view sql,
                std::initializer_list<std::string_view> parameters = {});

 private:
  explicit connection(target where) : where_(std::move(where)) {}
  static std::unique_ptr<odbc::line> connect(const sdk::call &, const target &);
  void learn_server(const sdk::call &);
  [[nodiscard]] sdk::identity to_identity(std::span<const std::string> row) const;
  void set_sql_mode(const sdk::call &, const std::string &mode);

  // One statement as the server shall read it, on any line.
  void run(const sdk::call &, odbc::line &on, std::string_view sql, std::span<const tnt_cell> parameters,
           sdk::row_writer &, const classified &about);
  void run_aside(const sdk::call &, std::string_view sql, const classified &about);
  text_rows ask_on(const sdk::call &, odbc::line &on, std::string_view sql,
                   std::span<const tnt_cell> parameters);
  void deliver(const sdk::call &, odbc::line &on, odbc::portion some, sdk::row_writer &, std::string_view sql,
               const classified &about);
  [[noreturn]] void raise(const sdk::call &, odbc::line &on, const odbc::diagnostics &, std::string_view sql,
                          const classified &about);
  void refuse_what_cannot_run(std::string_view sql, std::span<const tnt_cell> parameters,
                              const classified &) const;
  void note_transaction(const classified &about);
  [[nodiscard]] odbc::reminder end_after_limit() const;
  static void run_on_second(const target &where, const std::vector<std::string> &statements) noexcept;

  [[nodiscard]] std::string limits_sql(const sdk::limits &) const;
  void apply_limits(const sdk::call &, const sdk::limits &);
  std::vector<std::string> ask_for_lock(const sdk::call &, std::string_view name);
  void leave_transaction(const sdk::call &);

  target where_;
  std::unique_ptr<odbc::line> line_;
  server_kind server_;
  std::string version_, comment_, session_;
  // What opening was told, until something else is asked: the question for it is spared where identity is
  // asked first.
  std::optional<sdk::identity> fresh_identity_;
  std::string aside_session_;           // of a statement that runs on a connection of its own
  bool rolls_back_on_timeout_ = false;  // innodb_rollback_on_timeout
  bool never_in_cluster_ = false;       // the server knows no clusters
  sdk::transaction_state state_ = sdk::transaction_state::idle;
  std::string transaction_lock_;                          // held until the transaction ends
  sdk::limits session_limits_;                            // for statements outside a transaction
  sdk::limits applied_;                                   // what the server was told last
  std::chrono::steady_clock::time_point blockers_asked_;  // last
  bool in_own_statement_ = false;  // no limits of the user for the adapter's own questions
};

}  // namespace tenantry::mysql
