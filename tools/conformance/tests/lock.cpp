// Group lock: the lock of a session, tenantry.lock/1.
#include <fmt/format.h>
#include <tenantry/sdk/ext/draft/lock.h>

#include <thread>

#include "tools/conformance/second_process.hpp"
#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view at_lock = "ext/draft/lock.h: try_acquire";
constexpr auto at_once = 2500ms;

const tnt_ext_lock &lock_of(subject &it) {
  const auto *found = it.extension<tnt_ext_lock>(TNT_EXT_LOCK);
  if (!TNT_HAS(found, holder) || found->try_acquire == nullptr || found->release == nullptr ||
      found->holder == nullptr)
    it.fail("its table lacks try_acquire, release or holder");
  return *found;
}

answer acquire(subject &it, connection &on, std::string_view name) {
  return ask({}, [&](const tnt_call *during, tnt_error *error) {
    return lock_of(it).try_acquire(on.raw(), during, to_text(name), error);
  });
}

answer release(subject &it, connection &on, std::string_view name) {
  return ask({}, [&](const tnt_call *during, tnt_error *error) {
    return lock_of(it).release(on.raw(), during, to_text(name), error);
  });
}

answer holders(subject &it, connection &on, std::string_view name) {
  answer rows;
  const collector sink(rows);
  answer told = ask({}, [&](const tnt_call *during, tnt_error *error) {
    return lock_of(it).holder(on.raw(), during, to_text(name), sink.raw(), error);
  });
  told.rows = std::move(rows.rows);
  return told;
}

// A server may notice a line that broke a little later.
answer acquire_soon(subject &it, connection &on, std::string_view name) {
  answer told = acquire(it, on, name);
  for (int tries = 0; told.status == TNT_LOCKED && tries < 80; ++tries) {
    std::this_thread::sleep_for(100ms);
    told = acquire(it, on, name);
  }
  return told;
}

const registered excludes{
    {.id = "lock.excludes",
     .at = level::migrations,
     .demands = "one session has the lock, the other is told TNT_LOCKED until it is released",
     .where = at_lock,
     .with = {.extensions = {TNT_EXT_LOCK}, .url = true},
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       it.must(acquire(it, first, "kit excludes"), "try_acquire of the first");
       it.must_be(TNT_LOCKED, acquire(it, second, "kit excludes"), "try_acquire of the second");
       it.must(release(it, first, "kit excludes"), "release");
       it.must(acquire(it, second, "kit excludes"), "try_acquire of the second, after the release,");
     }}};

const registered never_waits{
    {.id = "lock.never-waits",
     .at = level::migrations,
     .demands = "try_acquire of a busy lock answers at once, and a retry on the same connection makes sense",
     .where = "ext/draft/lock.h: \"It never waits\"",
     .with = {.extensions = {TNT_EXT_LOCK}, .url = true},
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       it.must(acquire(it, first, "kit never waits"), "try_acquire of the first");
       const answer told = acquire(it, second, "kit never waits");
       it.expect(told.took < at_once, fmt::format("it answered after {} ms", told.took.count()));
       it.must_be(TNT_LOCKED, told, "try_acquire of the second");
       it.expect(told.error.retry != TNT_RETRY_NEVER && told.error.retry != TNT_RETRY_NEW_CONN,
                 fmt::format("the retry is {}", told.error.retry));
     }}};

const registered freed_by_close{{.id = "lock.freed-by-close",
                                 .at = level::migrations,
                                 .demands = "closing the holder's connection frees the lock",
                                 .where = "ext/draft/lock.h: \"a named lock that a session holds\"",
                                 .with = {.extensions = {TNT_EXT_LOCK}, .url = true},
                                 .run = [](subject &it) {
                                   connection first = it.open(), second = it.open();
                                   it.must(acquire(it, first, "kit close"), "try_acquire of the first");
                                   first.close();
                                   it.must(acquire_soon(it, second, "kit close"),
                                           "try_acquire of the second, eight seconds long,");
                                 }}};

const registered freed_by_death{
    {.id = "lock.freed-by-death",
     .at = level::migrations,
     .demands = "a holder whose process is killed holds the lock no longer",
     .where = "ext/draft/lock.h: \"a named lock that a session holds\"",
     .with = {.extensions = {TNT_EXT_LOCK}, .url = true},
     .run = [](subject &it) {
       second_process holder([&](const second_process::side &test) {
         connection on = it.open();
         it.must(acquire(it, on, "kit death"), "try_acquire");
         test.say_ready();
         test.wait_for_go();
       });
       it.expect(holder.wait_until_ready(15s), "another process could not acquire a free lock");
       connection other = it.open();
       it.must_be(TNT_LOCKED, acquire(it, other, "kit death"), "try_acquire while another process holds it");
       holder.kill();
       it.must(acquire_soon(it, other, "kit death"),
               "try_acquire eight seconds long after kill -9 of the holder");
     }}};

const registered not_held{
    {.id = "lock.release-not-held",
     .at = level::migrations,
     .demands = "release of a lock that this session does not hold is TNT_CONFLICT, and takes it from nobody",
     .where = "ext/draft/lock.h: release",
     .with = {.extensions = {TNT_EXT_LOCK}, .url = true},
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       it.must_be(TNT_CONFLICT, release(it, first, "kit not held"), "release of a free lock");
       it.must(acquire(it, first, "kit not held"), "try_acquire");
       it.must_be(TNT_CONFLICT, release(it, second, "kit not held"), "release by another session");
       it.must_be(TNT_LOCKED, acquire(it, second, "kit not held"), "try_acquire by another session");
       it.must(release(it, first, "kit not held"), "release by its holder");
       it.must_be(TNT_CONFLICT, release(it, first, "kit not held"), "a second release");
     }}};

