#include <tenantry/sdk/ext/draft/script.h>
#include <unistd.h>

#include <atomic>
#include <vector>

#include "tests/kit/wrong/passing.hpp"

namespace tenantry::kit {
namespace {

using pieces = std::vector<tnt_piece>;
using receiver = tnt_status (*)(void *, const tnt_piece *);

const tnt_ext_script &right_script() {
  return *static_cast<const tnt_ext_script *>(right().extension(TNT_EXT_SCRIPT));
}

// extension() with a script that Change has changed.
template <void (*Change)(tnt_ext_script &)>
const void *changed_script(const char *id) {
  if (std::string_view(id) != TNT_EXT_SCRIPT) return right().extension(id);
  static const tnt_ext_script changed = [] {
    auto copy = copy_of<tnt_ext_script>(TNT_EXT_SCRIPT);
    Change(copy);
    return copy;
  }();
  return &changed;
}

// split whose pieces pass Change on their way.
template <void (*Change)(std::string_view script, pieces &)>
void split_otherwise(tnt_ext_script &by) {
  by.split = [](tnt_text script, void *data, receiver receive, tnt_error *error) -> tnt_status {
    pieces all;
    const tnt_status status = right_script().split(
        script, &all,
        [](void *into, const tnt_piece *one) -> tnt_status {
          static_cast<pieces *>(into)->push_back(*one);
          static_cast<pieces *>(into)->back().used_as = {nullptr, 0};
          return TNT_OK;
        },
        error);
    if (status == TNT_OK) Change(as_view(script), all);
    for (const tnt_piece &one : all) (void)receive(data, &one);
    return status;
  };
}

// split whose fault passes Change.
template <tnt_status (*Change)(std::string_view script, tnt_error &)>
void fail_otherwise(tnt_ext_script &by) {
  by.split = [](tnt_text script, void *data, receiver receive, tnt_error *error) -> tnt_status {
    const tnt_status status = right_script().split(script, data, receive, error);
    return status == TNT_OK ? status : Change(as_view(script), *error);
  };
}

// ---- pieces; each wrong knows the script of its test by a text in it

void keeps_blank(std::string_view script, pieces &all) {
  if (holds(script, "INSERT INTO t (a)")) all.at(0).end += 1;
}
void keeps_comment(std::string_view script, pieces &all) {
  const std::size_t at = script.find("-- one");
  if (holds(script, "three;")) all.insert(all.begin() + 1, {at, at + 6, 0, 1, {nullptr, 0}});
}
void gives_semicolon(std::string_view script, pieces &all) {
  if (!script.empty() && script.find_first_not_of("; \r\n\t") == std::string_view::npos && holds(script, ";"))
    all.push_back({script.find(';'), script.find(';') + 1, 0, 1, {nullptr, 0}});
}
void loses_after_quote(std::string_view script, pieces &all) {
  if (holds(script, R"("say ""no"";")")) all.pop_back();
}
void reads_beyond(std::string_view script, pieces &all) {
  if (holds(script, "\xff") && !all.empty()) all.back().end = script.size() + 1;
}
void ends_at_nul(std::string_view script, pieces &all) {
  if (script.find('\0') != std::string_view::npos && all.size() > 1) all.resize(1);
}
void rollback_commits(std::string_view script, pieces &all) {
  if (holds(script, "Rollback")) all.at(2).flags |= TNT_PIECE_COMMIT;
}
void begin_is_nothing(std::string_view script, pieces &all) {
  if (script.starts_with("BEGIN;\nSELECT 1")) all.at(0).flags = 0;
}
void loses_last(std::string_view script, pieces &all) {
  if (holds(script, "-- rows; two")) all.pop_back();
}
void cuts_huge(std::string_view script, pieces &all) {
  if (script.size() > 4UL * 1024 * 1024) all.at(0).end -= 1;
}
// Reads the script once more for each 8 KiB of it: square in any build, on any machine.
void works_square(std::string_view script, pieces &) {
  if (script.size() > 1024UL * 1024) return;
  for (std::size_t times = script.size() / 8192; times > 0; --times)
    (void)right_script().split(
        {script.data(), script.size()}, nullptr,
        [](void *, const tnt_piece *) -> tnt_status { return TNT_OK; }, nullptr);
}

template <void (*Change)(std::string_view script, pieces &)>
void otherwise(tnt_adapter &t) {
  t.extension = changed_script<split_otherwise<Change>>;
}

const wrong blank{{.name = "piece-keeps-blank", .fails = "script.pieces", .table = otherwise<keeps_blank>}};
const wrong comment{
    {.name = "comment-is-piece", .fails = "script.comment-only", .table = otherwise<keeps_comment>}};
const wrong semicolon{
    {.name = "semicolon-is-piece", .fails = "script.empty", .table = otherwise<gives_semicolon>}};
const wrong after_quote{
    {.name = "doubled-quote-confuses", .fails = "script.random", .table = otherwise<loses_after_quote>}};
const wrong beyond{
    {.name = "piece-beyond-end", .fails = "script.any-bytes", .table = otherwise<reads_beyond>}};
const wrong at_nul{{.name = "script-ends-at-nul", .fails = "script.nul", .table = otherwise<ends_at_nul>}};
const wrong rollback{{.name = "rollback-is-commit",
                      .fails = "script.transaction-control",
                      .table = otherwise<rollback_commits>}};
const wrong begin{
    {.name = "begin-has-no-flag", .fails = "script.begin", .table = otherwise<begin_is_nothing>}};
const wrong last{{.name = "last-piece-lost", .fails = "script.pieces-run", .table = otherwise<loses_last>}};
const wrong huge{{.name = "huge-piece-cut", .fails = "script.huge-statement", .table = otherwise<cuts_huge>}};
const wrong square{
    {.name = "split-is-quadratic", .fails = "script.linear", .table = otherwise<works_square>}};

// ---- faults

tnt_status forgets_offset(std::string_view script, tnt_error &error) {
  if (holds(script, "abc; it")) error.offset = 0;
  return error.status;
}
tnt_status takes_open_comment(std::string_view script, tnt_error &error) {
  return holds(script, "/* abc") ? TNT_OK : error.status;
}
tnt_status counts_characters(std::string_view script, tnt_error &error) {
  if (holds(script, "\xf0")) error.offset -= 6;
  return error.status;
}

const wrong no_offset{
    {.name = "open-quote-without-offset", .fails = "script.unterminated-quote", .table = [](tnt_adapter &t) {
       t.extension = changed_script<fail_otherwise<forgets_offset>>;
     }}};
const wrong open_comment{
    {.name = "takes-open-comment", .fails = "script.unterminated-comment", .table = [](tnt_adapter &t) {
       t.extension = changed_script<fail_otherwise<takes_open_comment>>;
     }}};
const wrong characters{
    {.name = "script-offset-in-characters", .fails = "script.offset-in-bytes", .table = [](tnt_adapter &t) {
       t.extension = changed_script<fail_otherwise<counts_characters>>;
     }}};

// ---- threads

void one_at_a_time(tnt_ext_script &by) {
  by.split = [](tnt_text script, void *data, receiver receive, tnt_error *error) -> tnt_status {
    static std::atomic<int> inside{0};
    const bool alone = ++inside == 1;
    usleep(100);
    const tnt_status status = alone ? right_script().split(script, data, receive, error) : TNT_INTERNAL;
    --inside;
    return status;
  };
}

const wrong single{{.name = "split-on-one-thread", .fails = "script.threads", .table = [](tnt_adapter &t) {
                      t.extension = changed_script<one_at_a_time>;
                    }}};

// ---- quote

void folds(tnt_ext_script &by) {
  by.quote = [](tnt_text name, const tnt_text_sink *sink, tnt_error *error) -> tnt_status {
    return right_script().quote(as_view(name) == "MiXeD" ? tnt_text{"mixed", 5} : name, sink, error);
  };
}
void doubles_nothing(tnt_ext_script &by) {
  by.quote = [](tnt_text name, const tnt_text_sink *sink, tnt_error *error) -> tnt_status {
    if (!holds(name, "\"Odd'")) return right_script().quote(name, sink, error);
    const std::string text = "\"" + std::string(as_view(name)) + "\"";
    return sink->write(sink->data, {text.data(), text.size()});
  };
}
void quotes_to_nul(tnt_ext_script &by) {
  by.quote = [](tnt_text name, const tnt_text_sink *sink, tnt_error *error) -> tnt_status {
    return right_script().quote({name.data, strnlen(name.data, name.size)}, sink, error);
  };
}

const wrong folding{{.name = "quote-folds", .fails = "script.quote", .table = [](tnt_adapter &t) {
                       t.extension = changed_script<folds>;
                     }}};
const wrong undoubled{{.name = "quote-doubles-nothing",
                       .fails = "script.quote-table",
                       .table = [](tnt_adapter &t) { t.extension = changed_script<doubles_nothing>; }}};
const wrong to_nul{{.name = "quote-ends-at-nul", .fails = "script.quote-nul", .table = [](tnt_adapter &t) {
                      t.extension = changed_script<quotes_to_nul>;
                    }}};

}  // namespace
}  // namespace tenantry::kit
