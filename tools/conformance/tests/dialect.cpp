// Group dialect: what describe says is what the database does, and render's answers are runnable.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "tools/conformance/documents.hpp"

namespace tenantry::conformance {
namespace {

using nlohmann::json;

constexpr std::string_view at_describe = "ext/draft/dialect.h: describe";
constexpr std::string_view at_render = "ext/draft/dialect.h: render";
constexpr std::string_view at_probe = "ext/draft/dialect.h: probe";

const needs for_dialect{.extensions = {"tenantry.dialect/1"}};
const needs for_database{.extensions = {"tenantry.dialect/1", "tenantry.script/1"}, .url = true};

std::string text_of(subject &it, const json &document, const char *key) {
  const auto found = document.find(key);
  if (found == document.end() || !found->is_string()) it.fail(fmt::format("it has no text \"{}\"", key));
  return *found;
}

const registered valid{
    {.id = "dialect.describe",
     .at = level::migrations,
     .demands = "describe answers a document of the format tenantry.dialect/1 with every key, that names "
                "tenantry.render/1 among its formats",
     .where = at_describe,
     .with = for_dialect,
     .run = [](subject &it) {
       const json told = describe(it);
       (void)read_document(it, told.dump(), "tenantry.dialect/1");
       for (const char *key : {"dialect", "identifier_quote", "folding", "placeholder", "row_limit"})
         (void)text_of(it, told, key);
       it.expect(told.value("identifier_limit", json()).is_number_unsigned(),
                 "identifier_limit is no number");
       it.expect(told.value("schemas", json()).is_boolean(), "schemas is no truth value");
       it.expect(told.value("reserved_words", json()).is_array(), "reserved_words is no list");
       const json formats = told.value("formats", json::array());
       it.expect(std::find(formats.begin(), formats.end(), "tenantry.render/1") != formats.end(),
                 fmt::format("formats are {}", formats.dump()));
     }}};

const registered deterministic{
    {.id = "dialect.describe-again",
     .at = level::migrations,
     .demands = "the same question to describe has the same answer",
     .where = at_describe,
     .with = for_dialect,
     .run = [](subject &it) { it.expect(describe(it) == describe(it), "the second answer is another"); }}};

const registered placeholder{{.id = "dialect.placeholder",
                              .at = level::migrations,
                              .demands = "placeholder is \"?\", \"$n\" or \":n\"",
                              .where = at_describe,
                              .with = for_dialect,
                              .run = [](subject &it) {
                                const std::string told = text_of(it, describe(it), "placeholder");
                                it.expect(told == "?" || told == "$n" || told == ":n",
                                          fmt::format("it is \"{}\"", told));
                              }}};

const registered quote{{.id = "dialect.identifier-quote",
                        .at = level::migrations,
                        .demands = "identifier_quote is the mark with which script's quote begins",
                        .where = at_describe,
                        .with = {.extensions = {"tenantry.dialect/1", "tenantry.script/1"}},
                        .run = [](subject &it) {
                          const std::string mark = text_of(it, describe(it), "identifier_quote"),
                                            name = quoted(it, "Kit Name");
                          it.expect(!mark.empty() && name.starts_with(mark),
                                    fmt::format("the mark is `{}`, quote wrote `{}`", mark, name));
                        }}};

const registered folding{
    {.id = "dialect.folding",
     .at = level::migrations,
     .demands =
         "folding says how the database keeps a name without quotes: lower, upper, or as written (none)",
     .where = at_describe,
     .with = for_database,
     .run = [](subject &it) {
       const std::string told = text_of(it, describe(it), "folding");
       connection on = it.open();
       const scratch_table made(it, it.scratch_name() + "_MiXed");
       it.must(on.execute(it.sql("create_table", {{"table", made.name}})), "CREATE TABLE");
       std::string kept = made.name;
       if (told == "lower")
         std::transform(kept.begin(), kept.end(), kept.begin(),
                        [](unsigned char c) { return std::tolower(c); });
       if (told == "upper")
         std::transform(kept.begin(), kept.end(), kept.begin(),
                        [](unsigned char c) { return std::toupper(c); });
       it.expect(told == "lower" || told == "upper" || told == "none", fmt::format("it is \"{}\"", told));
       const answer found = on.execute(it.sql("count", {{"table", quoted(it, kept)}}));
       it.expect(found.ok(), fmt::format("it says \"{}\", but there is no table {}: {}", told,
                                         quoted(it, kept), found.words()));
     }}};

const registered limit{
    {.id = "dialect.identifier-limit",
     .at = level::migrations,
     .demands = "a name of identifier_limit bytes is kept whole: two that differ in the last one are two",
     .where = at_describe,
     .with = for_database,
     .run = [](subject &it) {
       const auto told = describe(it).value("identifier_limit", std::size_t{0});
       it.expect(told >= 8 && told <= 65536, fmt::format("it is {}", told));
       std::string name = it.scratch_name();
       name.resize(told - 1, 'x');
       connection on = it.open();
       const scratch_table first(it, name + 'a'), second(it, name + 'b');
       for (const scratch_table *one : {&first, &second}) {
         const answer made = on.execute(it.sql("create_table", {{"table", one->name}}));
         it.expect(made.ok(), fmt::format("a table with a name of {} bytes: {}", told, made.words()));
       }
     }}};

const registered row_limit{
    {.id = "dialect.row-limit",
     .at = level::migrations,
     .demands = "row_limit at the end of a SELECT with ORDER BY limits its rows to {n}",
     .where = at_describe,
     .with = for_database,
     .run = [](subject &it) {
       const std::string told = text_of(it, describe(it), "row_limit");
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       for (int at = 1; at <= 5; ++at)
         it.must(
             on.execute(it.sql("insert", {{"table", made.name}}), {value::number(at), value::text("row")}),
             "INSERT");
       const std::string text = it.sql("select", {{"table", made.name}}) + " " + fill(told, {{"n", "2"}});
       const answer rows = on.execute(text);
       it.must(rows, text);
       it.expect(rows.rows.size() == 2 && rows.rows[1][0].as_number() == 2,
                 fmt::format("`{}` gave {} rows", text, rows.rows.size()));
     }}};

const registered reserved{
    {.id = "dialect.reserved-words",
     .at = level::migrations,
     .demands = "reserved_words are words in lower case, each once, and quoted each can name a column",
     .where = at_describe,
     .with = for_database,
     .run = [](subject &it) {
       std::vector<std::string> words;
       std::set<std::string> once;
       for (const json &word : describe(it).value("reserved_words", json::array())) {
         const std::string text = word.is_string() ? word.get<std::string>() : "";
         const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
         });
         it.expect(plain && once.insert(text).second,
                   fmt::format("{} is no new word in lower case", word.dump()));
         words.push_back(text);
       }
       connection on = it.open();
       for (std::size_t at = 0; at < words.size(); at += 40) {
         const scratch_table made(it, it.scratch_name());
         std::string columns;
         for (std::size_t i = at; i < std::min(at + 40, words.size()); ++i)
           columns += (columns.empty() ? "" : ", ") + quoted(it, words[i]) + " INTEGER";
         const std::string text = fmt::format("CREATE TABLE {} ({})", made.name, columns);
         it.must(on.execute(text), text);
       }
     }}};

