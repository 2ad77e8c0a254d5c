#include <tenantry/sdk/ext/draft/lock.h>
#include <unistd.h>

#include <algorithm>

#include "tests/kit/wrong/passing.hpp"

namespace tenantry::kit {
namespace {

const tnt_ext_lock &right_lock() {
  return *static_cast<const tnt_ext_lock *>(right().extension(TNT_EXT_LOCK));
}

// extension() with a lock that Change has changed.
template <void (*Change)(tnt_ext_lock &)>
const void *changed_lock(const char *id) {
  if (std::string_view(id) != TNT_EXT_LOCK) return right().extension(id);
  static const tnt_ext_lock changed = [] {
    auto copy = copy_of<tnt_ext_lock>(TNT_EXT_LOCK);
    Change(copy);
    return copy;
  }();
  return &changed;
}

tnt_status acquire(tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) {
  return right_lock().try_acquire(conn, call, name, error);
}

void both_have_it(tnt_ext_lock &lock) {
  lock.try_acquire = [](tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) -> tnt_status {
    const tnt_status status = acquire(conn, call, name, error);
    return status == TNT_LOCKED && as_view(name) == "kit excludes" ? TNT_OK : status;
  };
}
void waits(tnt_ext_lock &lock) {
  lock.try_acquire = [](tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) -> tnt_status {
    const tnt_status status = acquire(conn, call, name, error);
    if (status == TNT_LOCKED && as_view(name) == "kit never waits") sleep(3);
    return status;
  };
}
void outlives_close(tnt_ext_lock &lock) {
  lock.try_acquire = [](tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) -> tnt_status {
    static int asked = 0;
    if (as_view(name) == "kit close" && asked++ > 0) return TNT_LOCKED;
    return acquire(conn, call, name, error);
  };
}
void outlives_death(tnt_ext_lock &lock) {
  lock.try_acquire = [](tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) -> tnt_status {
    static bool was_locked = false;
    if (was_locked) return TNT_LOCKED;
    const tnt_status status = acquire(conn, call, name, error);
    was_locked = status == TNT_LOCKED && as_view(name) == "kit death";
    return status;
  };
}
void releases_all(tnt_ext_lock &lock) {
  lock.release = [](tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) -> tnt_status {
    const tnt_status status = right_lock().release(conn, call, name, error);
    return status == TNT_CONFLICT ? TNT_OK : status;
  };
}
void knows_no_holder(tnt_ext_lock &lock) {
  lock.holder = [](tnt_conn *, const tnt_call *, tnt_text, const tnt_sink *, tnt_error *) -> tnt_status {
    return TNT_OK;
  };
}
void cuts_names(tnt_ext_lock &lock) {
  lock.try_acquire = [](tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) -> tnt_status {
    return acquire(conn, call, {name.data, std::min<std::size_t>(name.size, 64)}, error);
  };
  lock.release = [](tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) -> tnt_status {
    return right_lock().release(conn, call, {name.data, std::min<std::size_t>(name.size, 64)}, error);
  };
}
void refuses_quotes(tnt_ext_lock &lock) {
  lock.try_acquire = [](tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) -> tnt_status {
    return holds(name, "'") ? TNT_BAD_ARGUMENT : acquire(conn, call, name, error);
  };
}
// As if sessions and transactions had locks of their own.
void ignores_transactions(tnt_ext_lock &lock) {
  lock.try_acquire = [](tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) -> tnt_status {
    return acquire(conn, call, as_view(name) == "kit both" ? tnt_text{"other", 5} : name, error);
  };
  lock.release = [](tnt_conn *conn, const tnt_call *call, tnt_text name, tnt_error *error) -> tnt_status {
    return right_lock().release(conn, call, as_view(name) == "kit both" ? tnt_text{"other", 5} : name, error);
  };
}

const wrong two_have{{.name = "two-hold-the-lock",
                      .fails = "lock.excludes",
                      .table = [](tnt_adapter &t) { t.extension = changed_lock<both_have_it>; },
                      .right = "postgresql"}};
const wrong acquire_waits{{.name = "acquire-waits",
                           .fails = "lock.never-waits",
                           .table = [](tnt_adapter &t) { t.extension = changed_lock<waits>; },
                           .right = "postgresql"}};
const wrong after_close{{.name = "lock-outlives-close",
                         .fails = "lock.freed-by-close",
                         .table = [](tnt_adapter &t) { t.extension = changed_lock<outlives_close>; },
                         .right = "postgresql"}};
const wrong after_death{{.name = "lock-outlives-death",
                         .fails = "lock.freed-by-death",
                         .table = [](tnt_adapter &t) { t.extension = changed_lock<outlives_death>; },
                         .right = "postgresql"}};
const wrong releases_nothing{{.name = "releases-what-it-has-not",
                              .fails = "lock.release-not-held",
                              .table = [](tnt_adapter &t) { t.extension = changed_lock<releases_all>; },
                              .right = "postgresql"}};
const wrong no_holder{{.name = "knows-no-holder",
                       .fails = "lock.holder",
                       .table = [](tnt_adapter &t) { t.extension = changed_lock<knows_no_holder>; },
                       .right = "postgresql"}};
const wrong cut_names{{.name = "cuts-lock-names",
                       .fails = "lock.names-differ",
                       .table = [](tnt_adapter &t) { t.extension = changed_lock<cuts_names>; },
                       .right = "postgresql"}};
const wrong no_quotes{{.name = "refuses-quoted-lock-names",
                       .fails = "lock.odd-names",
                       .table = [](tnt_adapter &t) { t.extension = changed_lock<refuses_quotes>; },
                       .right = "postgresql"}};
const wrong apart{{.name = "transactions-lock-apart",
                   .fails = "lock.excludes-transactions",
                   .table = [](tnt_adapter &t) { t.extension = changed_lock<ignores_transactions>; },
                   .right = "postgresql"}};

// Commit lets the session's lock go.
const wrong commit_releases{{.name = "commit-releases-lock",
                             .fails = "lock.survives-transaction",
                             .table =
                                 [](tnt_adapter &t) {
                                   t.commit = [](tnt_conn *conn, const tnt_call *call,
                                                 tnt_error *error) -> tnt_status {
                                     const tnt_status status = right().commit(conn, call, error);
                                     if (status == TNT_OK)
                                       (void)right_lock().release(conn, call, {"kit survives", 12}, nullptr);
                                     return status;
                                   };
                                 },
                             .right = "postgresql"}};

}  // namespace
}  // namespace tenantry::kit
