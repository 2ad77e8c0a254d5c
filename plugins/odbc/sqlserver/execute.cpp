// One batch: it runs, its failure is told with what is left of it, and the session's options are put back.
#include "common/bounded_call.hpp"
#include "common/known_codes.hpp"
#include "connection.hpp"
#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

constexpr std::chrono::milliseconds question_limit{5000};  // after a failure, whoever wants to stop

// What this adapter relies on: an error leaves no half transaction, statements run at all, rows are whole.
constexpr std::string_view own_options =
    "SET XACT_ABORT ON; SET IMPLICIT_TRANSACTIONS OFF; SET NOCOUNT OFF; SET ROWCOUNT 0; SET NOEXEC OFF; "
    "SET FMTONLY OFF; ";
// What scripts rely on, as every ODBC connection begins with; indexed views and filtered indexes need them.
constexpr std::string_view standard_options =
    "SET QUOTED_IDENTIFIER ON; SET ANSI_NULLS ON; SET ANSI_PADDING ON; SET ANSI_WARNINGS ON; "
    "SET ANSI_NULL_DFLT_ON ON; SET ARITHABORT ON; SET CONCAT_NULL_YIELDS_NULL ON; "
    "SET NUMERIC_ROUNDABORT OFF; SET CURSOR_CLOSE_ON_COMMIT OFF; SET TEXTSIZE 2147483647; "
    "SET DEADLOCK_PRIORITY NORMAL; SET TRANSACTION ISOLATION LEVEL READ COMMITTED; ";

std::string lock_timeout(std::chrono::nanoseconds limit) {
  if (limit.count() <= 0) return "-1";
  return std::to_string((limit.count() + 999'999) / 1'000'000);
}

}  // namespace

void connection::execute(const sdk::call &call, std::string_view sql, std::span<const tnt_cell> parameters,
                         sdk::row_writer &rows) {
  client_.check_usable();
  call.check("the statement", sdk::effect::none);
  const classified about = classify(sql);
  if (about.changes_database)
    throw odbc::not_sent(
        "USE would take this tenant's session to another database; write database.schema.table", "0A000");
  // The driver reads a ? as a parameter in every statement.
  prepare_statement(call, count_placeholders(sql), parameters.size());
  try {
    client_.run_within(call, sql, parameters, rows, applied_.statement_timeout);
  } catch (const sdk::failure &why) {
    after_failure(why, about);
  }
  if ((about.flags & TNT_PIECE_TX_CONTROL) != 0) follow_transaction(call);
  if (!about.sets_options) return;
  options_changed_ = true;
  restore_options(call, false);
}

// XACT_ABORT rolls a whole transaction back at most errors, RAISERROR and syntax errors leave it: the server
// is asked.
void connection::after_failure(sdk::failure why, const classified &about) {
  if (client_.broken()) throw why;
  const bool was_active = state_ == sdk::transaction_state::active;
  std::string live = "0", depth = "0";
  try {
    const odbc::bounded_call question(question_limit);
    if (about.sets_options) restore_options(question.get(), false);
    const text_rows rows = ask(question.get(), "SELECT XACT_STATE(), @@TRANCOUNT");
    live = rows.at(0).at(0);
    depth = rows[0].at(1);
  } catch (const sdk::failure &) {
    client_.mark_broken();
    throw why;
  }
  options_changed_ = options_changed_ || about.sets_options;
  if (was_active && live != "1") {
    state_ = sdk::transaction_state::failed;
    throw why.effect(sdk::effect::none);
  }
  if (!was_active && depth != "0") {  // the batch began a transaction and did not end it
    const odbc::bounded_call question(question_limit);
    ask(question.get(), "ROLLBACK TRANSACTION");
  }
  throw why.effect(about.one_statement ? sdk::effect::none : sdk::effect::unknown);
}

// A batch with BEGIN TRAN or COMMIT in it: what is open now, the server knows.
void connection::follow_transaction(const sdk::call &call) {
  const text_rows rows = ask(call, "SELECT @@TRANCOUNT");
  state_ = rows.at(0).at(0) == "0" ? sdk::transaction_state::idle : sdk::transaction_state::active;
}

void connection::restore_options(const sdk::call &call, bool all) {
  std::string sql(own_options);
  if (all) {
    sql += standard_options;
    if (!language_.empty()) sql += "SET LANGUAGE " + quote_name(language_) + "; ";
  }
  ask(call, sql + "SET LOCK_TIMEOUT " + lock_timeout(applied_.lock_timeout));
  if (all) options_changed_ = false;
}

void connection::apply_limits(const sdk::call &call, const sdk::limits &wanted) {
  if (wanted.lock_timeout != applied_.lock_timeout)
    ask(call, "SET LOCK_TIMEOUT " + lock_timeout(wanted.lock_timeout));
  applied_ = wanted;
}

void connection::ping(const sdk::call &call) {
  ask(call, "SELECT 1");
}

}  // namespace tenantry::sqlserver
