// A small host for one adapter: loads the built SQLite adapter and calls it through its C table alone.
#pragma once
#include <tenantry/sdk/adapter.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace tenantry::testing {

const tnt_adapter &sqlite_adapter();

template <class Table>
const Table &sqlite_extension(const char *id) {
  return *static_cast<const Table *>(sqlite_adapter().extension(id));
}

struct answer {
  tnt_status status = TNT_OK;
  std::string message, sqlstate;
  int native_code = 0, retry = 0, effect = 0;
  std::uint32_t offset = 0;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // "NULL", numbers as text
  std::vector<std::vector<int>> kinds;
  std::int64_t affected = -1;
  std::vector<std::pair<std::string, std::string>> details;
};

using fields = std::vector<std::pair<std::string, std::string>>;

// Moments of the monotonic clock.
std::int64_t in_ms(int milliseconds);

class client {
 public:
  explicit client(const fields &config);
  explicit client(const std::filesystem::path &file) : client(fields{{"url", "sqlite:" + file.string()}}) {}
  ~client();
  client(const client &) = delete;
  client &operator=(const client &) = delete;

  [[nodiscard]] const answer &opened() const { return opened_; }
  [[nodiscard]] tnt_conn *raw() const { return conn_; }

  answer execute(std::string_view sql, const std::vector<tnt_cell> &parameters = {});
  std::string value(std::string_view sql);  // the first cell; the message where it fails
  answer begin(std::uint32_t flags = TNT_TX_WRITE, std::int64_t lock_timeout_ms = 0,
               std::string_view lock = "");
  answer commit();
  answer rollback();
  [[nodiscard]] int state() const { return sqlite_adapter().transaction_state(conn_); }
  answer identify();

  // For the calls that follow.
  std::int64_t deadline_ns = INT64_MAX;
  int stop_fd = -1;
  std::size_t rows_wanted = SIZE_MAX;  // the sink stops the result after so many

 private:
  template <class Call>
  answer ask(Call &&call);

  tnt_conn *conn_ = nullptr;
  answer opened_;
};

std::string sqlite_describe(std::string_view target);
answer sqlite_render(std::string_view request, std::string &document);

}  // namespace tenantry::testing
