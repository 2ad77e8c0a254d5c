// Has a statement whose fate is unknown taken effect (T-03)?  Read from its own words and information_schema.
#include "probe_alter.hpp"

namespace tenantry::mysql {
namespace {

sdk::probe_answer answer(std::int32_t state, std::string why) {
  return {state, std::move(why), {}};
}
sdk::probe_answer unclear(std::string why) {
  return answer(TNT_PROBE_UNCLEAR, std::move(why));
}
sdk::probe_answer repeatable(std::string_view what) {
  return answer(TNT_PROBE_REPEATABLE, std::string(what) + " may run again");
}

std::string named(std::string_view kind, const std::string &name) {
  return std::string(kind) + " \"" + name + "\"";
}

sdk::probe_answer found_or_not(bool there, bool wanted, const std::string &what) {
  return answer(there == wanted ? TNT_PROBE_DONE : TNT_PROBE_NOT_DONE,
                what + (there ? " exists" : " does not exist"));
}

// A kind of object and where the catalog has it.
struct kind_of_object {
  std::string_view word, said, from;
};
constexpr kind_of_object kinds[] = {
    {"TABLE", "table",
     "information_schema.tables WHERE table_schema = ? AND table_name = ? AND table_type <> 'VIEW'"},
    {"VIEW", "view", "information_schema.views WHERE table_schema = ? AND table_name = ?"},
    {"SEQUENCE", "sequence", "information_schema.tables WHERE table_schema = ? AND table_name = ?"},
    {"TRIGGER", "trigger", "information_schema.triggers WHERE trigger_schema = ? AND trigger_name = ?"},
    {"EVENT", "event", "information_schema.events WHERE event_schema = ? AND event_name = ?"},
    {"PROCEDURE", "procedure",
     "information_schema.routines WHERE routine_type = 'PROCEDURE' AND routine_schema = ? AND routine_name = "
     "?"},
    {"FUNCTION", "function",
     "information_schema.routines WHERE routine_type = 'FUNCTION' AND routine_schema = ? AND routine_name = "
     "?"},
};

bool is_there(const catalog &ask, const kind_of_object &kind, const object_name &name) {
  return !ask.rows("SELECT 1 FROM " + std::string(kind.from), {ask.schema_of(name), name.last}).empty();
}

// The first kind that is named, with what stands before it passed over: DEFINER, ALGORITHM, SQL SECURITY, …
const kind_of_object *take_kind(cursor &at) {
  for (int passed = 0; !at.at_end() && passed < 24; ++passed, at.advance())
    for (const kind_of_object &kind : kinds)
      if (at.take(kind.word)) return &kind;
  return nullptr;
}

sdk::probe_answer probe_database(cursor at, const catalog &ask, bool creates) {
  if (at.take("IF")) return repeatable("IF EXISTS and IF NOT EXISTS");
  const auto name = at.take_name();
  if (!name) return unclear("the name in the statement could not be read");
  const bool there =
      !ask.rows("SELECT 1 FROM information_schema.schemata WHERE schema_name = ?", {*name}).empty();
  return found_or_not(there, creates, named("database", *name));
}

sdk::probe_answer probe_index(cursor at, const catalog &ask, bool creates) {
  if (at.take("IF")) return repeatable("IF EXISTS and IF NOT EXISTS");
  const auto index = at.take_name();
  if (!index || !at.skip_past("ON")) return unclear("the statement's index or table could not be read");
  const auto table = read_name(at);
  if (!table) return unclear("the statement's table could not be read");
  return found_or_not(ask.has_index(*table, *index), creates,
                      named("index", *index) + " of " + named("table", table->last));
}

// A table that is filled in the same statement may be there with a part of its rows.
bool fills_table(cursor at) {
  int depth = 0;
  for (; !at.at_end(); at.advance()) {
    if (at.text() == "(") ++depth;
    if (at.text() == ")") --depth;
    if (depth == 0 &&
        (at.at_word("AS") || at.at_word("SELECT") || at.at_word("TABLE") || at.at_word("VALUES")))
      return true;
  }
  return false;
}

sdk::probe_answer probe_create(cursor at, const catalog &ask) {
  if (at.take_all({"OR", "REPLACE"})) return repeatable("CREATE OR REPLACE");
  if (at.take("TEMPORARY")) return answer(TNT_PROBE_NOT_DONE, "a temporary table goes with its session");
  if (at.take_any({"DATABASE", "SCHEMA"})) return probe_database(at, ask, true);
  at.take_any({"UNIQUE", "FULLTEXT", "SPATIAL"});
  if (at.take("INDEX")) return probe_index(at, ask, true);
  const kind_of_object *kind = take_kind(at);
  if (kind == nullptr) return unclear("what this statement creates is not looked up");
  if (at.take("IF")) return repeatable("CREATE … IF NOT EXISTS");
  const auto name = read_name(at);
  if (!name) return unclear("the name in the statement could not be read");
  const bool there = is_there(ask, *kind, *name);
  if (there && kind->word == "TABLE" && fills_table(at))
    return unclear(named("table", name->last) + " exists, but whether all its rows are there nothing tells");
  return found_or_not(there, true, named(kind->said, name->last));
}

sdk::probe_answer probe_drop(cursor at, const catalog &ask) {
  if (at.take("TEMPORARY")) return repeatable("DROP TEMPORARY TABLE");
  if (at.take_any({"DATABASE", "SCHEMA"})) return probe_database(at, ask, false);
  if (at.take("INDEX")) return probe_index(at, ask, false);
  const kind_of_object *kind = take_kind(at);
  if (kind == nullptr) return unclear("what this statement drops is not looked up");
  if (at.take("IF")) return repeatable("DROP … IF EXISTS");
  std::size_t there = 0, all = 0;
  std::string first;
  do {
    const auto name = read_name(at);
    if (!name) return unclear("the name in the statement could not be read");
    if (all++ == 0) first = name->last;
    if (is_there(ask, *kind, *name)) ++there;
  } while (at.take_symbol(','));
  if (there != 0 && there != all) return unclear("of the objects that the statement drops some still exist");
  return found_or_not(there != 0, false, named(kind->said, first));
}

// RENAME TABLE a TO b, c TO d: all or none.
sdk::probe_answer probe_rename(cursor at, const catalog &ask) {
  if (!at.take_any({"TABLE", "TABLES"})) return unclear("what this statement renames is not looked up");
  verdict all;
  do {
    const auto from = read_name(at);
    const auto to = from && at.take("TO") ? read_name(at) : std::nullopt;
    if (!to) return unclear("a name in the statement could not be read");
    all.note_rename(ask.has_table(*from), ask.has_table(*to), "table", from->last, to->last);
  } while (at.take_symbol(','));
  return all.answer();
}

}  // namespace

sdk::probe_answer connection::probe(const sdk::call &call, std::string_view sql) {
  const catalog ask_catalog(*this, call);
  cursor at(sql);
  if (at.take("CREATE")) return probe_create(at, ask_catalog);
  if (at.take("DROP")) return probe_drop(at, ask_catalog);
  if (at.take("RENAME")) return probe_rename(at, ask_catalog);
  if (at.take("ALTER")) {
    at.take("ONLINE");
    at.take("IGNORE");
    if (at.take("TABLE")) return probe_alter_table(at, ask_catalog);
    return unclear("this change leaves no mark that can be read");
  }
  for (const std::string_view harmless : {"SET", "SELECT", "SHOW", "ANALYZE", "OPTIMIZE", "CHECK", "REPAIR",
                                          "FLUSH", "GRANT", "LOCK", "UNLOCK"})
    if (at.at_word(harmless)) return repeatable(harmless);
  return unclear("nothing in the database tells whether this statement has run");
}

}  // namespace tenantry::mysql
