// Group script: where a script is cut.
#include <fmt/format.h>

#include <algorithm>

#include "tools/conformance/tests/script_split.hpp"

namespace tenantry::conformance {
namespace {

constexpr std::string_view at_split = "ext/draft/script.h: split";

const registered order{
    {.id = "script.pieces",
     .at = level::migrations,
     .demands = "pieces come in order and without overlap, without terminator and blanks; the last needs no "
                "semicolon",
     .where = at_split,
     .with = {.extensions = {TNT_EXT_SCRIPT}},
     .run = [](subject &it) {
       const std::vector<std::string> wanted = {"SELECT 1", "INSERT INTO t (a) VALUES ('x')", "SELECT\n  2"};
       const std::string script = "\n " + wanted[0] + " ;" + wanted[1] + ";\r\n\t" + wanted[2] + "\n\n";
       const auto seen = split(it, script, "three statements");
       it.expect(seen == wanted, fmt::format("it gave {} pieces: [{}]", seen.size(), fmt::join(seen, "] [")));
     }}};

const registered comments{
    {.id = "script.comment-only",
     .at = level::migrations,
     .demands = "a piece of comments alone is left out",
     .where = "ext/draft/script.h: \"comment-only pieces are left out\"",
     .with = {.extensions = {TNT_EXT_SCRIPT}},
     .run = [](subject &it) {
       const auto seen =
           split(it, "SELECT 1;\n-- one; two\n;\n/* three; */ ;\nSELECT 2;\n-- the end", "comments");
       it.expect(seen.size() == 2 && seen[0] == "SELECT 1" && seen[1].starts_with("SELECT 2"),
                 fmt::format("it gave {} pieces: [{}]", seen.size(), fmt::join(seen, "] [")));
     }}};

const registered nothing{
    {.id = "script.empty",
     .at = level::migrations,
     .demands = "a script of nothing, of blanks or of semicolons has no pieces, and is no error",
     .where = at_split,
     .with = {.extensions = {TNT_EXT_SCRIPT}},
     .run = [](subject &it) {
       for (const std::string_view script : {"", " \r\n\t ", ";", " ; ;;\n;"}) {
         const auto seen = split(it, script, "nothing");
         it.expect(seen.empty(), fmt::format("\"{}\" has {} pieces", script, seen.size()));
       }
     }}};

// A fault that begins where the mark ^ stands in the text.
void expect_fault(subject &it, std::string text, std::string_view what) {
  const std::size_t at = text.find('^');
  text.erase(at, 1);
  const cut_script cut = try_split(script_of(it), text);
  it.must_be(TNT_SQL, cut.told, what);
  it.expect(cut.told.error.offset == at + 1,
            fmt::format("{} begins at byte {}, the offset is {}", what, at + 1, cut.told.error.offset));
  it.expect(!cut.told.message().empty(), "the message is empty");
}

const registered open_quote{{.id = "script.unterminated-quote",
                             .at = level::migrations,
                             .demands = "a quote that never ends is TNT_SQL with the offset where it begins",
                             .where = at_split,
                             .with = {.extensions = {TNT_EXT_SCRIPT}},
                             .run = [](subject &it) {
                               expect_fault(it, "SELECT 1;\nSELECT ^'abc; it''s", "a text that never ends");
                               expect_fault(it, "SELECT ^\"abc; -- d", "a quoted name that never ends");
                             }}};
const registered open_comment{
    {.id = "script.unterminated-comment",
     .at = level::migrations,
     .demands = "a comment that never ends is TNT_SQL with the offset where it begins",
     .where = at_split,
     .with = {.extensions = {TNT_EXT_SCRIPT}},
     .run = [](subject &it) {
       expect_fault(it, "SELECT 1; ^/* abc; SELECT 2", "a comment that never ends");
     }}};
const registered offset_bytes{{.id = "script.offset-in-bytes",
                               .at = level::migrations,
                               .demands = "the offset counts bytes, not characters",
                               .where = "adapter.h: tnt_error.offset, \"1-based BYTE\"",
                               .with = {.extensions = {TNT_EXT_SCRIPT}},
                               .run = [](subject &it) {
                                 expect_fault(it,
                                              "SELECT '\xc3\xbc\xe2\x82\xac\xf0\x9f\x9b\xa2'; SELECT ^'abc",
                                              "a text behind 9 bytes in 3 characters");
                               }}};

// ---- random scripts

using randomness = std::mt19937;

template <class Texts>
std::string one_of(const Texts &texts, randomness &by) {
  return std::string(*(std::begin(texts) + static_cast<std::ptrdiff_t>(by() % std::size(texts))));
}

// Begins and ends with a word, so that what lies between is the statement's without doubt.
std::string random_statement(randomness &by) {
  static constexpr std::string_view parts[] = {"'a;b'",
                                               "'it''s; /* no comment */'",
                                               "'-- none;'",
                                               "'\xc3\xbc\r\n;\xf0\x9f\x9b\xa2'",
                                               "''",
                                               "\"a;b\"",
                                               "\"say \"\"no\"\";\"",
                                               "/* ; ' \" */",
                                               "-- ; ' \"\n",
                                               "-- ;\xe2\x82\xac\r\n",
                                               "/* a\r\n; b */",
                                               "x1",
                                               "42",
                                               "( , )",
                                               "= - * / < >",
                                               "\xc3\xa4_1",
                                               "/**/",
                                               "/* -- */",
                                               "'\n'",
                                               "\t"};
  std::string text = "SELECT";
  for (auto left = by() % 12; left > 0; --left) text += " " + one_of(parts, by);
  return text + " x";
}

const registered random_scripts{
    {.id = "script.random",
     .at = level::migrations,
     .demands =
         "random statements (quotes, comments, semicolons inside, CRLF, non-ASCII), joined to a script, come "
         "back as they were",
     .where = at_split,
     .with = {.extensions = {TNT_EXT_SCRIPT}},
     .run = [](subject &it) {
       static constexpr std::string_view between[] = {";", ";\n", " ;\r\n", "; ;", ";\n\n", "\n;\n"};
       const unsigned seed = seed_of_run();
       randomness by(seed);
       for (int round = 0; round < 500; ++round) {
         std::vector<std::string> wanted;
         std::string script;
         for (auto left = 1 + by() % 8; left > 0; --left) {
           wanted.push_back(random_statement(by));
           script += wanted.back() + one_of(between, by);
         }
         const std::string about = fmt::format("round {} (TENANTRY_CHECK_SEED={} repeats it)", round, seed);
         const auto seen = split(it, script, about);
         it.expect(seen == wanted, fmt::format("{}: {} pieces of {}; the script: {}", about, seen.size(),
                                               wanted.size(), script));
       }
     }}};

const registered any_bytes{
    {.id = "script.any-bytes",
     .at = level::migrations,
     .demands =
         "whatever the bytes, split answers TNT_OK or TNT_SQL, and pieces and offset lie in the script",
     .where = at_split,
     .with = {.extensions = {TNT_EXT_SCRIPT}},
     .run = [](subject &it) {
       static constexpr std::string_view parts[] = {
           "'",    "\"",   ";",      "-",    "--",      "/*",       "*/",        "$",
           "$$",   "$a$",  "\\",     "[",    "]",       "`",        "\xff",      "\xc3",
           "E'",   "U&\"", "BEGIN ", "END ", "CREATE ", "TRIGGER ", "FUNCTION ", "ATOMIC ",
           "GO\n", "(",    ")",      "\r",   "\n",      " ",        "1",         "."};
       const unsigned seed = seed_of_run();
       randomness by(seed);
       for (int round = 0; round < 4000; ++round) {
         std::string script;
         for (auto left = by() % 24; left > 0; --left) script += one_of(parts, by);
         const std::string about = fmt::format("round {} (TENANTRY_CHECK_SEED={} repeats it)", round, seed);
         const cut_script cut = try_split(script_of(it), script);
         it.expect(cut.told.ok() || cut.told.status == TNT_SQL,
                   fmt::format("{}: {}", about, cut.told.words()));
         it.expect(cut.told.error.offset <= script.size() + 1,
                   fmt::format("{}: offset {} in {} bytes", about, cut.told.error.offset, script.size()));
         expect_in_order(it, cut, script, about);
       }
     }}};

const registered nul{
    {.id = "script.nul",
     .at = level::migrations,
     .demands = "a NUL byte does not end a script: what stands behind it is cut too, or refused",
     .where = "adapter.h: \"Text is UTF-8, counted, and may hold NUL\"",
     .with = {.extensions = {TNT_EXT_SCRIPT}},
     .run = [](subject &it) {
       const std::string script("SELECT 'a\0b'; SELECT 2", 22);
       const cut_script cut = try_split(script_of(it), script);
       if (!cut.told.ok()) return;
       expect_in_order(it, cut, script, "a NUL in a text");
       it.expect(cut.pieces.size() == 2, fmt::format("{} pieces of two statements came", cut.pieces.size()));
     }}};

const registered control{
    {.id = "script.transaction-control",
     .at = level::migrations,
     .demands = "COMMIT and ROLLBACK have the flag TX_CONTROL, COMMIT has COMMIT too, a SELECT neither; each "
                "runs once",
     .where = "ext/draft/script.h: TNT_PIECE_TX_CONTROL, TNT_PIECE_COMMIT",
     .with = {.extensions = {TNT_EXT_SCRIPT}},
     .run = [](subject &it) {
       constexpr std::uint32_t both = TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT;
       const cut_script cut = try_split(script_of(it), "SELECT 1;\ncommit;\nRollback;\n/* c */ COMMIT;");
       it.must(cut.told, "split");
       const std::vector<std::uint32_t> wanted = {0, both, TNT_PIECE_TX_CONTROL, both};
       it.expect(cut.pieces.size() == wanted.size(), fmt::format("{} pieces of 4 came", cut.pieces.size()));
       for (std::size_t at = 0; at < wanted.size(); ++at) {
         it.expect((cut.pieces[at].flags & both) == wanted[at],
                   fmt::format("statement {} has the flags {}", at + 1, cut.pieces[at].flags));
         it.expect(cut.pieces[at].repeat == 1,
                   fmt::format("statement {} runs {} times", at + 1, cut.pieces[at].repeat));
       }
     }}};

const registered begins{
    {.id = "script.begin",
     .at = level::migrations,
     .demands = "what begins a transaction (sql.begin of the quirks) has the flag TX_CONTROL and not COMMIT",
     .where = "ext/draft/script.h: TNT_PIECE_TX_CONTROL",
     .with = {.extensions = {TNT_EXT_SCRIPT}},
     .run = [](subject &it) {
       const std::string begin = it.sql("begin");
       if (begin.empty()) it.skip("the quirks say that no statement begins a transaction");
       const cut_script cut = try_split(script_of(it), begin + ";\nSELECT 1;\nCOMMIT;");
       it.must(cut.told, "split");
       it.expect(cut.pieces.size() == 3, fmt::format("{} pieces of 3 came", cut.pieces.size()));
       it.expect((cut.pieces[0].flags & (TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT)) == TNT_PIECE_TX_CONTROL,
                 fmt::format("`{}` has the flags {}", begin, cut.pieces[0].flags));
     }}};

const registered runs{
    {.id = "script.pieces-run",
     .at = level::migrations,
     .demands = "the pieces of a script, run one by one, do what the script says",
     .where = at_split,
     .with = {.extensions = {TNT_EXT_SCRIPT}, .url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made(it, it.scratch_name());
       const std::string script = it.sql("create_table", {{"table", made.name}}) + ";\n-- rows; two\n" +
                                  fmt::format(
                                      "INSERT INTO {0} (id, word) VALUES (1, 'a;b');\n"
                                      "INSERT INTO {0} (id, word) /* ; */ VALUES (2, 'it''s');\n",
                                      made.name);
       for (const std::string &piece : split(it, script, "three statements"))
         it.must(on.execute(piece), piece);
       const answer told = on.execute(it.sql("select", {{"table", made.name}}));
       it.must(told, "SELECT");
       it.expect(told.rows.size() == 2 && told.rows[0][1].raw == "a;b" && told.rows[1][1].raw == "it's",
                 "other rows are there");
     }}};

}  // namespace
}  // namespace tenantry::conformance
