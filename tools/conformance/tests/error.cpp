// Group error: what a failed statement says, in every member of tnt_error.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "tools/conformance/tests/rows.hpp"

namespace tenantry::conformance {
namespace {

constexpr std::string_view at_error = "adapter.h: tnt_error";
constexpr std::string_view at_effect = "adapter.h: TNT_EFFECT_…, \"Did the statement take effect?\"";

// What each failed call owes.
void expect_whole(subject &it, const answer &told, std::string_view what) {
  it.expect(told.error.status == told.status,
            fmt::format("{} answered {}, its error says {}", what, status_name(told.status),
                        status_name(told.error.status)));
  it.expect(!told.message().empty(), fmt::format("{} gave an empty message", what));
  const std::string state = sqlstate_of(told);
  const auto allowed = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  it.expect(state.empty() || (state.size() == 5 && std::all_of(state.begin(), state.end(), allowed)),
            fmt::format("{} gave the SQLSTATE \"{}\", which is none", what, state));
  it.no_secret_in(told.all_text(), fmt::format("the error of {}", what));
}

// The server refused it: nothing happened, and the same text on the same connection will fail again.
answer refused(subject &it, connection &on, const std::string &text, const std::vector<value> &with = {}) {
  answer told = on.execute(text, with);
  if (told.status != TNT_CONFLICT) it.must_be(TNT_SQL, told, text);
  expect_whole(it, told, text);
  it.expect(told.error.effect == TNT_EFFECT_NONE,
            fmt::format("the effect of `{}` is {} and not NONE", text, told.error.effect));
  it.expect(told.error.retry == TNT_RETRY_NEVER || told.error.retry == TNT_RETRY_UNKNOWN,
            fmt::format("`{}` may be tried again, says retry {}", text, told.error.retry));
  return told;
}

void expect_state(subject &it, const answer &told, std::initializer_list<std::string_view> states) {
  const std::string state = sqlstate_of(told);
  it.expect(std::find(states.begin(), states.end(), state) != states.end(),
            fmt::format("the SQLSTATE is \"{}\" and not one of {}", state, fmt::join(states, " ")));
}

const registered syntax{
    {.id = "error.syntax",
     .demands = "a syntax error is TNT_SQL with a message, effect NONE, and no promise that a retry helps",
     .where = at_error,
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       refused(it, on, it.sql("syntax_error"));
     }}};

const registered syntax_offset{
    {.id = "error.syntax-offset",
     .demands =
         "offset, where it is known, is the 1-based byte in the text: characters before it may have several",
     .where = "adapter.h: tnt_error.offset",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const std::string before =
           "/* \xc3\xbc\xe2\x82\xac\xf0\x9f\x9b\xa2\xc3\xbc\xe2\x82\xac\xf0\x9f\x9b\xa2 */ ";
       const std::string text = before + it.sql("syntax_error");
       const answer told = refused(it, on, text);
       if (told.error.offset == 0) it.skip("it tells no offset");
       it.expect(told.error.offset > before.size() && told.error.offset <= text.size() + 1,
                 fmt::format("offset {} for a statement that is at fault in bytes {} to {}",
                             told.error.offset, before.size() + 1, text.size() + 1));
     }}};

const registered missing_table{
    {.id = "error.missing-table",
     .at = level::migrations,
     .demands =
         "a table that is not there is SQLSTATE 42P01, 42S02 or 3F000: the host looks for its history so",
     .where = "adapter.h: tnt_error.sqlstate",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       expect_state(it, refused(it, on, it.sql("unknown_table")), {"42P01", "42S02", "3F000"});
     }}};

const registered duplicate_table{
    {.id = "error.duplicate-table",
     .at = level::migrations,
     .demands = "a table that is there already is SQLSTATE 42P07, 42S01 or 23505, or TNT_CONFLICT",
     .where = "adapter.h: tnt_error.sqlstate",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const answer told = refused(it, on, it.sql("create_table", {{"table", made.name}}));
       if (told.status != TNT_CONFLICT) expect_state(it, told, {"42P07", "42S01", "23505"});
     }}};

