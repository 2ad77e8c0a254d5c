// Group transaction: begin, commit, rollback, and what a transaction may do.
#include <fmt/format.h>

#include "tools/conformance/tests/rows.hpp"
#include "tools/conformance/tests/script_split.hpp"

namespace tenantry::conformance {
namespace {

constexpr std::string_view at_begin = "adapter.h: begin, commit, rollback";
constexpr std::string_view at_state = "adapter.h: transaction_state";

void expect_state(subject &it, connection &on, std::int32_t state, std::string_view when) {
  const std::int32_t seen = on.state();
  it.expect(seen == state, fmt::format("{} the state is {} and not {}", when, seen, state));
}

// What another session sees.
void expect_rows(subject &it, const scratch_table &of, std::int64_t rows, std::string_view when) {
  connection other = it.open();
  const std::int64_t seen = it.count(other, of);
  it.expect(seen == rows, fmt::format("{} another session sees {} rows of {}", when, seen, rows));
}

const registered commit{{.id = "transaction.commit",
                         .demands = "after commit another session sees what the transaction wrote",
                         .where = at_begin,
                         .with = {.url = true},
                         .run = [](subject &it) {
                           connection on = it.open();
                           const scratch_table made = it.make_table(on);
                           it.must(on.begin(), "begin");
                           insert_row(it, on, made, 1, "kept");
                           it.must(on.commit(), "commit");
                           expect_rows(it, made, 1, "after commit");
                         }}};

const registered rollback{{.id = "transaction.rollback",
                           .demands = "rollback undoes what the transaction wrote",
                           .where = at_begin,
                           .with = {.url = true},
                           .run = [](subject &it) {
                             connection on = it.open();
                             const scratch_table made = it.make_table(on);
                             it.must(on.begin(), "begin");
                             insert_row(it, on, made, 1, "undone");
                             it.must(on.rollback(), "rollback");
                             expect_rows(it, made, 0, "after rollback");
                           }}};

const registered ddl{{.id = "transaction.ddl-as-the-trait-says",
                      .demands = "CREATE TABLE is rolled back with its transaction exactly where the trait "
                                 "ddl_in_transaction says so",
                      .where = "adapter.h: TNT_TRAIT_DDL_IN_TRANSACTION",
                      .with = {.url = true},
                      .run = [](subject &it) {
                        const bool promised = it.has_trait(TNT_TRAIT_DDL_IN_TRANSACTION);
                        connection on = it.open();
                        it.must(on.begin(), "begin");
                        const scratch_table made = it.make_table(on);
                        it.must(on.rollback(), "rollback");
                        const bool stayed = on.execute(it.sql("count", {{"table", made.name}})).ok();
                        it.expect(stayed != promised,
                                  fmt::format("after rollback the table is {}, and the trait is {}",
                                              stayed ? "there" : "gone", promised ? "set" : "not set"));
                      }}};

// Some databases let nothing use a new table before it is committed; their script says so.
bool commits_after_create(subject &it) {
  const auto *script = it.extension<tnt_ext_script>(TNT_EXT_SCRIPT);
  const cut_script cut =
      script == nullptr ? cut_script() : try_split(*script, it.sql("create_table", {{"table", "kit"}}));
  return !cut.pieces.empty() && (cut.pieces[0].flags & TNT_PIECE_COMMIT_AFTER) != 0;
}

const registered ddl_commit{
    {.id = "transaction.ddl-and-rows",
     .at = level::migrations,
     .demands = "a table and its rows, made in one transaction, are both there after commit",
     .where = at_begin,
     .with = {.traits = TNT_TRAIT_DDL_IN_TRANSACTION, .url = true},
     .run = [](subject &it) {
       if (commits_after_create(it)) it.skip("a new table can be used after a commit only, says its split");
       connection on = it.open();
       it.must(on.begin(), "begin");
       const scratch_table made = it.make_table(on);
       insert_row(it, on, made, 1, "in a new table");
       it.must(on.commit(), "commit");
       expect_rows(it, made, 1, "after commit");
     }}};

const registered read_only{
    {.id = "transaction.read-only",
     .at = level::migrations,
     .demands = "a read-only transaction reads and refuses to write; the next one writes again",
     .where = "adapter.h: TNT_TX_READ_ONLY",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       it.must(on.begin({.flags = TNT_TX_READ_ONLY}), "begin, read-only,");
       it.expect(it.count(on, made) == 0, "the new table has rows");
       it.expect(!try_insert(it, on, made, 1, "refused").ok(), "an INSERT in it answered OK");
       it.must(on.rollback(), "rollback");
       it.must(on.begin(), "begin, for writing,");
       insert_row(it, on, made, 2, "written");
       it.must(on.commit(), "commit");
     }}};

const registered states{{.id = "transaction.states",
                         .demands = "the state is ACTIVE from begin to commit or rollback, and IDLE after",
                         .where = at_state,
                         .with = {.url = true},
                         .run = [](subject &it) {
                           connection on = it.open();
                           const scratch_table made = it.make_table(on);
                           it.must(on.begin(), "begin");
                           expect_state(it, on, TNT_TX_ACTIVE, "after begin");
                           insert_row(it, on, made, 1, "one");
                           expect_state(it, on, TNT_TX_ACTIVE, "after an INSERT");
                           it.must(on.commit(), "commit");
                           expect_state(it, on, TNT_TX_IDLE, "after commit");
                           it.must(on.begin(), "the second begin");
                           expect_state(it, on, TNT_TX_ACTIVE, "after the second begin");
                           it.must(on.rollback(), "rollback");
                           expect_state(it, on, TNT_TX_IDLE, "after rollback");
                         }}};

// A transaction with one row written and one statement that failed; answers its state.
std::int32_t fail_inside(subject &it, connection &on, const scratch_table &into) {
  it.must(on.begin(), "begin");
  insert_row(it, on, into, 1, "before the error");
  it.expect(!on.execute(it.sql("syntax_error")).ok(), "`sql.syntax_error` answered OK");
  return on.state();
}

const registered rollback_after_error{{.id = "transaction.rollback-after-error",
                                       .demands = "after a statement that failed, rollback ends the "
                                                  "transaction with nothing left, and the next one works",
                                       .where = "adapter.h: TNT_TX_FAILED; rollback",
                                       .with = {.url = true},
                                       .run = [](subject &it) {
                                         connection on = it.open();
                                         const scratch_table made = it.make_table(on);
                                         const std::int32_t state = fail_inside(it, on, made);
                                         it.expect(state == TNT_TX_FAILED || state == TNT_TX_ACTIVE,
                                                   fmt::format("the state is {}", state));
                                         it.must(on.rollback(), "rollback");
                                         expect_state(it, on, TNT_TX_IDLE, "after rollback");
                                         expect_rows(it, made, 0, "after rollback");
                                         it.must(on.begin(), "the next begin");
                                         insert_row(it, on, made, 2, "after the error");
                                         it.must(on.commit(), "the next commit");
                                       }}};

const registered commit_after_error{
    {.id = "transaction.commit-after-error",
     .demands = "after a statement that failed, commit does what transaction_state let expect: FAILED is "
                "refused and "
                "leaves nothing, ACTIVE commits the rest",
     .where = "adapter.h: TNT_TX_FAILED; commit",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const bool failed = fail_inside(it, on, made) == TNT_TX_FAILED;
       const answer told = on.commit();
       it.expect(told.ok() != failed, fmt::format("the state was {}, and commit answered {}",
                                                  failed ? "FAILED" : "ACTIVE", told.words()));
       if (on.state() != TNT_TX_IDLE) it.must(on.rollback(), "rollback");
       it.expect(it.count(on, made) == (failed ? 0 : 1), "other rows are there than the commit promised");
     }}};

