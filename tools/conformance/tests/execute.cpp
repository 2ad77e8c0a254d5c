// Group execute: statements, parameters and rows.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {
namespace {

constexpr std::string_view at_execute = "adapter.h: execute";
constexpr std::string_view at_sink = "adapter.h: tnt_sink";

void insert(subject &it, connection &on, const scratch_table &into, const value &id, const value &word) {
  const std::string text = it.sql("insert", {{"table", into.name}});
  it.must(on.execute(text, {id, word}), text);
}

answer select(subject &it, connection &on, const scratch_table &from) {
  const std::string text = it.sql("select", {{"table", from.name}});
  return it.must(on.execute(text), text);
}

// What comes back of one value written into a column of that type.
value round_trip(subject &it, std::string_view type, const value &sent) {
  connection on = it.open();
  const scratch_table made = it.make_table(on, it.type(type));
  const std::string write = it.sql("insert_typed", {{"table", made.name}});
  it.must(on.execute(write, {value::number(1), sent}), write);
  const std::string read = it.sql("select_typed", {{"table", made.name}});
  const answer told = on.execute(read);
  it.must(told, read);
  it.expect(told.rows.size() == 1 && told.rows[0].size() == 1, "the row did not come back");
  it.expect(!told.rows[0][0].is_null, "it came back as NULL");
  return told.rows[0][0];
}

void expect_text_back(subject &it, const std::string &text) {
  const value back = round_trip(it, "text", value::text(text));
  it.expect(back.kind == TNT_TEXT, fmt::format("it came back as kind {}", back.kind));
  it.expect(back.raw == text,
            fmt::format("{} bytes went, {} other bytes came back", text.size(), back.raw.size()));
}

const registered select_value{{.id = "execute.select-value",
                               .demands = "a SELECT of one value gives one row with that value",
                               .where = at_execute,
                               .with = {.url = true},
                               .run = [](subject &it) {
                                 connection on = it.open();
                                 const std::string text = it.sql("select_value", {{"value", "42"}});
                                 const answer told = on.execute(text);
                                 it.must(told, text);
                                 it.expect(told.rows.size() == 1 && told.rows[0].size() == 1,
                                           "it gave no single value");
                                 it.expect(told.rows[0][0].as_number() == 42, "it gave another value");
                               }}};

const registered rows{{.id = "execute.rows",
                       .demands = "rows come in their order, cells in that of the columns",
                       .where = at_sink,
                       .with = {.url = true},
                       .run = [](subject &it) {
                         connection on = it.open();
                         const scratch_table made = it.make_table(on);
                         insert(it, on, made, value::number(2), value::text("two"));
                         insert(it, on, made, value::number(1), value::text("one"));
                         const answer told = select(it, on, made);
                         it.expect(told.rows.size() == 2, fmt::format("{} rows of 2 came", told.rows.size()));
                         it.expect(told.rows[0][0].as_number() == 1 && told.rows[0][1].raw == "one" &&
                                       told.rows[1][0].as_number() == 2 && told.rows[1][1].raw == "two",
                                   "they hold other values");
                       }}};

const registered columns{
    {.id = "execute.columns",
     .demands = "columns is called once before the rows, with the names, of an empty result too",
     .where = at_sink,
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const answer told = select(it, on, made);
       it.expect(told.rows.empty(), "an empty table gave rows");
       it.expect(told.calls_of_columns == 1, fmt::format("it was called {} times", told.calls_of_columns));
       it.expect(told.columns.size() == 2, fmt::format("it named {} columns of 2", told.columns.size()));
     }}};

const registered affected{{.id = "execute.affected",
                           .demands = "affected tells how many rows an INSERT wrote",
                           .where = at_sink,
                           .with = {.url = true},
                           .run = [](subject &it) {
                             connection on = it.open();
                             const scratch_table made = it.make_table(on);
                             const std::string text = it.sql("insert", {{"table", made.name}});
                             const answer told = on.execute(text, {value::number(1), value::text("a")});
                             it.must(told, text);
                             it.expect(told.affected == 1, fmt::format("it told {}", told.affected));
                           }}};