json table_change(const std::string &name) {
  return {{"kind", "create_table"},
          {"name", name},
          {"columns", json::array({{{"name", "id"}, {"type", "bigint"}, {"null", false}}})},
          {"primary_key", {{"name", name + "_pk"}, {"columns", json::array({"id"})}}}};
}

const registered unknown_change{
    {.id = "dialect.unknown-change",
     .at = level::migrations,
     .demands = "a kind of change that render does not know is a gap; the others are rendered",
     .where = "ext/draft/dialect.h: \"an unknown kind of change answers a gap\"",
     .with = for_dialect,
     .run = [](subject &it) {
       const json told = render(it, {{{"kind", "kit_no_such_kind"}, {"name", "x"}}, table_change("kit_gap")});
       it.expect(told["gaps"].size() == 1 && told["gaps"][0].value("change", -1) == 0 &&
                     !told["gaps"][0].value("why", "").empty(),
                 fmt::format("the gaps are {}", told["gaps"].dump()));
       it.expect(!told["statements"].empty() && told["statements"][0].value("change", -1) == 1,
                 "the change that it knows was not rendered");
     }}};

const registered unknown_key{{.id = "dialect.unknown-keys",
                              .at = level::migrations,
                              .demands = "keys that render does not know change nothing",
                              .where = "ext/draft/dialect.h: \"unknown keys are ignored\"",
                              .with = for_dialect,
                              .run = [](subject &it) {
                                json change = table_change("kit_keys");
                                const json plain = render(it, {change});
                                change["kit_no_such_key"] = {{"a", 1}};
                                change["columns"][0]["kit_no_such_key"] = 7;
                                it.expect(render(it, {change}) == plain, "the answer is another");
                              }}};

const registered malformed{
    {.id = "dialect.malformed-request",
     .at = level::migrations,
     .demands = "a request that is no document of its format is TNT_BAD_ARGUMENT",
     .where = "adapter.h: TNT_BAD_ARGUMENT",
     .with = for_dialect,
     .run = [](subject &it) {
       for (const char *request : {"{", "[]", "7", "", R"({"format": "kit.no-such-format/1", "changes": []})",
                                   R"({"format": "tenantry.render/1", "target": {}, "changes": 7})"}) {
         std::string text;
         it.must_be(TNT_BAD_ARGUMENT, render_raw(it, request, text), fmt::format("render of `{}`", request));
       }
     }}};

