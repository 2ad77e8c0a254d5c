// How SQL Server begins, commits and rolls back.
#include "connection.hpp"

namespace tenantry::sqlserver {
namespace {

constexpr int wrong_depth = 50901;  // ours: user numbers begin at 50000

}  // namespace

void connection::begin_work(const sdk::call &call, bool read_only) {
  if (options_changed_) restore_options(call, true);
  ask(call, "BEGIN TRANSACTION");
  read_only_ = read_only;
}

void connection::commit_work(const sdk::call &call) {
  if (read_only_) return roll_work_back(call);  // there are no read-only transactions: nothing of it stays
  try {
    // A COMMIT of the inner one of two would commit nothing.
    ask(call,
        "IF @@TRANCOUNT <> 1 THROW " + std::to_string(wrong_depth) +
            ", N'a statement of the migration began a transaction and did not end it, or ended this one', 1; "
            "COMMIT TRANSACTION");
  } catch (const sdk::failure &why) {
    if (!client_.broken() && why.native_code() == wrong_depth)
      ask(call, "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION");
    throw;
  }
}

void connection::roll_work_back(const sdk::call &call) {
  if (state_ != sdk::transaction_state::idle) ask(call, "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION");
}

}  // namespace tenantry::sqlserver
