// A session as the contract sees it, as far as it is the same for every database over ODBC: its transactions,
// the lock that one takes with it, and which limits hold.  An adapter's connection derives from it and says
// how its database begins, commits, rolls back and keeps limits.
#pragma once
#include <tenantry/sdk/connection.hpp>

#include "client.hpp"

namespace tenantry::odbc {

class server_session : public sdk::connection,
                       public sdk::lockable,
                       public sdk::identifiable,
                       public sdk::administrable,
                       public sdk::diagnosing,
                       public sdk::probing,
                       public sdk::introspecting {
 public:
  void begin(const sdk::call &, const sdk::transaction_options &) final;
  void commit(const sdk::call &) final;
  void rollback(const sdk::call &) final;
  void session_limits(const sdk::call &, const sdk::limits *) final;
  [[nodiscard]] sdk::transaction_state state() noexcept final;

  // The adapter's own questions: all rows as text, "" for NULL.
  using text_rows = client::text_rows;
  text_rows ask(const sdk::call &call, std::string_view sql,
                std::initializer_list<std::string_view> parameters = {}) {
    return ask_server(call, sql, parameters);
  }

 protected:
  explicit server_session(client &&to) : client_(std::move(to)) {}

  // Before a statement of the host: throws where no transaction lets it through, or where it has more or
  // fewer places for parameters than were given; outside a transaction the session's limits hold.
  void prepare_statement(const sdk::call &, std::size_t places, std::size_t parameters);

  client client_;
  sdk::transaction_state state_ = sdk::transaction_state::idle;
  sdk::limits session_limits_;  // for statements outside a transaction
  sdk::limits applied_;         // what holds now

 private:
  virtual text_rows ask_server(const sdk::call &call, std::string_view sql,
                               std::initializer_list<std::string_view> parameters) {
    return client_.ask(call, sql, parameters);
  }
  // Makes them hold, and notes them in applied_.
  virtual void apply_limits(const sdk::call &, const sdk::limits &) = 0;
  virtual void begin_work(const sdk::call &, bool read_only) = 0;
  virtual void commit_work(const sdk::call &) = 0;
  virtual void roll_work_back(const sdk::call &) = 0;  // where the state is idle it may have nothing to do
  virtual void leave_work(const sdk::call &) {}        // its fate is known

  void leave_transaction(const sdk::call &);

  std::string transaction_lock_;  // held until the transaction ends
};

}  // namespace tenantry::odbc