// A table like tenantry's own history: every type and default that it has.
json history_change(const std::string &name) {
  const auto column = [](const char *called, const char *type, bool null = true) {
    return json{{"name", called}, {"type", type}, {"null", null}};
  };
  json at = column("at", "timestamptz", false);
  at["default"] = "now";
  return {{"kind", "create_table"},
          {"name", name},
          {"columns",
           {column("track", "varchar(40)", false), column("seq", "bigint", false), column("done", "boolean"),
            column("small", "smallint"), column("whole", "integer"), column("note", "text"), at}},
          {"primary_key", {{"name", name + "_pk"}, {"columns", json::array({"track", "seq"})}}}};
}

void run_statements(subject &it, connection &on, const json &rendered) {
  it.expect(rendered["gaps"].empty(), fmt::format("there are gaps: {}", rendered["gaps"].dump()));
  for (const json &one : rendered["statements"]) {
    const std::string sql = one.value("sql", "");
    it.must(on.execute(sql), sql);
  }
}

const registered history_table{
    {.id = "dialect.history-table",
     .at = level::migrations,
     .demands = "a rendered table like tenantry's history can be made, written and read; NOT NULL and "
                "primary key hold",
     .where = at_render,
     .with = for_database,
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made(it, it.scratch_name() + "_history");
       run_statements(it, on, render(it, {history_change(made.name)}));
       const auto q = [&](const char *name) { return quoted(it, name); };
       const std::string insert = fmt::format("INSERT INTO {} ({}, {}, {}) VALUES (?, ?, ?)",
                                              quoted(it, made.name), q("track"), q("seq"), q("note"));
       const std::vector<value> row = {value::text("main"), value::number(1), value::text("first")};
       it.must(on.execute(insert, row), insert);
       it.must_be(TNT_SQL, on.execute(insert, row), "a second row with that key");
       it.must_be(TNT_SQL,
                  on.execute(insert, {value::text("main"), value::null(TNT_INT64), value::text("x")}),
                  "a row without its key");
       const answer read = on.execute(fmt::format("SELECT {}, {} FROM {} WHERE {} IS NOT NULL", q("seq"),
                                                  q("note"), quoted(it, made.name), q("at")));
       it.must(read, "SELECT");
       it.expect(read.rows.size() == 1 && read.rows[0][0].as_number() == 1 && read.rows[0][1].raw == "first",
                 "the row did not come back, or its time was not filled");
     }}};

std::int32_t probe(subject &it, connection &on, const std::string &sql) {
  std::int32_t state = 0;
  std::string text;
  const answer asked =
      read_text(text, [&](const tnt_call *during, const tnt_text_sink *sink, tnt_error *error) {
        const auto function = dialect_of(it).probe;
        return function == nullptr ? TNT_UNSUPPORTED
                                   : function(on.raw(), during, to_text(sql), &state, sink, error);
      });
  if (asked.status == TNT_UNSUPPORTED) it.skip("its dialect has no probe");
  it.must(asked, fmt::format("probe of `{}`", sql));
  const json told = read_document(it, text, "tenantry.probe/1");
  it.expect(told.value("why", json()).is_string(), "the answer says no why");
  return state;
}

// Must be wanted, or unclear: not every adapter looks everything up.
void expect_probe(subject &it, connection &on, const std::string &sql, std::int32_t wanted,
                  const char *when) {
  const std::int32_t state = probe(it, on, sql);
  it.expect(state == wanted || state == TNT_PROBE_UNCLEAR, fmt::format("{} `{}` is {}", when, sql, state));
}

const registered probe_table{
    {.id = "dialect.probe-table",
     .at = level::migrations,
     .demands = "probe of CREATE TABLE and DROP TABLE tells from the database whether they have run",
     .where = at_probe,
     .with = for_database,
     .run = [](subject &it) {
       connection on = it.open();
       const std::string name = it.scratch_name(), create = it.sql("create_table", {{"table", name}}),
                         drop = it.sql("drop_table", {{"table", name}});
       expect_probe(it, on, create, TNT_PROBE_NOT_DONE, "before it runs");
       expect_probe(it, on, drop, TNT_PROBE_DONE, "without the table");
       it.must(on.execute(create), create);
       const scratch_table made(it, name);
       expect_probe(it, on, create, TNT_PROBE_DONE, "after it has run");
       expect_probe(it, on, drop, TNT_PROBE_NOT_DONE, "with the table");
     }}};

const registered probe_unclear{
    {.id = "dialect.probe-unclear",
     .at = level::migrations,
     .demands = "probe claims nothing of a statement that leaves no trace: UPDATE is unclear",
     .where = at_probe,
     .with = for_database,
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on);
       const std::int32_t state = probe(it, on, fmt::format("UPDATE {} SET word = 'x'", made.name));
       it.expect(state == TNT_PROBE_UNCLEAR, fmt::format("it is {}", state));
     }}};

}  // namespace
}  // namespace tenantry::conformance
