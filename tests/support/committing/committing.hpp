// SQLite's connection with MySQL's manners: DDL commits, and the line can be lost.
#pragma once
#include <tenantry/sdk/script.hpp>

#include <functional>

#include "plugins/sqlite/connection.hpp"

namespace tenantry::committing {

class script final : public sdk::plain_sql {
 public:
  script() : plain_sql(rules()) {}
  static sdk::lexical_rules rules();
  static bool is_ddl(std::string_view sql);

 protected:
  std::uint32_t classify(const sdk::statement_tokens &, sdk::piece &) const override;
};

class connection final : public sdk::connection,
                         public sdk::lockable,
                         public sdk::identifiable,
                         public sdk::probing,
                         public sdk::introspecting {
 public:
  connection(const sdk::call &, const sqlite::settings &chosen);
  ~connection() override;

  void ping(const sdk::call &) override;
  void execute(const sdk::call &, std::string_view sql, std::span<const tnt_cell> parameters,
               sdk::row_writer &) override;
  void begin(const sdk::call &, const sdk::transaction_options &) override;
  void commit(const sdk::call &) override;
  void rollback(const sdk::call &) override;
  void session_limits(const sdk::call &, const sdk::limits *) override;
  sdk::transaction_state state() noexcept override;
  void cancel() noexcept override;

  bool try_acquire(const sdk::call &, std::string_view name) override;
  bool release(const sdk::call &, std::string_view name) override;
  std::vector<sdk::lock_holder> holders(const sdk::call &, std::string_view name) override;

  sdk::identity identify(const sdk::call &) override;
  sdk::probe_answer probe(const sdk::call &, std::string_view sql) override;
  std::string introspect(const sdk::call &, std::string_view request) override;

 private:
  void operation(const std::function<void()> &work);
  void lose_line();
  void check_line() const;

  sqlite::settings chosen_;
  std::unique_ptr<sqlite::connection> inner_;  // none: the line is gone
  int lock_file_ = -1;
};

}  // namespace tenantry::committing
