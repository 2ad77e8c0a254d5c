// One session of MySQL or MariaDB: everything that the contract and its extensions can ask of it.  Its parts
// live in open.cpp, execute.cpp, transaction.cpp, lock.cpp, admin.cpp, diagnose.cpp, probe.cpp and
// introspect.cpp.
#pragma once
#include <tenantry/sdk/adapter.hpp>

#include "classify.hpp"
#include "common/server_session.hpp"
#include "target.hpp"
#include "version_comments.hpp"

namespace tenantry::mysql {

// server, database, session and read_only, in words that MySQL knows too.
inline constexpr std::string_view mariadb_identity =
    "CONCAT(@@hostname, ':', @@port, ':', @@datadir), COALESCE(DATABASE(), ''), CONNECTION_ID(), "
    "@@GLOBAL.read_only";

class connection final : public odbc::server_session {
 public:
  static std::unique_ptr<connection> open(const sdk::call &, const sdk::config &);

  void ping(const sdk::call &) override;
  void execute(const sdk::call &, std::string_view sql, std::span<const tnt_cell> parameters,
               sdk::row_writer &) override;
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

 private:
  explicit connection(const target &where);
  void learn_server(const sdk::call &);
  [[nodiscard]] sdk::identity to_identity(std::span<const std::string> row) const;
  void set_sql_mode(const sdk::call &, const std::string &mode);

  text_rows ask_server(const sdk::call &, std::string_view sql,
                       std::initializer_list<std::string_view> parameters) override;
  void run_aside(const sdk::call &, std::string_view sql);
  void note_rollback(const sdk::failure &);
  [[noreturn]] void after_failure(sdk::failure why, const classified &about);
  void note_transaction(const classified &about);
  [[nodiscard]] bool client_keeps_limit() const;
  [[nodiscard]] odbc::reminder end_after_limit() const;

  [[nodiscard]] std::string limits_sql(const sdk::limits &) const;
  void apply_limits(const sdk::call &, const sdk::limits &) override;
  void begin_work(const sdk::call &, bool read_only) override;
  void commit_work(const sdk::call &) override;
  void roll_work_back(const sdk::call &) override;
  std::vector<std::string> ask_for_lock(const sdk::call &, std::string_view name);

  std::string wanted_sql_mode_;  // see target
  bool client_timeout_;          // likewise
  server_kind server_;
  std::string version_, comment_, session_;
  // What opening was told, until something else is asked: the question for it is spared where identity is
  // asked first.
  std::optional<sdk::identity> fresh_identity_;
  std::string aside_session_;           // of a statement that runs on a connection of its own
  bool rolls_back_on_timeout_ = false;  // innodb_rollback_on_timeout
  bool never_in_cluster_ = false;       // the server knows no clusters
  std::chrono::steady_clock::time_point blockers_asked_;  // last
};

}  // namespace tenantry::mysql