const registered null_both_ways{{.id = "execute.null",
                                 .demands = "NULL goes in as a parameter and comes back as NULL",
                                 .where = "adapter.h: tnt_cell.is_null",
                                 .with = {.url = true},
                                 .run = [](subject &it) {
                                   connection on = it.open();
                                   const scratch_table made = it.make_table(on);
                                   insert(it, on, made, value::number(1), value::null());
                                   const answer told = select(it, on, made);
                                   it.expect(told.rows.size() == 1 && told.rows[0][1].is_null,
                                             "it came back as something else");
                                 }}};

const registered empty_text{{.id = "execute.empty-text",
                             .demands = "an empty text is not NULL",
                             .where = "adapter.h: tnt_cell.is_null",
                             .with = {.features = {"empty_text"}, .url = true},
                             .run = [](subject &it) { expect_text_back(it, ""); }}};

const registered as_it_stands{
    {.id = "execute.no-parameters",
     .demands = "without parameters the text goes to the server as it stands: a ? is a ?",
     .where = "adapter.h: execute, \"with n == 0\"",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const std::string text = it.sql("select_value", {{"value", "'a?b'"}});
       const answer told = on.execute(text);
       it.must(told, text);
       it.expect(told.rows.size() == 1 && told.rows[0][0].raw == "a?b", "the text was changed");
     }}};

const registered quoted_mark{
    {.id = "execute.quoted-question-mark",
     .demands = "with parameters a ? inside quotes and comments is none",
     .where = "adapter.h: execute, \"outside quotes and comments\"",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const std::string text =
           fmt::format("INSERT INTO {} (id, word) /* ? */ VALUES (?, 'it''s a ?') -- ?", made.name);
       it.must(on.execute(text, {value::number(7)}), text);
       const answer told = select(it, on, made);
       it.expect(
           told.rows.size() == 1 && told.rows[0][0].as_number() == 7 && told.rows[0][1].raw == "it's a ?",
           "another row came of it");
     }}};

const registered not_code{
    {.id = "execute.parameter-is-no-code",
     .demands = "a parameter is data, whatever it holds",
     .where = at_execute,
     .with = {.url = true},
     .run = [](subject &it) { expect_text_back(it, "'; DROP TABLE x; -- \" ` $1 $$ \\ ? :a @b {fn} %s"); }}};

const registered null_sink{{.id = "execute.null-sink",
                            .demands = "with no sink the rows are dropped and the connection is usable",
                            .where = "adapter.h: execute, \"sink may be NULL\"",
                            .with = {.url = true},
                            .run = [](subject &it) {
                              connection on = it.open();
                              const std::string text = it.sql("select_value", {{"value", "1"}});
                              const answer told = ask({}, [&](const tnt_call *during, tnt_error *error) {
                                return it.table().execute(on.raw(), during, to_text(text), nullptr, 0,
                                                          nullptr, error);
                              });
                              it.must(told, text);
                              it.must(on.execute(text), "the next statement");
                            }}};

const registered stops_early{
    {.id = "execute.sink-stops-early",
     .demands = "a sink that answers anything but TNT_OK gets no more; the call answers TNT_OK, the "
                "connection is usable",
     .where = at_sink,
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       for (int at = 0; at < 5; ++at) insert(it, on, made, value::number(at), value::text("x"));
       const std::string text = it.sql("select", {{"table", made.name}});
       const answer told = on.execute(text, {}, {}, 2);
       it.must(told, "a statement whose sink stopped");
       it.expect(told.rows.size() == 2, fmt::format("{} rows came, the sink stopped at 2", told.rows.size()));
       it.expect(it.count(on, made) == 5, "the next statement gave something else");
     }}};

const registered bad_sql{
    {.id = "execute.usable-after-error",
     .demands = "a statement that the server refuses is TNT_SQL, and the connection is usable after it",
     .where = "adapter.h: TNT_SQL",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const std::string text = it.sql("syntax_error");
       it.must_be(TNT_SQL, on.execute(text), text);
       it.must(on.execute(it.sql("select_value", {{"value", "1"}})), "the next statement");
     }}};

