// The adapter's connection: everything that the contract and its extensions can ask of one PostgreSQL
// session. Its parts live in execute.cpp, transaction.cpp, batch.cpp, lock.cpp, admin.cpp, diagnose.cpp,
// introspect.cpp and probe.cpp.
#pragma once

#include <tenantry/sdk/adapter.hpp>

#include "line.hpp"
#include "values.hpp"

namespace tenantry::postgresql {

class connection final : public sdk::connection,
                         public sdk::lockable,
                         public sdk::batching,
                         public sdk::identifiable,
                         public sdk::administrable,
                         public sdk::diagnosing,
                         public sdk::probing,
                         public sdk::introspecting {
 public:
  explicit connection(conn_handle conn) : line_(std::move(conn)) {}
  static std::unique_ptr<connection> open(const sdk::call &, const sdk::config &);

  void ping(const sdk::call &) override;
  void execute(const sdk::call &, std::string_view sql, std::span<const tnt_cell> parameters,
               sdk::row_writer &) override;
  void begin(const sdk::call &, const sdk::transaction_options &) override;
  void commit(const sdk::call &) override;
  void rollback(const sdk::call &) override;
  void session_limits(const sdk::call &, const sdk::limits *) override;
  [[nodiscard]] sdk::transaction_state state() noexcept override { return line_.state(); }
  void cancel() noexcept override { line_.cancel(); }

  bool try_acquire(const sdk::call &, std::string_view name) override;
  bool release(const sdk::call &, std::string_view name) override;
  std::vector<sdk::lock_holder> holders(const sdk::call &, std::string_view name) override;

  void run_batch(const sdk::call &, const sdk::transaction_options *, std::span<const tnt_item>,
                 sdk::row_writer &, const sdk::batch_report &) override;

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
  void finish_statement(const sdk::call &, const sent_statement &, sdk::row_writer &);

  line line_;
};

// "a""b"
[[nodiscard]] std::string quote_name(std::string_view name);

}  // namespace tenantry::postgresql
