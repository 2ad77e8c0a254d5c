#include <unistd.h>

#include "tests/kit/wrong/passing.hpp"

namespace tenantry::kit {
namespace {

tnt_status begin_right(tnt_conn *conn, const tnt_call *call, const tnt_begin *how, tnt_error *error) {
  return right().begin(conn, call, how, error);
}

tnt_begin with_flags(const tnt_begin *from, std::uint32_t flags) {
  tnt_begin changed = *from;
  changed.flags = flags;
  return changed;
}

bool named(const tnt_begin *how, std::string_view name) {
  return as_view(how->lock_name) == name;
}

// A transaction that begins: what its rows are lets a wrong know its test.
bool last_word = false;
template <char const *Word>
tnt_status remembering(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_OK && of.has(Word)) last_word = true;
  return status;
}

constexpr char kept[] = "kept", undone[] = "undone", relaxed[] = "relaxed",
               before_error[] = "before the error", never_committed[] = "never committed";

tnt_status without_rows(const execution &of) {
  return of.has("in a new table") ? TNT_OK : of.pass();
}

const wrong commits_nothing{
    {.name = "commit-rolls-back", .fails = "transaction.commit", .table = [](tnt_adapter &t) {
       t.execute = executing<remembering<kept>>;
       t.commit = [](tnt_conn *conn, const tnt_call *call, tnt_error *error) -> tnt_status {
         return last_word ? right().rollback(conn, call, error) : right().commit(conn, call, error);
       };
     }}};
const wrong rolls_forward{
    {.name = "rollback-commits", .fails = "transaction.rollback", .table = [](tnt_adapter &t) {
       t.execute = executing<remembering<undone>>;
       t.rollback = [](tnt_conn *conn, const tnt_call *call, tnt_error *error) -> tnt_status {
         return last_word ? right().commit(conn, call, error) : right().rollback(conn, call, error);
       };
     }}};
const wrong no_trait{
    {.name = "hides-ddl-trait",
     .fails = "transaction.ddl-as-the-trait-says",
     .table = [](tnt_adapter &t) { t.traits &= ~std::uint64_t{TNT_TRAIT_DDL_IN_TRANSACTION}; },
     .manifest = R"({"traits": ["cancel", "server_timeout"]})",
     .skips = "transaction.ddl-and-rows"}};
// As a database that commits before a row goes into a table that is new.
const wrong loses_rows{{.name = "loses-rows-of-new-table",
                        .fails = "transaction.ddl-and-rows",
                        .table = [](tnt_adapter &t) { t.execute = executing<without_rows>; }}};
const wrong writes_anyway{
    {.name = "read-only-writes", .fails = "transaction.read-only", .table = [](tnt_adapter &t) {
       t.begin = [](tnt_conn *conn, const tnt_call *call, const tnt_begin *how,
                    tnt_error *error) -> tnt_status {
         const tnt_begin changed = with_flags(how, TNT_TX_WRITE);
         return begin_right(conn, call, &changed, error);
       };
     }}};
const wrong second_is_idle{
    {.name = "second-transaction-is-idle", .fails = "transaction.states", .table = [](tnt_adapter &t) {
       static int commits = 0;
       t.commit = [](tnt_conn *conn, const tnt_call *call, tnt_error *error) -> tnt_status {
         const tnt_status status = right().commit(conn, call, error);
         commits += status == TNT_OK ? 1 : 0;
         return status;
       };
       t.transaction_state = [](tnt_conn *conn) -> std::int32_t {
         return commits > 0 ? TNT_TX_IDLE : right().transaction_state(conn);
       };
     }}};

// Commits what a failed statement left, instead of undoing it.
const wrong commits_rest{
    {.name = "rollback-after-error-commits",
     .fails = "transaction.rollback-after-error",
     .table = [](tnt_adapter &t) {
       t.execute = executing<remembering<before_error>>;
       t.rollback = [](tnt_conn *conn, const tnt_call *call, tnt_error *error) -> tnt_status {
         return last_word ? right().commit(conn, call, error) : right().rollback(conn, call, error);
       };
     }}};

bool failed_inside = false;
tnt_status noting_failure(const execution &of) {
  const tnt_status status = of.pass();
  last_word = last_word || of.has(before_error);
  failed_inside = failed_inside || (last_word && status == TNT_SQL);
  return status;
}

const wrong says_failed{{.name = "says-failed-and-commits",
                         .fails = "transaction.commit-after-error",
                         .table = [](tnt_adapter &t) {
                           t.execute = executing<noting_failure>;
                           t.transaction_state = [](tnt_conn *conn) -> std::int32_t {
                             const std::int32_t state = right().transaction_state(conn);
                             return state == TNT_TX_ACTIVE && failed_inside ? TNT_TX_FAILED : state;
                           };
                         }}};
const wrong nests{{.name = "begin-nests", .fails = "transaction.begin-in-begin", .table = [](tnt_adapter &t) {
                     t.begin = [](tnt_conn *conn, const tnt_call *call, const tnt_begin *how,
                                  tnt_error *error) -> tnt_status {
                       const tnt_status status = begin_right(conn, call, how, error);
                       return status == TNT_BAD_ARGUMENT ? TNT_OK : status;
                     };
                   }}};
const wrong commits_air{{.name = "commits-without-begin",
                         .fails = "transaction.commit-without-begin",
                         .table = [](tnt_adapter &t) {
                           t.commit = [](tnt_conn *conn, const tnt_call *call,
                                         tnt_error *error) -> tnt_status {
                             const tnt_status status = right().commit(conn, call, error);
                             return status == TNT_BAD_ARGUMENT ? TNT_OK : status;
                           };
                         }}};
const wrong refuses_rollback{{.name = "refuses-rollback-of-nothing",
                              .fails = "transaction.rollback-without-begin",
                              .table = [](tnt_adapter &t) {
                                t.rollback = [](tnt_conn *conn, const tnt_call *call,
                                                tnt_error *error) -> tnt_status {
                                  if (right().transaction_state(conn) == TNT_TX_IDLE) return TNT_BAD_ARGUMENT;
                                  return right().rollback(conn, call, error);
                                };
                              }}};
const wrong close_commits{
    {.name = "close-commits", .fails = "transaction.close-rolls-back", .table = [](tnt_adapter &t) {
       t.execute = executing<remembering<never_committed>>;
       t.close = [](tnt_conn *conn) {
         if (last_word && conn != nullptr && right().transaction_state(conn) == TNT_TX_ACTIVE) {
           tnt_call call{};
           call.struct_size = sizeof call;
           call.stop_fd = -1;
           call.deadline_ns = INT64_MAX;
           right().commit(conn, &call, nullptr);
         }
         right().close(conn);
       };
     }}};
const wrong no_rebuild{
    {.name = "refuses-rebuild", .fails = "transaction.rebuild-flag", .table = [](tnt_adapter &t) {
       t.begin = [](tnt_conn *conn, const tnt_call *call, const tnt_begin *how,
                    tnt_error *error) -> tnt_status {
         if ((how->flags & TNT_TX_REBUILD) != 0) return TNT_UNSUPPORTED;
         return begin_right(conn, call, how, error);
       };
     }}};
const wrong loses_relaxed{
    {.name = "loses-relaxed-commit", .fails = "transaction.relaxed-flag", .table = [](tnt_adapter &t) {
       t.execute = executing<remembering<relaxed>>;
       t.commit = [](tnt_conn *conn, const tnt_call *call, tnt_error *error) -> tnt_status {
         return last_word ? right().rollback(conn, call, error) : right().commit(conn, call, error);
       };
     }}};

// ---- lock names and limits

const wrong waits{
    {.name = "busy-name-waits", .fails = "transaction.lock-name-busy", .table = [](tnt_adapter &t) {
       t.begin = [](tnt_conn *conn, const tnt_call *call, const tnt_begin *how,
                    tnt_error *error) -> tnt_status {
         const tnt_status status = begin_right(conn, call, how, error);
         if (status == TNT_LOCKED && named(how, "kit busy")) sleep(3);
         return status;
       };
     }}};

bool still_held = false;
tnt_status begin_unless_held(tnt_conn *conn, const tnt_call *call, const tnt_begin *how, tnt_error *error) {
  return still_held && named(how, "kit freed") ? TNT_LOCKED : begin_right(conn, call, how, error);
}

const wrong held_by_commit{{.name = "commit-keeps-name",
                            .fails = "transaction.lock-name-freed-by-commit",
                            .table = [](tnt_adapter &t) {
                              t.begin = begin_unless_held;
                              t.commit = [](tnt_conn *conn, const tnt_call *call,
                                            tnt_error *error) -> tnt_status {
                                still_held = true;
                                return right().commit(conn, call, error);
                              };
                            }}};
const wrong held_by_rollback{{.name = "rollback-keeps-name",
                              .fails = "transaction.lock-name-freed-by-rollback",
                              .table = [](tnt_adapter &t) {
                                t.begin = begin_unless_held;
                                t.rollback = [](tnt_conn *conn, const tnt_call *call,
                                                tnt_error *error) -> tnt_status {
                                  still_held = true;
                                  return right().rollback(conn, call, error);
                                };
                              }}};
const wrong held_by_close{{.name = "close-keeps-name",
                           .fails = "transaction.lock-name-freed-by-close",
                           .table = [](tnt_adapter &t) {
                             t.begin = begin_unless_held;
                             t.close = [](tnt_conn *conn) {
                               still_held = true;
                               right().close(conn);
                             };
                           }}};
const wrong lock_is_timeout{
    {.name = "lock-timeout-is-timeout", .fails = "transaction.lock-timeout", .table = [](tnt_adapter &t) {
       t.begin = [](tnt_conn *conn, const tnt_call *call, const tnt_begin *how,
                    tnt_error *error) -> tnt_status {
         const tnt_status status = begin_right(conn, call, how, error);
         return status == TNT_LOCKED && how->lock_timeout_ns != 0 && how->lock_name.size == 0 ? TNT_TIMEOUT
                                                                                              : status;
       };
     }}};

bool limited = false;
tnt_status timeout_is_cancelled(const execution &of) {
  const tnt_status status = of.pass();
  return status == TNT_TIMEOUT && limited ? TNT_CANCELLED : status;
}

const wrong timeout_is_other{{.name = "statement-timeout-is-cancelled",
                              .fails = "transaction.statement-timeout",
                              .table = [](tnt_adapter &t) {
                                t.begin = [](tnt_conn *conn, const tnt_call *call, const tnt_begin *how,
                                             tnt_error *error) -> tnt_status {
                                  limited = how->statement_timeout_ns > 0;
                                  return begin_right(conn, call, how, error);
                                };
                                t.execute = executing<timeout_is_cancelled>;
                              }}};
const wrong ignores_limits{{.name = "ignores-session-limits",
                            .fails = "transaction.session-limits-hold",
                            .table = [](tnt_adapter &t) {
                              t.session_limits = [](tnt_conn *, const tnt_call *, const tnt_begin *,
                                                    tnt_error *) -> tnt_status { return TNT_OK; };
                            }}};
const wrong keeps_limits{{.name = "keeps-session-limits",
                          .fails = "transaction.session-limits-restored",
                          .table = [](tnt_adapter &t) {
                            t.session_limits = [](tnt_conn *conn, const tnt_call *call,
                                                  const tnt_begin *or_null, tnt_error *error) -> tnt_status {
                              return or_null == nullptr ? TNT_OK
                                                        : right().session_limits(conn, call, or_null, error);
                            };
                          }}};

}  // namespace
}  // namespace tenantry::kit