const registered tells_holder{
    {.id = "lock.holder",
     .at = level::full,
     .demands = "holder gives a row (session, user, application, host, since; text) while the lock is held, "
                "else none",
     .where = "ext/draft/lock.h: holder",
     .with = {.extensions = {TNT_EXT_LOCK}, .url = true},
     .run = [](subject &it) {
       connection first = it.open({{"application_name", "kit holder"}}), second = it.open();
       const answer free = holders(it, second, "kit holder");
       it.must(free, "holder of a free lock");
       it.expect(free.rows.empty(), fmt::format("a free lock has {} holders", free.rows.size()));
       it.must(acquire(it, first, "kit holder"), "try_acquire");
       const answer held = holders(it, second, "kit holder");
       it.must(held, "holder of a held lock");
       it.expect(held.rows.size() == 1, fmt::format("a held lock has {} holders", held.rows.size()));
       it.expect(held.rows[0].size() == 5, fmt::format("a holder has {} cells", held.rows[0].size()));
       it.expect(!held.rows[0][0].raw.empty(), "the holder's session is empty");
       it.expect(held.rows[0][2].raw.find("kit holder") != std::string::npos || held.rows[0][2].raw.empty(),
                 fmt::format("the holder's application is \"{}\"", held.rows[0][2].raw));
     }}};

const registered names_differ{
    {.id = "lock.names-differ",
     .at = level::migrations,
     .demands = "different names are different locks, also where they differ at the end of a long name alone",
     .where = "ext/draft/lock.h: try_acquire(…, name)",
     .with = {.extensions = {TNT_EXT_LOCK}, .url = true},
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       const std::string long_name(200, 'n');
       for (const auto &[one, other] : {std::pair<std::string, std::string>("kit a", "kit b"),
                                        {"kit A", "kit a"},
                                        {long_name + "1", long_name + "2"}}) {
         it.must(acquire(it, first, one), "try_acquire of one name");
         it.must(acquire(it, second, other),
                 fmt::format("try_acquire of \"{}\" while \"{}\" is held", other, one));
         it.must(release(it, first, one), "release of one name");
         it.must(release(it, second, other), "release of the other");
       }
     }}};

const registered odd_names{
    {.id = "lock.odd-names",
     .at = level::migrations,
     .demands = "any text is a name: quotes, blanks, signs, non-ASCII, a thousand bytes",
     .where = "ext/draft/lock.h: try_acquire(…, name)",
     .with = {.extensions = {TNT_EXT_LOCK}, .url = true},
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       for (const std::string &name :
            {std::string("kit'; SELECT 1; --"), std::string("kit \"quoted\".\"history\""),
             std::string("kit ? $1 %s \\ {}"), std::string("kit \xc3\xbc\xe2\x82\xac\xf0\x9f\x9b\xa2"),
             std::string("kit\ttab\nline"), "kit " + std::string(1000, 'x')}) {
         it.must(acquire(it, first, name), fmt::format("try_acquire of \"{:.40}\"", name));
         it.must_be(TNT_LOCKED, acquire(it, second, name),
                    fmt::format("try_acquire of the held \"{:.40}\"", name));
         it.must(release(it, first, name), fmt::format("release of \"{:.40}\"", name));
       }
     }}};

const registered with_transactions{
    {.id = "lock.excludes-transactions",
     .at = level::migrations,
     .demands = "the lock of a session and that of a transaction begun with its name exclude each other",
     .where = "ext/draft/lock.h: \"a transaction begun with this lock_name\"",
     .with = {.extensions = {TNT_EXT_LOCK}, .url = true},
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       const begin_options named{.lock_name = "kit both"};
       it.must(acquire(it, first, "kit both"), "try_acquire");
       it.must_be(TNT_LOCKED, second.begin(named), "begin with the name of a lock that a session holds");
       it.must(release(it, first, "kit both"), "release");
       it.must(second.begin(named), "begin after the release");
       it.must_be(TNT_LOCKED, acquire(it, first, "kit both"),
                  "try_acquire while a transaction holds the name");
       it.must(second.commit(), "commit");
       it.must(acquire(it, first, "kit both"), "try_acquire after the commit");
     }}};

const registered survives{
    {.id = "lock.survives-transaction",
     .at = level::migrations,
     .demands = "the lock is the session's: commit and rollback do not free it",
     .where = "ext/draft/lock.h: \"outside any transaction\"",
     .with = {.extensions = {TNT_EXT_LOCK}, .url = true},
     .run = [](subject &it) {
       connection first = it.open(), second = it.open();
       it.must(acquire(it, first, "kit survives"), "try_acquire");
       it.must(first.begin(), "begin");
       it.must(first.commit(), "commit");
       it.must_be(TNT_LOCKED, acquire(it, second, "kit survives"), "try_acquire of another after a commit");
       it.must(first.begin(), "begin");
       it.must(first.rollback(), "rollback");
       it.must_be(TNT_LOCKED, acquire(it, second, "kit survives"), "try_acquire of another after a rollback");
       it.must(release(it, first, "kit survives"), "release");
     }}};

}  // namespace
}  // namespace tenantry::conformance
