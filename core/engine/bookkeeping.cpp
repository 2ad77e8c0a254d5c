#include "core/engine/bookkeeping.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <span>

namespace tenantry {
namespace {

struct column {
  const char *name;
  const char *type;
  bool null;
};
// prefix_hash: rolling digest of the statements 1..step.  at: the database's own clock.
constexpr std::array<column, 15> columns{{{"track", "varchar(63)", false},
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
                                          {"at", "timestamptz", false}}};
constexpr std::array read_columns{"seq",          "event",   "tag",   "checksum",    "stamp",
                                  "drizzle_hash", "step",    "steps", "prefix_hash", "actor",
                                  "run",          "message", "at"};
constexpr std::array written_columns{"track", "seq",          "event", "tag",    "checksum",
                                     "stamp", "drizzle_hash", "step",  "steps",  "prefix_hash",
                                     "actor", "tool_version", "run",   "message"};

// "at" is a reserved word of SQL-92, and a database that folds to upper case knows no table column seq that
// was made as "seq": every name is quoted, as the dialect quoted it when it rendered the table.
result<std::string> quoted_list(const adapter &a, std::span<const char *const> names) {
  std::string list;
  for (const char *name : names) {
    TENANTRY_TRY(const std::string quoted, a.quote(name));
    list += (list.empty() ? "" : ", ") + quoted;
  }
  return list;
}

cell text_or_null(const std::string &text) {
  if (text.empty()) return std::monostate{};
  return text;
}

// Oracle keeps "" as NULL: a dash stands for "none" in columns that are not null.
std::string dash_if_empty(const std::string &text) {
  return text.empty() ? "-" : text;
}
std::string empty_if_dash(std::optional<std::string> text) {
  return !text || *text == "-" ? std::string() : std::move(*text);
}

nlohmann::json table_document(const std::string &schema, const std::string &table) {
  nlohmann::json described = nlohmann::json::array();
  for (const column &c : columns) {
    nlohmann::json one{{"name", c.name}, {"type", c.type}, {"null", c.null}};
    if (std::string_view(c.name) == "at") one["default"] = "now";
    described.push_back(std::move(one));
  }
  nlohmann::json made{{"kind", "create_table"},
                      {"name", table},
                      {"columns", std::move(described)},
                      {"primary_key", {{"name", table + "_pk"}, {"columns", {"track", "seq"}}}}};
  if (!schema.empty()) made["schema"] = schema;
  return made;
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
  const auto &facts = a.facts();
  if (!facts) return fail(facts.error());
  bookkeeping made;
  made.track_ = options.track;
  made.actor_ = options.actor;
  made.version_ = options.version;
  made.run_ = options.run;
  made.schema_ = facts->schemas ? options.history_schema : "";
  made.table_ = facts->schemas ? options.history_table : options.history_schema + "_" + options.history_table;
  std::string qualified;
  if (!made.schema_.empty()) {
    TENANTRY_TRY(qualified, a.quote(made.schema_));
    qualified += ".";
  }
  TENANTRY_TRY(const std::string quoted, a.quote(made.table_));
  qualified += quoted;
  TENANTRY_TRY(const std::string read, quoted_list(a, read_columns));
  TENANTRY_TRY(const std::string written, quoted_list(a, written_columns));
  TENANTRY_TRY(const std::string track, a.quote("track"));
  TENANTRY_TRY(const std::string seq, a.quote("seq"));
  made.select_ = fmt::format("SELECT {} FROM {} WHERE {} = ? ORDER BY {}", read, qualified, track, seq);
  made.insert_ = fmt::format("INSERT INTO {} ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                             qualified, written);
  made.lock_name_ = qualified;
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
  nlohmann::json changes = nlohmann::json::array();
  if (with_schema && !schema_.empty()) changes.push_back({{"kind", "create_schema"}, {"name", schema_}});
  changes.push_back(table_document(schema_, table_));
  nlohmann::ordered_json request;
  request["format"] = "tenantry.render/1";
  request["target"] = {{"format", "tenantry.target/1"}};
  request["changes"] = changes;
  TENANTRY_TRY(const std::string answer, a.render(request.dump()));
  const auto document = nlohmann::json::parse(answer, nullptr, false);
  if (!document.is_object() || !document.value("gaps", nlohmann::json::array()).empty())
    return fail(category::unsupported,
                fmt::format("the adapter \"{}\" cannot render tenantry's history table", a.about().id),
                "report this to the adapter's author; the answer was: " + answer);
  std::vector<std::string> statements;
  for (const auto &one : document.value("statements", nlohmann::json::array()))
    statements.push_back(one.value("sql", ""));
  return statements;
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

// 42P01, 3F000: PostgreSQL; 42S02: ODBC's name for it, which MySQL, SQL Server and Oracle's drivers use.
bool is_missing_table(const error &e) {
  return e.sqlstate == "42P01" || e.sqlstate == "42S02" || e.sqlstate == "3F000";
}

// 42P06, 42P07, 42S01: schema or table exists; 23505: two at once collide on PostgreSQL's catalog.
bool already_exists(const error &e) {
  return e.sqlstate == "42P06" || e.sqlstate == "42P07" || e.sqlstate == "42S01" || e.sqlstate == "23505" ||
         e.category == category::conflict;
}

}  // namespace tenantry
