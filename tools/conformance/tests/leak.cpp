// Group leak: what is done a thousand times leaves nothing behind.  Counts are as high as the time allows.
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "tools/conformance/subject.hpp"
#include "tools/conformance/surroundings.hpp"

#if defined(__has_feature)
#define TENANTRY_HAS_FEATURE(name) __has_feature(name)
#else
#define TENANTRY_HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    TENANTRY_HAS_FEATURE(address_sanitizer) || TENANTRY_HAS_FEATURE(thread_sanitizer)
#define TENANTRY_SANITIZED
// Of the sanitizers' <sanitizer/allocator_interface.h>, which gcc does not install.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();  // NOLINT(bugprone-reserved-identifier)
#endif

namespace tenantry::conformance {
namespace {

using std::chrono::milliseconds;

constexpr int rounds = 1000, least_rounds = 100, warm_up = 20;
constexpr milliseconds time_for_rounds{6000};
constexpr std::int64_t allowed_kib = 2048;

// What the process holds, as the allocator counts it where a sanitizer keeps freed memory for itself.
#ifdef TENANTRY_SANITIZED
std::int64_t held_kib() {
  return static_cast<std::int64_t>(__sanitizer_get_current_allocated_bytes() / 1024);
}
#else
std::int64_t held_kib() {
  malloc_trim(0);
  long long total = 0, resident = 0;
  std::FILE *file = std::fopen("/proc/self/statm", "re");
  const int read =
      file == nullptr ? 0 : std::fscanf(file, "%lld %lld", &total, &resident);  // NOLINT(cert-err34-c)
  if (file != nullptr) (void)std::fclose(file);
  return read == 2 ? resident * (sysconf(_SC_PAGESIZE) / 1024) : 0;
}
#endif

void expect_no_growth(subject &it, std::int64_t before_kib, const std::string &after_what) {
  const std::int64_t grown = held_kib() - before_kib;
  if (grown > allowed_kib) it.fail(fmt::format("the memory grew by {} KiB {}", grown, after_what));
}

std::string held_differs(const surroundings &before, const surroundings &after) {
  return difference(before, after, "descriptors") + difference(before, after, "threads");
}

// What is there once the threads that are about to end have ended: two looks that see the same.
surroundings settled() {
  surroundings seen = look_around();
  for (int tries = 0; tries < 20; ++tries) {
    std::this_thread::sleep_for(milliseconds(100));
    surroundings again = look_around();
    if (held_differs(seen, again).empty()) return again;
    seen = std::move(again);
  }
  return seen;
}

// Does it as often as the time allows and compares memory, descriptors and threads.
void again_and_again(subject &it, const std::function<void(int)> &once) {
  for (int at = 0; at < warm_up; ++at) once(at);
  const surroundings before = settled();
  const std::int64_t memory = held_kib(), begun = monotonic_ns();
  int done = 0;
  while (done < rounds &&
         (done < least_rounds || monotonic_ns() - begun < 1'000'000 * time_for_rounds.count()))
    once(warm_up + done++);
  expect_no_growth(it, memory, fmt::format("after {} times", done));
  std::string changed;
  for (int tries = 0; tries < 20; ++tries) {  // a thread may be about to end
    changed = held_differs(before, look_around());
    if (changed.empty()) return;
    std::this_thread::sleep_for(milliseconds(50));
  }
  it.fail(fmt::format("after {} times {}", done, changed));
}

const registered opens{
    {.id = "leak.opens",
     .demands = "a thousand opened and closed connections leave no memory, descriptor or thread",
     .where = "adapter.h: close",
     .with = {.url = true},
     .run =
         [](subject &it) {
           it.open();
           again_and_again(it, [&](int) { it.open(); });
         },
     .limit = std::chrono::seconds(60)}};

const registered failing_opens{
    {.id = "leak.failing-opens",
     .demands = "a thousand opens that fail leave no memory, descriptor or thread",
     .where = "adapter.h: open",
     .with = {.quirks = {"urls.malformed"}},
     .run =
         [](subject &it) {
           std::vector<std::string> urls = {it.url_for("malformed")};
           for (const char *one : {"unreachable", "missing_database"})
             if (!it.url().empty() && it.differs().find(fmt::format("urls.{}", one)))
               urls.push_back(it.url_for(one));
           again_and_again(it, [&](int at) {
             const std::string &url = urls[static_cast<std::size_t>(at) % urls.size()];
             const connection tried = it.try_open({{"url", url}, {"create", "false"}});
             it.expect(!tried.opened.ok(), "an open worked that must fail");
           });
         },
     .limit = std::chrono::seconds(60)}};

const registered statements{
    {.id = "leak.statements",
     .demands = "a thousand statements and a thousand errors on one connection leave no memory, descriptor "
                "or thread",
     .where = "adapter.h: execute",
     .with = {.url = true},
     .run =
         [](subject &it) {
           connection on = it.open();
           const std::string good = it.sql("select_value", {{"value", "1"}}), bad = it.sql("syntax_error");
           again_and_again(it, [&](int) {
             it.must(on.execute(good), good);
             it.must_be(TNT_SQL, on.execute(bad), bad);
           });
         },
     .limit = std::chrono::seconds(60)}};

const registered big_result{
    {.id = "leak.big-result",
     .demands = "the rows of a big result are given on, and their memory is free when the call returns",
     .where = "adapter.h: tnt_sink",
     .with = {.url = true},
     .run = [](subject &it) {
       connection on = it.open();
       const scratch_table made = it.make_table(on, it.type("text"));
       const std::string write = it.sql("insert_typed", {{"table", made.name}});
       it.must(on.begin(), "begin");
       for (int at = 0; at < 10; ++at)
         it.must(on.execute(write, {value::number(at), value::text(std::string(std::size_t{1} << 20U, 'm'))}),
                 write);
       it.must(on.commit(), "commit");
       const std::string read = it.sql("select_typed", {{"table", made.name}});
       struct counter {
         int rows = 0;
       } seen;
       tnt_sink sink{};
       sink.struct_size = sizeof sink;
       sink.data = &seen;
       sink.row = [](void *data, const tnt_cell *cells, std::size_t) -> tnt_status {
         static_cast<counter *>(data)->rows += cells[0].raw.size == std::size_t{1} << 20U ? 1 : 0;
         return TNT_OK;
       };
       sink.columns = [](void *, const tnt_column *, std::size_t) -> tnt_status { return TNT_OK; };
       sink.affected = [](void *, std::int64_t) {};
       const auto run = [&] {
         seen.rows = 0;
         it.must(ask({},
                     [&](const tnt_call *during, tnt_error *error) {
                       return it.table().execute(on.raw(), during, to_text(read), nullptr, 0, &sink, error);
                     }),
                 read);
         it.expect(seen.rows == 10, fmt::format("{} of 10 rows of 1 MiB came", seen.rows));
       };
       run();
       const std::int64_t before = held_kib();
       for (int times = 0; times < 3; ++times) run();
       const std::int64_t grown = held_kib() - before;
       it.expect(grown < std::int64_t{8} * 1024,
                 fmt::format("the memory grew by {} KiB by 30 MiB of rows", grown));
     }}};

const registered open_transaction{
    {.id = "leak.close-in-transaction",
     .demands = "close with an open transaction rolls it back and frees its locks",
     .where = "adapter.h: close",
     .with = {.url = true},
     .run = [](subject &it) {
       connection other = it.open();
       const scratch_table made = it.make_table(other);
       const std::string text = it.sql("insert", {{"table", made.name}});
       for (int at = 0; at < 10; ++at) {
         connection on = it.open();
         it.must(on.begin(), "begin");
         it.must(on.execute(text, {value::number(1), value::text("left")}), text);
         on.close();
       }
       it.must(
           other.execute(text, {value::number(1), value::text("right")}, {.deadline = milliseconds(4000)}),
           "an insert of the same key by another connection");
       it.expect(it.count(other, made) == 1, "the rows are there");
     }}};

}  // namespace
}  // namespace tenantry::conformance