const registered begin_in_begin{
    {.id = "transaction.begin-in-begin",
     .demands =
         "begin inside a transaction is TNT_BAD_ARGUMENT, and the transaction goes on as if nothing were",
     .where = "adapter.h: TNT_BAD_ARGUMENT; begin",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       it.must(on.begin(), "begin");
       insert_row(it, on, made, 1, "outer");
       it.must_be(TNT_BAD_ARGUMENT, on.begin(), "the second begin");
       expect_state(it, on, TNT_TX_ACTIVE, "after the second begin");
       it.must(on.commit(), "commit");
       expect_rows(it, made, 1, "after commit");
     }}};

const registered commit_nothing{{.id = "transaction.commit-without-begin",
                                 .demands = "commit outside a transaction is an error, and does no harm",
                                 .where = "adapter.h: commit",
                                 .with = {.url = true},
                                 .run = [](subject &it) {
                                   connection on = it.open();
                                   it.expect(!on.commit().ok(), "it answered OK");
                                   expect_state(it, on, TNT_TX_IDLE, "after it");
                                   it.must(on.ping(), "ping after it");
                                 }}};

const registered rollback_nothing{{.id = "transaction.rollback-without-begin",
                                   .demands = "rollback outside a transaction does nothing and answers OK",
                                   .where = "adapter.h: rollback, \"so that it may follow every failure\"",
                                   .with = {.url = true},
                                   .run = [](subject &it) {
                                     connection on = it.open();
                                     it.must(on.rollback(), "rollback");
                                     expect_state(it, on, TNT_TX_IDLE, "after it");
                                     it.must(on.ping(), "ping after it");
                                   }}};

const registered close_rolls_back{
    {.id = "transaction.close-rolls-back",
     .demands = "closing a connection inside a transaction rolls it back and frees what it held",
     .where = "adapter.h: close",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open(), other = it.open();
       const scratch_table made = it.make_table(on);
       it.must(on.begin(), "begin");
       insert_row(it, on, made, 1, "never committed");
       on.close();
       it.must(try_insert(it, other, made, 1, "by another", {.deadline = std::chrono::seconds(8)}),
               "the same INSERT by another session");
       it.expect(it.count(other, made) == 1, "the row of the closed connection is there");
     }}};

const registered rebuild{
    {.id = "transaction.rebuild-flag",
     .at = level::migrations,
     .demands = "TNT_TX_REBUILD is taken, or ignored; the transaction is one like any other",
     .where = "adapter.h: TNT_TX_REBUILD",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       it.must(on.begin({.flags = TNT_TX_WRITE | TNT_TX_REBUILD}), "begin for a rebuild");
       insert_row(it, on, made, 1, "rebuilt");
       it.must(on.commit(), "commit");
       expect_rows(it, made, 1, "after commit");
     }}};

const registered relaxed{
    {.id = "transaction.relaxed-flag",
     .at = level::migrations,
     .demands = "a relaxed commit is seen by others at once, and holds for its transaction alone",
     .where = "adapter.h: TNT_TX_RELAXED",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       it.must(on.begin({.flags = TNT_TX_WRITE | TNT_TX_RELAXED}), "begin, relaxed,");
       insert_row(it, on, made, 1, "relaxed");
       it.must(on.commit(), "commit");
       expect_rows(it, made, 1, "after the relaxed commit");
       it.must(on.begin(), "the next begin");
       insert_row(it, on, made, 2, "durable");
       it.must(on.commit(), "the next commit");
       expect_rows(it, made, 2, "after the next commit");
     }}};

}  // namespace
}  // namespace tenantry::conformance
