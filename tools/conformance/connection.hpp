#pragma once
// One connection of a test, closed when the object goes.  One thread at a time, as [handle] says.
#include <map>
#include <string>

#include "tools/conformance/call.hpp"
#include "tools/conformance/value.hpp"

namespace tenantry::conformance {

using fields = std::map<std::string, std::string>;

struct begin_options {
  std::uint32_t flags = TNT_TX_WRITE;
  std::chrono::milliseconds lock_timeout{0}, statement_timeout{0};  // 0: the server's own; negative: no limit
  std::string lock_name{};
};

class connection {
 public:
  // `opened` tells whether it worked.
  connection(const tnt_adapter &table, const fields &config, const limits &within = {});
  ~connection();
  connection(connection &&other) noexcept;
  connection(const connection &) = delete;
  connection &operator=(const connection &) = delete;

  answer opened;

  answer ping(const limits &within = {});
  // stop_after: the sink wants no more after so many rows; negative: never.
  answer execute(std::string_view sql, const std::vector<value> &parameters = {}, const limits &within = {},
                 std::int64_t stop_after = -1);
  answer begin(const begin_options &options = {}, const limits &within = {});
  answer commit(const limits &within = {});
  answer rollback(const limits &within = {});
  answer session_limits(const begin_options *or_null, const limits &within = {});
  std::int32_t state() { return table_->transaction_state(raw_); }
  void cancel() { table_->cancel(raw_); }
  void close();

  [[nodiscard]] tnt_conn *raw() const { return raw_; }
  [[nodiscard]] const tnt_adapter &table() const { return *table_; }

 private:
  const tnt_adapter *table_;
  tnt_conn *raw_ = nullptr;
};

// Runs Function(const tnt_call *, tnt_error *) -> tnt_status and fills the answer around it: for extensions.
template <class Function>
answer ask(const limits &within, Function &&function) {
  answer told;
  call during(within);
  told.error.struct_size = sizeof told.error;
  const std::int64_t begun = monotonic_ns();
  told.status = function(during.raw(), &told.error);
  told.took = std::chrono::milliseconds((monotonic_ns() - begun) / 1'000'000);
  told.details = std::move(during.details);
  return told;
}

// Collects rows into an answer; those too that come although the sink said no, so that a test sees them.
class collector {
 public:
  explicit collector(answer &into, std::int64_t stop_after = -1);
  collector(const collector &) = delete;
  collector &operator=(const collector &) = delete;
  [[nodiscard]] const tnt_sink *raw() const { return &raw_; }

 private:
  answer &into_;
  std::int64_t stop_after_;
  tnt_sink raw_{};
};

}  // namespace tenantry::conformance
