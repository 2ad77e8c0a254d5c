// Group script: quoting of identifiers, threads, and scripts of size.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <ctime>
#include <thread>

#include "tools/conformance/tests/script_split.hpp"

namespace tenantry::conformance {
namespace {

constexpr std::string_view at_split = "ext/draft/script.h: split [any]";
constexpr std::string_view at_quote = "ext/draft/script.h: quote";

constexpr std::array<std::string_view, 12> odd_names = {"MiXeD",
                                                        "select",
                                                        "a b",
                                                        "a;b",
                                                        "it's",
                                                        "say \"no\"",
                                                        "a`b",
                                                        "a]b[",
                                                        "a.b",
                                                        "1st",
                                                        "\xc3\xbc\xe2\x82\xac",
                                                        "--x/*"};

const registered quoted{
    {.id = "script.quote",
     .at = level::migrations,
     .demands = "a quoted identifier is that name in SQL, whatever characters it has",
     .where = at_quote,
     .with = {.extensions = {TNT_EXT_SCRIPT}, .url = true},
     .run = [](subject &it) {
       connection on = it.open();
       for (const std::string_view name : odd_names) {
         const std::string text = it.sql("select_value", {{"value", "1 AS " + quote(it, name)}});
         const answer told = on.execute(text);
         it.must(told, text);
         it.expect(told.columns.size() == 1 && told.columns[0] == name,
                   fmt::format("`{}` names its column \"{}\"", text, fmt::join(told.columns, "")));
       }
     }}};

const registered quoted_table{
    {.id = "script.quote-table",
     .at = level::migrations,
     .demands = "a table with an odd name is made, written, read and dropped by its quoted name",
     .where = at_quote,
     .with = {.extensions = {TNT_EXT_SCRIPT}, .url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made(it, quote(it, it.scratch_name() + " \"Odd'; \xc3\xbc"));
       const std::string create = it.sql("create_table", {{"table", made.name}});
       it.must(on.execute(create), create);
       const std::string insert = it.sql("insert", {{"table", made.name}});
       it.must(on.execute(insert, {value::number(1), value::text("odd")}), insert);
       it.expect(it.count(on, made) == 1, "its row is not there");
     }}};

const registered quoted_nul{
    {.id = "script.quote-nul",
     .at = level::migrations,
     .demands = "a name with a NUL is refused or kept whole, never cut to another name",
     .where = at_quote,
     .with = {.extensions = {TNT_EXT_SCRIPT}},
     .run = [](subject &it) {
       std::string text;
       const answer told = try_quote(it, std::string_view("one\0two", 7), text);
       it.expect(!told.ok() || text.find("two") != std::string::npos, fmt::format("it became {}", text));
     }}};

// A script that no other number gives.
std::string numbered_script(std::size_t number) {
  std::string script;
  for (std::size_t at = 0; at <= number; ++at)
    script += fmt::format("SELECT '{};{}', /* ; */ x;\n", number, at);
  return script;
}

const registered threads{{.id = "script.threads",
                          .at = level::migrations,
                          .demands = "split may run on many threads at once",
                          .where = at_split,
                          .with = {.extensions = {TNT_EXT_SCRIPT}},
                          .run = [](subject &it) {
                            const tnt_ext_script &by = script_of(it);
                            std::atomic<int> wrong{0};
                            {
                              std::vector<std::jthread> all;
                              for (std::size_t number = 0; number < 8; ++number)
                                all.emplace_back([&, number] {
                                  const std::string script = numbered_script(number);
                                  for (int round = 0; round < 200; ++round) {
                                    const cut_script cut = try_split(by, script);
                                    if (!cut.told.ok() || cut.pieces.size() != number + 1) ++wrong;
                                  }
                                });
                            }
                            it.expect(wrong == 0,
                                      fmt::format("{} of 1600 splits on 8 threads went wrong", wrong.load()));
                          }}};

// What this thread worked, so that a busy machine does not count.
std::int64_t worked_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::int64_t{1'000'000'000} * now.tv_sec + now.tv_nsec;
}

double work_of_split(const tnt_ext_script &by, const std::string &script) {
  double least = 1e18;
  for (int round = 0; round < 3; ++round) {
    const std::int64_t begun = worked_ns();
    (void)try_split(by, script);
    least = std::min(least, static_cast<double>(worked_ns() - begun));
  }
  return least;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  while (times-- > 0) all += text;
  return all;
}

const registered linear{{.id = "script.linear",
                         .at = level::migrations,
                         .demands = "the work of split grows with the script, not with its square",
                         .where = at_split,
                         .with = {.extensions = {TNT_EXT_SCRIPT}},
                         .run =
                             [](subject &it) {
                               const tnt_ext_script &by = script_of(it);
                               constexpr std::size_t small = 1024, times = 16;
                               for (const std::string_view part :
                                    {"SELECT 'a;b', x;\n", "'it''s' ", "/* ; */ ", "x, (y) -- ;\n", ";;\n"}) {
                                 const double little = work_of_split(by, repeated(part, small));
                                 const double much = work_of_split(by, repeated(part, times * small));
                                 // Linear is 16, quadratic 256; the least time of one is a floor against
                                 // noise.
                                 it.expect(
                                     much < 48 * std::max(little, 50'000.0),
                                     fmt::format("`{}` {} times took {:.1f} ms, {} times as often {:.1f} ms",
                                                 part, small, little / 1e6, times, much / 1e6));
                               }
                             },
                         .limit = std::chrono::seconds(60)}};

const registered huge{{.id = "script.huge-statement",
                       .at = level::migrations,
                       .demands = "a statement of eight megabytes is one piece, with its exact bounds",
                       .where = at_split,
                       .with = {.extensions = {TNT_EXT_SCRIPT}},
                       .run = [](subject &it) {
                         const std::string literal(std::size_t{8} << 20U, ';');
                         const auto seen = split(it, "SELECT '" + literal + "';\nSELECT 2", "a huge text");
                         it.expect(seen.size() == 2, fmt::format("{} pieces of 2 came", seen.size()));
                         it.expect(seen[0].size() == literal.size() + 9,
                                   fmt::format("the first has {} bytes", seen[0].size()));
                       }}};

}  // namespace
}  // namespace tenantry::conformance
