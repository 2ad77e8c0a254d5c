#pragma once
// The adapter as a host sees it: its C table alone, with answers kept as values.
#include <tenantry/sdk/adapter.h>
#include <tenantry/sdk/ext/draft/admin.h>
#include <tenantry/sdk/ext/draft/batch.h>
#include <tenantry/sdk/ext/draft/diagnose.h>
#include <tenantry/sdk/ext/draft/dialect.h>
#include <tenantry/sdk/ext/draft/lock.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tenantry::testing {

using namespace std::chrono_literals;

struct cell_value {
  int kind = 0;
  bool null = false;
  std::int64_t i = 0;
  double d = 0;
  std::string raw;
};

struct answer {
  tnt_status status = TNT_OK;
  std::string message, sqlstate;
  int native_code = 0, retry = 0, effect = 0;
  std::uint32_t offset = 0;
  std::vector<std::string> columns;
  std::vector<std::vector<cell_value>> rows;
  std::int64_t affected = -1;
  std::vector<std::pair<std::string, std::string>> details;
  std::chrono::milliseconds took{0};

  [[nodiscard]] std::string detail(const std::string &key) const;  // the first, "" if none
  [[nodiscard]] std::string value(std::size_t row = 0, std::size_t column = 0) const {
    return rows.at(row).at(column).raw;
  }
};

struct item_answer {
  std::size_t index = 0;
  bool failed = false;
  std::string sqlstate;
  tnt_status status = TNT_OK;
  std::uint32_t offset = 0;
};

struct batch_item {
  std::string sql;
  std::vector<tnt_cell> parameters = {};
  std::uint32_t flags = 0;
};

struct batch_answer : answer {
  std::vector<item_answer> done;
  std::map<std::size_t, std::vector<std::vector<cell_value>>> item_rows;
};

// How long a call may take, and what stops it.
struct allowance {
  std::chrono::milliseconds time = 20s;
  int stop_fd = -1;
};

class session {
 public:
  using config = std::vector<std::pair<std::string, std::string>>;
  static const tnt_adapter &table();  // each suite defines its own

  // Throws std::runtime_error where the connection cannot be had.
  explicit session(const std::string &url);
  static std::pair<answer, tnt_conn *> try_open(const config &config, allowance may = {});
  explicit session(tnt_conn *conn) : conn_(conn) {}
  ~session() { table().close(conn_); }
  session(const session &) = delete;
  session &operator=(const session &) = delete;

  answer execute(const std::string &sql, const std::vector<tnt_cell> &parameters = {}, allowance may = {},
                 std::size_t rows_wanted = SIZE_MAX);
  answer begin(const tnt_begin &options);
  answer begin() { return begin(begin_options()); }
  answer commit();
  answer rollback();
  answer session_limits(const tnt_begin *or_null);
  answer ping();
  [[nodiscard]] int state() { return table().transaction_state(conn_); }
  void cancel() { table().cancel(conn_); }

  answer try_lock(const std::string &name);
  answer unlock(const std::string &name);
  answer holder(const std::string &name);
  answer identify();
  answer blockers(const std::string &victim);
  std::pair<answer, bool> exists(const std::string &database);
  answer create(const std::string &database, const config &options = {});
  answer drop(const std::string &database, bool end_sessions);
  // State and document.
  std::pair<int, std::string> probe(const std::string &sql);
  batch_answer batch(const std::vector<batch_item> &items, const tnt_begin *tx = nullptr, allowance may = {});

  [[nodiscard]] std::string pid() { return execute("SELECT pg_backend_pid()::text").value(); }

  static tnt_begin begin_options(std::chrono::milliseconds lock_timeout = 0ms,
                                 std::chrono::milliseconds statement_timeout = 0ms,
                                 const char *lock_name = "", std::uint32_t flags = TNT_TX_WRITE);

 private:
  tnt_conn *conn_;
};

tnt_cell int_cell(std::int64_t value);
tnt_cell text_cell(const char *value);
tnt_cell bool_cell(bool value);
tnt_cell double_cell(double value);
tnt_cell bytes_cell(const char *data, std::size_t size);
tnt_cell null_cell(int kind);

}  // namespace tenantry::testing
