// Group thread: what adapter.h marks [any] works from every thread at once, and connections do not meet.
#include <fmt/format.h>
#include <tenantry/sdk/ext/draft/dialect.h>
#include <tenantry/sdk/ext/draft/script.h>

#include <latch>
#include <mutex>
#include <thread>

#include "tools/conformance/documents.hpp"
#include "tools/conformance/punctual.hpp"

namespace tenantry::conformance {
namespace {

constexpr int threads = 8;
constexpr std::string_view at_marks = "adapter.h: thread marks";

// Runs work(number) on eight threads that begin together; what one of them finds becomes the test's verdict.
void on_eight(const std::function<void(int)> &work) {
  std::latch start(threads);
  std::mutex mutex;
  std::optional<finding> first;
  std::vector<std::jthread> all;
  all.reserve(threads);
  for (int number = 0; number < threads; ++number) {
    all.emplace_back([&, number] {
      start.arrive_and_wait();
      try {
        work(number);
      } catch (const finding &found) {
        const std::lock_guard guard(mutex);
        if (!first) first = found;
      }
    });
  }
  all.clear();
  if (first) throw *first;
}

const registered eight{
    {.id = "thread.eight-connections",
     .demands = "eight connections on eight threads give each its own answers",
     .where = at_marks,
     .with = {.url = true},
     .run = [](subject &it) {
       needs_two_at_once(it);
       it.table();
       std::mutex opening;  // open is another test's
       std::latch opened(threads);
       on_eight([&](int number) {
         std::unique_lock one_by_one(opening);
         connection on = it.try_open();
         one_by_one.unlock();
         opened.arrive_and_wait();
         it.must(on.opened, "open");
         for (int at = 0; at < 25; ++at) {
           const int wanted = 1000 * number + at;
           const std::string text = it.sql("select_value", {{"value", fmt::format("{}", wanted)}});
           const answer told = on.execute(text);
           it.must(told, text);
           it.expect(told.rows.size() == 1 && told.rows[0][0].as_number() == wanted,
                     fmt::format("`{}` gave another value", text));
         }
       });
     }}};

const registered eight_writers{
    {.id = "thread.eight-writers",
     .demands = "of what eight connections on eight threads write nothing is lost",
     .where = at_marks,
     .with = {.url = true},
     .run = [](subject &it) {
       needs_two_at_once(it);
       connection first = it.open();
       const scratch_table made = it.make_table(first);
       const std::string text = it.sql("insert", {{"table", made.name}});
       std::mutex opening;
       on_eight([&](int number) {
         std::unique_lock one_by_one(opening);
         connection on = it.try_open();
         one_by_one.unlock();
         it.must(on.opened, "open");
         for (int at = 0; at < 5; ++at) {
           // A database with one writer at a time may say that it was busy; then nothing was written.
           answer told;
           for (int tries = 0; tries == 0 || (told.status == TNT_LOCKED && tries < 10); ++tries)
             told = on.execute(text, {value::number(10 * number + at), value::text("row")});
           it.must(told, text);
         }
       });
       const std::int64_t count = it.count(first, made);
       it.expect(count == std::int64_t{5} * threads,
                 fmt::format("{} rows of {} are there", count, 5 * threads));
     }}};

const registered moves{{.id = "thread.connection-moves",
                        .demands = "a connection may be used by one thread after another",
                        .where = "adapter.h: [handle], \"not always from the same thread\"",
                        .with = {.url = true},
                        .run = [](subject &it) {
                          if (it.has_trait(TNT_TRAIT_THREAD_AFFINE))
                            it.skip("its trait thread_affine keeps a connection on its thread");
                          connection on = it.open();
                          const scratch_table made = it.make_table(on);
                          const std::string text = it.sql("insert", {{"table", made.name}});
                          for (int at = 0; at < 4; ++at) {
                            answer pinged, told;
                            std::jthread([&] {
                              pinged = on.ping();
                              told = on.execute(text, {value::number(at), value::text("row")});
                            }).join();
                            it.must(pinged, "ping from another thread");
                            it.must(told, text);
                          }
                          it.expect(it.count(on, made) == 4, "rows are missing");
                        }}};

const registered opens{{.id = "thread.open-and-close",
                        .demands = "connections are opened and closed by eight threads at once",
                        .where = "adapter.h: open [any]",
                        .with = {.url = true},
                        .run = [](subject &it) {
                          needs_two_at_once(it);
                          it.table();
                          on_eight([&](int) {
                            for (int at = 0; at < 5; ++at) {
                              connection on = it.try_open();
                              it.must(on.opened, "open");
                              it.must(on.ping(), "ping");
                            }
                          });
                        }}};

// Everything marked [any] that needs no connection, as one text.
std::string ask_all(subject &it) {
  std::string all;
  for (const char *id : {"tenantry.script/1", "tenantry.dialect/1", "tenantry.lock/1", "tenantry.batch/1",
                         "tenantry.admin/1", "tenantry.diagnose/1", "kit.no-such-extension/1"})
    all += it.table().extension(id) == nullptr ? "-" : "+";
  if (const auto *script = it.extension<tnt_ext_script>("tenantry.script/1")) {
    for (const char *name : {"a", "a\"b", "Kit Name"}) all += quoted(it, name);
    const auto piece = [](void *data, const tnt_piece *one) -> tnt_status {
      *static_cast<std::string *>(data) += fmt::format("[{},{})", one->begin, one->end);
      return TNT_OK;
    };
    const std::string_view text = "SELECT 1; /* ; */ SELECT ';'; -- end\nDELETE FROM a;";
    const answer told = ask({}, [&](const tnt_call *, tnt_error *error) {
      return script->split(to_text(text), &all, piece, error);
    });
    it.must(told, "split");
  }
  if (it.table().extension("tenantry.dialect/1") != nullptr) all += describe(it).dump();
  return all;
}

const registered any{{.id = "thread.any",
                      .demands = "extension, split, quote and describe answer eight threads at once as they "
                                 "answer one",
                      .where = "adapter.h: [any]",
                      .run = [](subject &it) {
                        const std::string alone = ask_all(it);
                        on_eight([&](int) {
                          for (int at = 0; at < 20; ++at)
                            it.expect(ask_all(it) == alone, "the answers on a second thread are others");
                        });
                      }}};

}  // namespace
}  // namespace tenantry::conformance
