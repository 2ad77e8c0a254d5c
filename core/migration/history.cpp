#include "core/migration/history.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tenantry {
namespace {

constexpr std::string_view names[] = {"start", "step", "done", "fail", "mark", "unmark", "undo"};

using kind = migration_state::kind;

class state_machine {
 public:
  result<history_state> run(const std::vector<history_event> &events) {
    for (const history_event &e : events) {
      if (e.seq != out_.last_seq + 1)
        return fail(category::history,
                    fmt::format("the history's events do not follow each other: {} stands behind {}", e.seq,
                                out_.last_seq),
                    "somebody changed the history by hand; compare it with a backup of this database");
      out_.last_seq = e.seq;
      TENANTRY_TRY_VOID(apply(out_.migrations[e.tag], e));
    }
    return std::move(out_);
  }

 private:
  static tl::unexpected<error> contradiction(const history_event &e, std::string_view why) {
    return fail(category::history,
                fmt::format("event {} of the history, \"{}\" of \"{}\", cannot be: {}", e.seq,
                            to_string(e.kind), e.tag, why),
                "somebody changed the history by hand; compare it with a backup of this database");
  }

  static status apply(migration_state &m, const history_event &e) {
    switch (e.kind) {
      case event_kind::start:
        return start(m, e);
      case event_kind::step:
        return step(m, e);
      case event_kind::done:
        if (m.is != kind::half_applied) return contradiction(e, "it was not begun");
        m = applied(e, false);
        return {};
      case event_kind::fail:
        return record_failure(m, e), status{};
      case event_kind::mark:
        m = applied(e, m.is != kind::applied || m.marked);
        return {};
      case event_kind::unmark:
      case event_kind::undo:
        m = migration_state{};
        return {};
    }
    return contradiction(e, "its kind is not known");
  }

  static migration_state applied(const history_event &e, bool marked) {
    migration_state m;
    m.is = kind::applied;
    m.checksum = e.checksum;
    m.when = e.when;
    m.applied_at = e.at;
    m.steps_done = m.steps_total = e.steps;
    m.marked = marked;
    return m;
  }

  static status start(migration_state &m, const history_event &e) {
    if (m.is == kind::applied) return contradiction(e, "it is applied already");
    if (e.step != 0 && e.step != m.steps_done + 1)
      return contradiction(e, fmt::format("{} statements were committed before", m.steps_done));
    m.is = kind::half_applied;
    m.checksum = e.checksum;
    m.when = e.when;
    m.steps_total = e.steps;
    m.last_failure.clear();
    m.interrupted = true;
    if (e.step != 0) {
      m.attempted = e.step;
      if (std::find(m.attempted_prefixes.begin(), m.attempted_prefixes.end(), e.prefix) ==
          m.attempted_prefixes.end())
        m.attempted_prefixes.push_back(e.prefix);
    }
    return {};
  }

  static status step(migration_state &m, const history_event &e) {
    if (m.is != kind::half_applied) return contradiction(e, "it was not begun");
    if (e.step <= m.steps_done)
      return contradiction(e, fmt::format("{} statements were committed before", m.steps_done));
    m.steps_done = e.step;
    m.steps_total = e.steps;
    m.prefix = e.prefix;
    m.checksum = e.checksum;
    m.attempted = 0;
    m.attempted_prefixes.clear();
    m.interrupted = true;
    return {};
  }

  // An applied migration stays applied: what failed then was its reverse.
  static void record_failure(migration_state &m, const history_event &e) {
    m.last_failure = e.message;
    m.interrupted = false;
    if (m.is == kind::half_applied && m.steps_done == 0 && m.attempted == 0) m.is = kind::pending;
  }

  history_state out_;
};

}  // namespace

std::string_view to_string(event_kind k) {
  return names[static_cast<std::size_t>(k)];
}

std::optional<event_kind> event_kind_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(names); ++i)
    if (names[i] == name) return static_cast<event_kind>(i);
  return std::nullopt;
}

result<history_state> fold(const std::vector<history_event> &events) {
  return state_machine().run(events);
}

}  // namespace tenantry