const registered unique_violation{
    {.id = "error.unique-violation",
     .demands = "a unique violation is TNT_SQL of SQLSTATE class 23, or TNT_CONFLICT, with effect NONE",
     .where = "adapter.h: TNT_CONFLICT, tnt_error.sqlstate",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       insert_row(it, on, made, 1, "first");
       const answer told = refused(it, on, it.sql("insert", {{"table", made.name}}),
                                   {value::number(1), value::text("second")});
       it.expect(says_there_already(told), fmt::format("it answered {}", told.words()));
     }}};

const registered not_null{
    {.id = "error.not-null",
     .demands = "NULL for a column that takes none is TNT_SQL of class 23, effect NONE",
     .where = "adapter.h: tnt_error.sqlstate",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on, it.type("text") + " NOT NULL");
       const answer told =
           refused(it, on, it.sql("insert_typed", {{"table", made.name}}), {value::number(1), value::null()});
       it.expect(sqlstate_of(told).starts_with("23"), fmt::format("it answered {}", told.words()));
     }}};

const registered parameter_count{
    {.id = "error.parameter-count",
     .demands =
         "too few and too many parameters are TNT_BAD_ARGUMENT with effect NONE; the connection is usable",
     .where = "adapter.h: execute, \"each ? … is a parameter\"",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const std::string text = it.sql("insert", {{"table", made.name}});
       for (const std::size_t n : {1U, 3U}) {
         const answer told = on.execute(text, std::vector<value>(n, value::number(1)));
         it.must_be(TNT_BAD_ARGUMENT, told, fmt::format("{} parameters for two marks", n));
         it.expect(told.error.effect == TNT_EFFECT_NONE, fmt::format("the effect is {}", told.error.effect));
       }
       it.expect(it.count(on, made) == 0, "a row was written");
     }}};

const registered usable_after{
    {.id = "error.usable-after-violation",
     .demands = "after a violation outside a transaction the connection takes the next statement",
     .where = "adapter.h: TNT_SQL",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       insert_row(it, on, made, 1, "first");
       it.expect(!try_insert(it, on, made, 1, "again").ok(), "a unique violation answered OK");
       insert_row(it, on, made, 2, "second");
       it.expect(it.count(on, made) == 2, "other rows are there");
       it.expect(on.state() == TNT_TX_IDLE, "it is in a transaction");
     }}};

const registered effect_is_true{
    {.id = "error.effect-is-true",
     .demands = "an effect that is told is true: NONE only where no row of the failed statement stayed",
     .where = at_effect,
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       insert_row(it, on, made, 1, "one");
       insert_row(it, on, made, 2, "two");
       const answer told = on.execute(fmt::format("UPDATE {} SET id = 5, word = 'moved'", made.name));
       it.expect(!told.ok(), "two rows got one primary key");
       const answer rows = on.execute(it.sql("select", {{"table", made.name}}));
       it.must(rows, "SELECT");
       const bool stayed = std::any_of(rows.rows.begin(), rows.rows.end(),
                                       [](const row &one) { return one.at(1).raw == "moved"; });
       const auto effect = told.error.effect;
       it.expect(effect == TNT_EFFECT_UNKNOWN || (effect == TNT_EFFECT_APPLIED) == stayed,
                 fmt::format("the effect is {}, and rows {}", effect,
                             stayed ? "were changed" : "were not changed"));
     }}};

const registered details{
    {.id = "error.details",
     .demands = "what is told through detail has one of the keys of the contract, a text, and no secret",
     .where = "adapter.h: tnt_call.detail, \"Keys:\"",
     .with = {.url = true},
     .run = [](subject &it) {
       constexpr std::array<std::string_view, 9> keys = {
           "detail", "hint", "where", "constraint", "schema", "table", "column", "diagnostic", "notice"};
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       insert_row(it, on, made, 1, "first");
       const answer told = try_insert(it, on, made, 1, "again");
       it.expect(!told.ok(), "a unique violation answered OK");
       if (told.details.empty()) it.skip("it tells no details of a unique violation");
       for (const auto &[key, text] : told.details) {
         it.expect(std::find(keys.begin(), keys.end(), key) != keys.end(),
                   fmt::format("it told the key \"{}\"", key));
         it.expect(!text.empty(), fmt::format("\"{}\" was told with an empty text", key));
       }
       it.no_secret_in(told.all_text(), "a detail");
     }}};

}  // namespace
}  // namespace tenantry::conformance
