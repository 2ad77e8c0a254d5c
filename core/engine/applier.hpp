#pragma once
// One migrate call on one database: the state that its steps share.  Private to core/engine.
//
// The loop is: read, plan, apply unit by unit.  Whenever another runner was first, or the fate of something
// is unknown, the answer is `again`: read and plan anew.  Every round either makes progress, waits, or ends.
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/backoff.hpp"
#include "core/engine/blocker_watch.hpp"
#include "core/engine/engine.hpp"
#include "core/engine/reader.hpp"
#include "core/engine/runner_hold.hpp"
#include "core/engine/transaction.hpp"
#include "core/engine/unit.hpp"

namespace tenantry {

class applier {
 public:
  applier(const database_target &target, const compiled_folder &folder, const engine_options &options,
          const call_limits &limits, const claim_database &claim);
  outcome run();
  outcome mark(const mark_request &wanted);

 private:
  enum class next { go_on, again };  // a failure is the error of result<next>

  // --- migrate.cpp: the loop ---
  result<next> round();
  status open(const session_config &with);
  status look(const call_limits &limits);                       // read_database and plan_database
  [[nodiscard]] bool is_applied(const std::string &tag) const;  // by tenantry's own history, as last seen
  bool taken_by_another_row();                                  // the claim, once
  status check_refusals() const;
  status look_for_pooler();                        // where something leaves transactions
  [[nodiscard]] bool leaves_transactions() const;  // something pending cannot run in a transaction
  result<next> make_tables();
  result<next> apply_units();
  status check_complete() const;
  [[nodiscard]] std::string newest_applied() const;
  void count_steps();  // those of ours_ that the history, as last seen, has as applied
  void conclude(result<next> last);
  void make_durable(const error &why);

  // --- runner_lock.cpp ---
  // Waits for another runner; the error, with the lock's holder, when --wait-lock is used up.
  result<next> wait_for_runner(const error &why);
  // After an unknown outcome: a new connection, and the old transaction is certainly over.
  status settle();
  status old_work_is_over(const call_limits &limits);
  // A lost line where nothing but reading anew is needed: `again` on a new connection, or the error.
  result<next> look_again_if_lost(error e);
  // Keeps other runners away between transactions: by a session lock, or by a lease where none works.
  result<next> lock_runner();
  status unlock_runner();  // an error: the lock may still be held, and the connection is closed
  // The name of the lock that a transaction takes with it; "" where the runner's lock is held around it.
  [[nodiscard]] std::string transaction_lock() const;
  [[nodiscard]] bool ddl_commits() const { return !target_.through->transactional_ddl(); }

  // --- transactional.cpp ---
  struct place {  // the part of the unit that a step of a transaction belongs to; npos: none
    std::size_t part = npos;
  };
  struct work {                     // a transaction being put together
    std::deque<std::string> texts;  // owns what steps borrow
    std::vector<transaction_step> steps;
    std::vector<place> places;
    std::int64_t seq = 0;  // last seq used
    std::vector<drizzle_row> mirrored;
  };
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  result<next> run_transactional(const unit &u, bool last);
  result<next> after_failure(const unit &u, error e, backoff &tries);
  work put_together(const unit &u, bool last);
  void add_drizzle_lock(work &w, bool nobody_waits);
  void add_start(work &w, const unit_part &part, std::size_t part_index, std::uint32_t step);
  void add_end(work &w, const unit_part &part);
  void add_mirror(work &w, const rendition &r);
  void remove_mirror(work &w, const rendition &r);
  void add_event(work &w, history_event e, bool guard);
  void add_fence(work &w);  // under a lease: the transaction commits only while it is ours
  [[nodiscard]] history_event event_of(event_kind kind, const rendition &r, std::uint32_t step) const;
  [[nodiscard]] transaction_options options_for(const unit &u, bool last) const;
  void account(const unit &u, work &&w);
  [[nodiscard]] error located(error e, const unit &u, const work &w) const;
  void record_failure(const unit &u, const error &e);
  [[nodiscard]] bool took_effect(const unit &u) const;  // by the history as last seen
  result<next> restore_mirror();

  // --- mark.cpp ---
  result<next> mark_round(const mark_request &wanted);
  result<next> write_marks(work &w);
  status add_statement_mark(work &w, const mark_request &wanted);
  status add_mark(work &w, const std::string &tag, bool applied);
  [[nodiscard]] bool in_drizzle(const migration &m) const;

  // --- outside.cpp ---
  result<next> run_outside(const unit &u);
  result<next> wait_for_table(result<next> ran);
  result<next> read_under_lock();
  result<next> run_locked(const unit &u);
  result<next> execute_outside(const unit &u);
  status go_direct();
  // What an earlier try of the unit's statement left: by the history that was read under the lock.
  enum class earlier_try { none, failed, fate_unknown };
  [[nodiscard]] earlier_try tried_before(const unit &u) const;
  status prepare_outside(const unit &u, bool &done);
  status set_limits_for(const unit &u);
  void give_limits_back();
  result<next> run_the_statement(const unit &u);
  bool done_by_earlier_try(const unit &u);
  status run_clean_up(const std::vector<std::string> &statements);
  error left_by_others(const unit &u, const probe_answer &answer) const;
  result<next> begin_outside(const unit &u);
  result<next> finish_outside(const unit &u);
  result<next> outside_lost(const unit &u, error e);
  status tell_fate(const unit &u, error &e);
  status probe_after(const unit &u, const call_limits &limits);
  result<probe_answer> ask_catalog(const statement &s, const call_limits &limits);
  error cannot_know(const unit &u, const std::string &why);
  status commit_events(work &w, milliseconds lock_timeout, const call_limits &limits);
  status commit_between(work &w);
  [[nodiscard]] error place_in_file(error e, const rendition &r, const statement &s) const;

  // --- committing.cpp ---
  result<next> apply_committing(const std::vector<unit> &units);
  result<next> go_through(const std::vector<unit> &units);
  result<next> run_announced(const unit &u);
  result<next> announce(const unit &u);
  status write_announcement(work &w);
  result<next> record_executed();
  void add_executed(work &w);
  [[nodiscard]] error with_committed(error e, const unit &u) const;

  [[nodiscard]] session &db() { return *connection_; }
  [[nodiscard]] blocker_watch &watch();
  [[nodiscard]] call_limits without_stop(milliseconds most) const;

  const database_target &target_;
  const compiled_folder &folder_;
  const engine_options &options_;
  const call_limits &limits_;
  const claim_database &claim_;

  std::optional<engine_sql> sql_;
  std::optional<session> connection_;
  session_config const *connected_with_ = nullptr;
  std::unique_ptr<blocker_watch> watch_;
  inspection seen_;
  std::int64_t seq_ = 0;  // last seq of the history as this run knows it
  bool looked_ = false;
  bool held_ = false;           // the failure needs a person: outcome held
  std::set<std::string> ours_;  // tags that this call finished, or tried to: the next look tells
  runner_hold hold_;            // around work outside transactions
  const unit *executed_ =
      nullptr;  // its statement has run and committed itself; its step is still to be written
  bool refuses_two_rows_ = false;  // in one INSERT, which SQL-92 has and not every database
  std::optional<std::pair<milliseconds, milliseconds>>
      session_limits_;      // lock and statement timeout now in force
  bool undurable_ = false;  // a relaxed commit of ours that no durable one has carried yet
  unsigned reconnects_ = 0;
  std::optional<backoff> runner_wait_;
  std::optional<backoff> table_wait_;  // of a statement outside a transaction; it sleeps without the lock
  outcome outcome_;
};

}  // namespace tenantry
