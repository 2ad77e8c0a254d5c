#include "core/engine/bookkeeping.hpp"

#include <fmt/format.h>

#include <array>
#include <span>

namespace tenantry {
namespace {

// prefix_hash: rolling digest of the statements 1..step.  at: the database's own clock.
constexpr std::array<own_column, 15> columns{{{"track", "varchar(63)", false},
                                              {"seq", "bigint", false},
                                              {"event", "varchar(10)", false},
                                              {"tag", "varchar(255)", false},
                                              {"checksum", "varchar(255)", false},
                                              {"stamp", "bigint", false},
                                              {"drizzle_hash", "varchar(64)", false},
                                              {"step", "integer", false},
                                              {"steps", "integer", false},
                                              {"prefix_hash", "varchar(64)", false},
                                              {"actor", "varchar(255)", false},
                                              {"tool_version", "varchar(40)", false},
                                              {"run", "varchar(64)", false},
                                              {"message", "varchar(2000)", true},
                                              {"at", "timestamptz", false, true}}};
cell text_or_null(const std::string &text) {
  if (text.empty()) return std::monostate{};
  return text;
}

std::optional<history_event> to_event(const row &r) {
  const auto number = [&](std::size_t i) { return as_int64(r[i]).value_or(-1); };
  const auto kind = event_kind_of(as_text(r[1]).value_or(""));
  if (!kind || number(0) < 1 || number(6) < 0 || number(7) < 0) return std::nullopt;
  history_event e;
  e.seq = number(0);
  e.kind = *kind;
  e.tag = as_text(r[2]).value_or("");
  e.checksum = empty_if_dash(as_text(r[3]));
  e.when = number(4);
  e.drizzle_hash = empty_if_dash(as_text(r[5]));
  e.step = static_cast<std::uint32_t>(number(6));
  e.steps = static_cast<std::uint32_t>(number(7));
  e.prefix = empty_if_dash(as_text(r[8]));
  e.actor = empty_if_dash(as_text(r[9]));
  e.run = empty_if_dash(as_text(r[10]));
  e.message = as_text(r[11]).value_or("");
  e.at = as_text(r[12]).value_or("");
  return e;
}

}  // namespace

result<bookkeeping> bookkeeping::make(const adapter &a, const engine_options &options) {
  bookkeeping made;
  made.track_ = options.track;
  made.actor_ = options.actor;
  made.version_ = options.version;
  made.run_ = options.run;
  TENANTRY_TRY(made.name_, name_own_table(a, options, options.history_table));
  TENANTRY_TRY(
      made.select_,
      own_sql(a, made.name_,
              "SELECT [seq], [event], [tag], [checksum], [stamp], [drizzle_hash], [step], [steps], "
              "[prefix_hash], [actor], [run], [message], [at] FROM # WHERE [track] = ? ORDER BY [seq]"));
  const std::string one_event = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  TENANTRY_TRY(
      made.insert_,
      own_sql(a, made.name_,
              "INSERT INTO # ([track], [seq], [event], [tag], [checksum], [stamp], [drizzle_hash], [step], "
              "[steps], [prefix_hash], [actor], [tool_version], [run], [message]) VALUES " +
                  one_event));
  made.insert_two_ = made.insert_ + ", " + one_event;
  return made;
}

std::vector<cell> bookkeeping::select_parameters() const {
  return {track_};
}

std::vector<cell> bookkeeping::insert_parameters(const history_event &e) const {
  constexpr std::size_t message_limit = 1900;  // bytes; the column counts characters
  std::string message = e.message;
  if (message.size() > message_limit) {
    std::size_t cut = message_limit;
    while (cut > 0 && (static_cast<unsigned char>(message[cut]) & 0xC0U) == 0x80U) --cut;
    message.resize(cut);
  }
  return {track_,
          e.seq,
          std::string(to_string(e.kind)),
          e.tag,
          dash_if_empty(e.checksum),
          e.when,
          dash_if_empty(e.drizzle_hash),
          std::int64_t{e.step},
          std::int64_t{e.steps},
          dash_if_empty(e.prefix),
          dash_if_empty(actor_),
          dash_if_empty(version_),
          dash_if_empty(run_),
          text_or_null(message)};
}

result<std::vector<std::string>> bookkeeping::create_statements(const adapter &a, bool with_schema) const {
  return create_own_table(a, name_, columns, {"track", "seq"}, with_schema);
}

result<std::vector<history_event>> bookkeeping::to_events(const rows &r) {
  std::vector<history_event> events;
  events.reserve(r.data.size());
  for (const row &one : r.data) {
    auto event = one.size() == 13 ? to_event(one) : std::nullopt;
    if (!event)
      return fail(category::history, "a row of tenantry's history table cannot be read",
                  "somebody changed the table by hand, or a newer tenantry wrote it");
    events.push_back(std::move(*event));
  }
  return events;
}

}  // namespace tenantry
