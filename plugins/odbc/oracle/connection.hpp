// One session of Oracle, or of an engine that is like it: everything that the contract and its extensions can
// ask of it. Its parts live in open.cpp, execute.cpp, transaction.cpp, lock.cpp, admin.cpp, probe.cpp and
// introspect.cpp.
#pragma once
#include <tenantry/sdk/adapter.hpp>

#include "classify.hpp"
#include "common/server_session.hpp"

namespace tenantry::oracle {

// Who is at the other end.  The likes of Oracle know parts of its SQL and nothing of its dictionary.
enum class product { oracle, mariadb, other };

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
  explicit connection(odbc::opening how);
  void learn_server(const sdk::call &);
  void learn_oracle(const sdk::call &);
  void learn_mariadb(const sdk::call &);

  [[noreturn]] void after_failure(sdk::failure why, const classified &);
  void refuse_compile_errors(const sdk::call &, const program &, std::string_view sql);
  void apply_limits(const sdk::call &, const sdk::limits &) override;
  void begin_work(const sdk::call &, bool read_only) override;
  void commit_work(const sdk::call &) override;
  void roll_work_back(const sdk::call &) override;
  void leave_work(const sdk::call &) override;
  void need_oracle(const char *what) const;

  product product_ = product::oracle;
  std::string session_, version_, flavour_, server_, database_;
  bool autocommit_ = true;  // off while a transaction is open, and until it is left
};

}  // namespace tenantry::oracle
