#include "probe_alter.hpp"

namespace tenantry::mysql {
namespace {

std::string named(std::string_view kind, const std::string &name) {
  return std::string(kind) + " \"" + name + "\"";
}

// Passes over the rest of an action: to the comma that is in no parentheses.
void skip_action(cursor &at) {
  for (int depth = 0; !at.at_end() && (depth > 0 || at.text() != ","); at.advance()) {
    if (at.text() == "(") ++depth;
    if (at.text() == ")") --depth;
  }
}

// Passes over the rest of a column inside parentheses.
void skip_definition(cursor &at) {
  for (int depth = 0; !at.at_end(); at.advance()) {
    if (depth == 0 && (at.text() == "," || at.text() == ")")) return;
    if (at.text() == "(") ++depth;
    if (at.text() == ")") --depth;
  }
}

struct reading {
  cursor &at;
  const catalog &ask;
  const object_name &table;
  verdict &all;
};

void note_there(const reading &r, bool there, bool wanted, const std::string &what) {
  r.all.note(there == wanted, what + (there ? " exists" : " does not exist"));
}

// ADD (a int, b int) and ADD COLUMN a int
void read_added_columns(const reading &r) {
  if (r.at.take("IF")) return r.all.note_repeatable();
  if (!r.at.take_symbol('(')) {
    const auto name = r.at.take_name();
    return name ? note_there(r, r.ask.has_column(r.table, *name), true, named("column", *name))
                : r.all.note_unknown();
  }
  do {
    const auto name = r.at.take_name();
    if (!name) return r.all.note_unknown();
    note_there(r, r.ask.has_column(r.table, *name), true, named("column", *name));
    skip_definition(r.at);
  } while (r.at.take_symbol(','));
}

void read_added_index(const reading &r) {
  if (r.at.take("IF")) return r.all.note_repeatable();
  if (const auto name = r.at.text() == "(" || r.at.at_word("USING") ? std::nullopt : r.at.take_name())
    note_there(r, r.ask.has_index(r.table, *name), true, named("index", *name));
  else
    r.all.note_unknown();  // the server chose its name
}

void read_primary_key(const reading &r, bool wanted) {
  note_there(r, r.ask.has_index(r.table, "PRIMARY"), wanted, "the primary key");
}

void read_constraint(const reading &r, bool wanted) {
  if (r.at.take("IF")) return r.all.note_repeatable();
  const auto name = r.at.take_name();
  if (wanted && r.at.take_all({"PRIMARY", "KEY"})) return read_primary_key(r, true);
  if (!name) return r.all.note_unknown();
  note_there(r, r.ask.has_constraint(r.table, *name), wanted, named("constraint", *name));
}

void read_add(const reading &r) {
  if (r.at.take_all({"PRIMARY", "KEY"})) return read_primary_key(r, true);
  if (r.at.take("CONSTRAINT")) return read_constraint(r, true);
  if (r.at.take_all({"FOREIGN", "KEY"}) || r.at.take("CHECK") || r.at.take("PARTITION"))
    return r.all.note_unknown();
  const bool special = r.at.take_any({"UNIQUE", "FULLTEXT", "SPATIAL"});
  if (r.at.take_any({"INDEX", "KEY"}) || special) return read_added_index(r);
  r.at.take("COLUMN");
  read_added_columns(r);
}

void read_drop(const reading &r) {
  if (r.at.take_all({"PRIMARY", "KEY"})) return read_primary_key(r, false);
  if (r.at.take("CONSTRAINT") || r.at.take_all({"FOREIGN", "KEY"}) || r.at.take("CHECK"))
    return read_constraint(r, false);
  if (r.at.take("PARTITION")) return r.all.note_unknown();
  const bool index = r.at.take_any({"INDEX", "KEY"});
  if (!index) r.at.take("COLUMN");
  if (r.at.take("IF")) return r.all.note_repeatable();
  const auto name = r.at.take_name();
  if (!name) return r.all.note_unknown();
  if (index)
    note_there(r, r.ask.has_index(r.table, *name), false, named("index", *name));
  else
    note_there(r, r.ask.has_column(r.table, *name), false, named("column", *name));
}

void read_rename(const reading &r) {
  if (r.at.take("COLUMN")) {
    const auto from = r.at.take_name();
    const auto to = from && r.at.take("TO") ? r.at.take_name() : std::nullopt;
    if (!to) return r.all.note_unknown();
    return r.all.note_rename(r.ask.has_column(r.table, *from), r.ask.has_column(r.table, *to), "column",
                             *from, *to);
  }
  if (r.at.take_any({"INDEX", "KEY"})) {
    const auto from = r.at.take_name();
    const auto to = from && r.at.take("TO") ? r.at.take_name() : std::nullopt;
    if (!to) return r.all.note_unknown();
    return r.all.note_rename(r.ask.has_index(r.table, *from), r.ask.has_index(r.table, *to), "index", *from,
                             *to);
  }
  r.at.take_any({"TO", "AS"});
  const auto to = read_name(r.at);
  if (!to) return r.all.note_unknown();
  r.all.note_rename(r.ask.has_table(r.table), r.ask.has_table(*to), "table", r.table.last, to->last);
}

// CHANGE a b …: another name can be seen, another type under the same name may be set again.
void read_change(const reading &r) {
  r.at.take("COLUMN");
  if (r.at.take("IF")) return r.all.note_repeatable();
  const auto from = r.at.take_name(), to = from ? r.at.take_name() : std::nullopt;
  if (!to) return r.all.note_unknown();
  if (*from == *to) return r.all.note_repeatable();
  r.all.note_rename(r.ask.has_column(r.table, *from), r.ask.has_column(r.table, *to), "column", *from, *to);
}

void read_action(const reading &r) {
  if (r.at.take("ADD")) return read_add(r);
  if (r.at.take("DROP")) return read_drop(r);
  if (r.at.take("RENAME")) return read_rename(r);
  if (r.at.take("CHANGE")) return read_change(r);
  for (const std::string_view again :
       {"MODIFY", "ALTER", "ENGINE", "COMMENT", "CONVERT", "DEFAULT", "CHARACTER", "COLLATE",
        "AUTO_INCREMENT", "ROW_FORMAT", "FORCE", "ORDER", "ALGORITHM", "LOCK", "ENABLE", "DISABLE"})
    if (r.at.at_word(again)) return r.all.note_repeatable();
  r.all.note_unknown();
}

}  // namespace

std::optional<object_name> read_name(cursor &at) {
  object_name name;
  do {
    const auto part = at.take_name();
    if (!part) return std::nullopt;
    name.schema = name.last;
    name.last = *part;
  } while (at.take_symbol('.'));
  return name;
}

std::string catalog::schema_of(const object_name &name) const {
  if (!name.schema.empty()) return name.schema;
  return rows("SELECT COALESCE(DATABASE(), '')", {}).at(0).at(0);
}

bool catalog::has_table(const object_name &table) const {
  return !rows("SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
               {schema_of(table), table.last})
              .empty();
}

bool catalog::has_column(const object_name &table, const std::string &column) const {
  return !rows(
              "SELECT 1 FROM information_schema.columns WHERE table_schema = ? AND table_name = ? AND "
              "column_name = ?",
              {schema_of(table), table.last, column})
              .empty();
}

bool catalog::has_index(const object_name &table, const std::string &index) const {
  return !rows(
              "SELECT 1 FROM information_schema.statistics WHERE table_schema = ? AND table_name = ? AND "
              "index_name = ?",
              {schema_of(table), table.last, index})
              .empty();
}

bool catalog::has_constraint(const object_name &table, const std::string &constraint) const {
  return !rows(
              "SELECT 1 FROM information_schema.table_constraints WHERE table_schema = ? AND table_name = ? "
              "AND "
              "constraint_name = ?",
              {schema_of(table), table.last, constraint})
              .empty();
}

void verdict::note(bool done, std::string why) {
  if (why_.empty()) why_ = std::move(why);
  ++(done ? done_ : not_done_);
}

void verdict::note_rename(bool from_is_there, bool to_is_there, std::string_view kind,
                          const std::string &from, const std::string &to) {
  if (from_is_there == to_is_there) return note_unknown();
  note(to_is_there, std::string(kind) + " \"" + (to_is_there ? to : from) + "\" exists");
}

sdk::probe_answer verdict::answer() const {
  if (done_ > 0 && not_done_ == 0) return {TNT_PROBE_DONE, why_, {}};
  if (not_done_ > 0 && done_ == 0) return {TNT_PROBE_NOT_DONE, why_, {}};
  if (done_ > 0)
    return {TNT_PROBE_UNCLEAR, "of what the statement changes some is there and some is not", {}};
  if (repeatable_ > 0 && unknown_ == 0) return {TNT_PROBE_REPEATABLE, "the statement may run again", {}};
  return {TNT_PROBE_UNCLEAR, "this change leaves no mark that can be read", {}};
}

sdk::probe_answer probe_alter_table(cursor at, const catalog &ask) {
  if (at.take("IF")) at.take("EXISTS");
  const auto table = read_name(at);
  if (!table) return {TNT_PROBE_UNCLEAR, "the name in the statement could not be read", {}};
  verdict all;
  const reading r{at, ask, *table, all};
  do {
    read_action(r);
    skip_action(at);
  } while (at.take_symbol(','));
  return all.answer();
}

}  // namespace tenantry::mysql
