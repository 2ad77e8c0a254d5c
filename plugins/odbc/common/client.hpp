// One connection as an adapter uses it: a line, opened once, and statements on it whose rows go to the host
// and whose records become the adapter's failures.  What a database does otherwise is handed in as rules.
#pragma once
#include "drivers.hpp"
#include "opening.hpp"
#include "statement.hpp"

namespace tenantry::odbc {

// What a client must know of its database.
struct client_rules {
  const driver_wish &wish;
  sdk::failure (*failed_statement)(const diagnostics &, std::string_view sql);
  sdk::failure (*failed_connect)(const diagnostics &);
  bool (*is_noise)(const diagnostic &);  // a notice that no person needs
};

class client {
 public:
  using text_rows = std::vector<std::vector<std::string>>;

  client(const client_rules &rules, opening how) : rules_(rules), how_(std::move(how)) {}

  // Throws TNT_AUTH, TNT_UNREACHABLE, TNT_BAD_CONFIG, or what the call's end demands.
  void connect(const sdk::call &);
  [[nodiscard]] const opening &how() const { return how_; }
  // MariaDB's driver does not bear SQLMoreResults behind a statement without columns.
  void set_drain_without_columns(bool drain) { drain_ = drain; }

  // One statement.  `once`: what an adapter does while it runs, and its fate is the adapter's to tell.
  void run(const sdk::call &, std::string_view sql, std::span<const tnt_cell> parameters, sdk::row_writer &,
           const reminder &once = {});
  // `limit` above zero: it is interrupted after that time and ends as TNT_TIMEOUT.
  void run_within(const sdk::call &, std::string_view sql, std::span<const tnt_cell> parameters,
                  sdk::row_writer &, std::chrono::nanoseconds limit);
  // The adapter's own questions: all rows as text, "" for NULL.
  text_rows ask(const sdk::call &, std::string_view sql,
                std::initializer_list<std::string_view> parameters = {});

  // SQL_ATTR_AUTOCOMMIT and SQLEndTran, for databases that have no statement for them.
  void set_autocommit(const sdk::call &, bool on);
  void end_transaction(const sdk::call &, bool commit);
  // SQLGetInfo of a text.
  std::string about(const sdk::call &, SQLUSMALLINT what);

  [[nodiscard]] bool broken() const noexcept { return line_ == nullptr || line_->broken(); }
  void check_usable() const;
  void mark_broken() noexcept { line_->mark_broken(); }
  // For cancel: interrupts what runs, and says whether the driver has let go of it in that time.
  bool interrupt(std::chrono::milliseconds patience) noexcept;

 private:
  void deliver(const sdk::call &, portion some, sdk::row_writer &, std::string_view sql, const reminder &);
  void must(const sdk::call &, const std::function<SQLRETURN(session &)> &what);
  [[noreturn]] void raise(const sdk::call &, const diagnostics &, std::string_view sql);
  void tell_notices(const sdk::call &, const diagnostics &) const;

  const client_rules &rules_;
  opening how_;
  std::unique_ptr<line> line_;
  bool drain_ = true;
};

// Of a statement that was ended for its limit, and failed as one that was stopped.
[[nodiscard]] sdk::failure ran_too_long(const sdk::failure &why);

// The records beyond the one that became the failure.
void tell_other_records(const diagnostics &, const sdk::call &);

}  // namespace tenantry::odbc