const registered many_rows{{.id = "execute.thousand-rows",
                            .demands = "no row of a long result is lost",
                            .where = at_sink,
                            .with = {.url = true},
                            .run = [](subject &it) {
                              connection on = it.open();
                              const scratch_table made = it.make_table(on);
                              it.must(on.begin(), "begin");
                              for (int at = 0; at < 1000; ++at)
                                insert(it, on, made, value::number(at), value::text("row"));
                              it.must(on.commit(), "commit");
                              const answer told = select(it, on, made);
                              it.expect(told.rows.size() == 1000,
                                        fmt::format("{} of 1000 came", told.rows.size()));
                              for (int at = 0; at < 1000; ++at)
                                it.expect(told.rows[static_cast<std::size_t>(at)][0].as_number() == at,
                                          fmt::format("row {} is another", at));
                            }}};

const registered four_bytes{
    {.id = "execute.four-byte-text",
     .demands = "text is UTF-8, with characters of four bytes, both ways",
     .where = "adapter.h: \"Text is UTF-8\"",
     .with = {.features = {"four_byte_text"}, .url = true},
     .run = [](subject &it) { expect_text_back(it, "\xf0\x9f\x9b\xa2 \xc3\xbc \xe2\x82\xac"); }}};

const registered nul{{.id = "execute.nul-in-text",
                      .demands = "text is counted and may hold NUL, both ways",
                      .where = "adapter.h: \"may hold NUL\"",
                      .with = {.features = {"nul_in_text"}, .url = true},
                      .run = [](subject &it) { expect_text_back(it, std::string("a\0b", 3)); }}};

const registered megabyte{
    {.id = "execute.megabyte-cell",
     .demands = "a cell of one MiB goes both ways",
     .where = "adapter.h: tnt_cell.raw",
     .with = {.url = true},
     .run = [](subject &it) { expect_text_back(it, std::string(std::size_t{1} << 20U, 'm')); }}};

const registered bytes{{.id = "execute.bytes",
                        .demands = "bytes of every value go both ways, of kind TNT_BYTES",
                        .where = "adapter.h: TNT_BYTES",
                        .with = {.url = true},
                        .run = [](subject &it) {
                          std::string all;
                          for (int at = 0; at < 256; ++at) all += static_cast<char>(at);
                          const value back = round_trip(it, "bytes", value::bytes(all));
                          it.expect(back.kind == TNT_BYTES,
                                    fmt::format("they came back as kind {}", back.kind));
                          it.expect(back.raw == all, "other bytes came back");
                        }}};

const registered bigint{
    {.id = "execute.bigint",
     .demands = "the least and the greatest int64 go both ways, of kind TNT_INT64",
     .where = "adapter.h: TNT_INT64",
     .with = {.url = true},
     .run = [](subject &it) {
       for (const auto end :
            {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
         const value back = round_trip(it, "bigint", value::number(end));
         it.expect(back.kind == TNT_INT64, fmt::format("it came back as kind {}", back.kind));
         it.expect(back.whole == end, fmt::format("{} came back as {}", end, back.whole));
       }
     }}};

const registered real{
    {.id = "execute.double",
     .demands = "a double goes both ways without loss, of kind TNT_DOUBLE",
     .where = "adapter.h: TNT_DOUBLE",
     .with = {.url = true},
     .run = [](subject &it) {
       const double sent = 0.1 + 0.2;
       const value back = round_trip(it, "double", value::real_number(sent));
       it.expect(back.kind == TNT_DOUBLE, fmt::format("it came back as kind {}", back.kind));
       it.expect(back.real == sent, fmt::format("{:.17g} came back as {:.17g}", sent, back.real));
     }}};

const registered boolean{
    {.id = "execute.boolean",
     .demands = "true goes both ways: as TNT_BOOL, or as 1 where the database has no truth values",
     .where = "adapter.h: TNT_BOOL",
     .with = {.url = true},
     .run = [](subject &it) {
       const value back = round_trip(it, "boolean", value::truth(true));
       it.expect(back.as_number() == 1, "it came back as something else");
     }}};

}  // namespace
}  // namespace tenantry::conformance
