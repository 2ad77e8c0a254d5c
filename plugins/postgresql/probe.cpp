// Has a statement whose fate is unknown taken effect?  Read from the statement's own words and the catalog
// (T-43).
#include "connection.hpp"
#include "cursor.hpp"

namespace tenantry::postgresql {
namespace {

// A name as the statement writes it: what to_regclass and a DROP want, and its last part by itself.
struct object_name {
  std::string written;       // schema.name, quoted as in the statement
  std::string schema, last;  // as the catalog has them; schema "" where the search path decides
};

std::optional<object_name> read_name(cursor &at) {
  object_name name;
  do {
    const token_kind kind = at.peek().kind;
    if (at.at_end() || (kind != token_kind::word && kind != token_kind::quoted_name)) return std::nullopt;
    name.schema = name.last;
    name.last = name_of(kind, at.text());
    name.written.append(name.written.empty() ? "" : ".").append(at.text());
    at.advance();
  } while (at.take_symbol('.'));
  return name;
}

sdk::probe_answer answer(std::int32_t state, std::string why) {
  return {state, std::move(why), {}};
}

sdk::probe_answer unclear(std::string why) {
  return answer(TNT_PROBE_UNCLEAR, std::move(why));
}

sdk::probe_answer repeatable(std::string_view what) {
  return answer(TNT_PROBE_REPEATABLE, std::string(what) + " may run again");
}

// Asks the catalog; the connection's own ask is handed in.
class catalog {
 public:
  catalog(connection &on, const sdk::call &call) : on_(on), call_(call) {}

  [[nodiscard]] connection::text_rows rows(std::string_view sql,
                                           std::initializer_list<std::string_view> values) const {
    return on_.ask(call_, sql, values);
  }
  [[nodiscard]] bool relation_exists(const object_name &name) const {
    return !rows("SELECT to_regclass(?)::oid::text", {name.written})[0][0].empty();
  }

 private:
  connection &on_;
  const sdk::call &call_;
};

std::string named(std::string_view kind, const std::string &name) {
  return std::string(kind) + " \"" + name + "\"";
}

sdk::probe_answer found_or_not(bool done, std::string what, std::string_view when_there,
                               std::string_view when_not) {
  return answer(done ? TNT_PROBE_DONE : TNT_PROBE_NOT_DONE, what.append(done ? when_there : when_not));
}

// ON [ONLY] table, behind the index's name.
std::optional<object_name> read_table(cursor &at) {
  if (!at.take("on")) return std::nullopt;
  at.take("only");
  return read_name(at);
}

// An index lives in its table's schema, which its own name cannot say.
connection::text_rows find_index(const catalog &ask, const std::string &index, const object_name &table) {
  return ask.rows(
      "SELECT i.indisvalid::text, quote_ident(n.nspname) || '.' || quote_ident(c.relname), "
      "(i.indrelid = to_regclass(?))::text "
      "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid "
      "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
      "WHERE c.relname = ? AND c.relnamespace = "
      "(SELECT t.relnamespace FROM pg_catalog.pg_class t WHERE t.oid = to_regclass(?))",
      {table.written, index, table.written});
}

sdk::probe_answer probe_create_index(cursor at, const catalog &ask) {
  at.take("concurrently");
  at.take_all({"if", "not", "exists"});
  if (at.at_word("on")) return unclear("the index has no name of its own in the statement");
  const auto index = read_name(at);
  const auto table = index ? read_table(at) : std::nullopt;
  if (!table) return unclear("the statement's index or table could not be read");
  const auto rows = find_index(ask, index->last, *table);
  const std::string what = named("index", index->last);
  if (rows.empty()) return answer(TNT_PROBE_NOT_DONE, what + " does not exist");
  if (rows[0][2] != "true") return unclear(what + " exists, but on another table");
  if (rows[0][0] == "true") return answer(TNT_PROBE_DONE, what + " exists and is valid");
  sdk::probe_answer half = answer(TNT_PROBE_NOT_DONE, what + " exists but is not valid");
  half.clean_up.push_back("DROP INDEX CONCURRENTLY IF EXISTS " + rows[0][1]);
  return half;
}

// Also UNLOGGED, but not TEMPORARY tables: those went with their session.
sdk::probe_answer probe_create_relation(cursor at, const catalog &ask, std::string_view kind) {
  at.take_all({"if", "not", "exists"});
  const auto name = read_name(at);
  if (!name) return unclear("the name in the statement could not be read");
  return found_or_not(ask.relation_exists(*name), named(kind, name->last), " exists", " does not exist");
}

// One name only: of several some may be gone.
sdk::probe_answer probe_drop_relation(cursor at, const catalog &ask, std::string_view kind) {
  at.take("concurrently");
  at.take_all({"if", "exists"});
  const auto name = read_name(at);
  if (!name) return unclear("the name in the statement could not be read");
  if (at.take_symbol(',')) return unclear("the statement drops several objects");
  return found_or_not(!ask.relation_exists(*name), named(kind, name->last), " is gone", " still exists");
}

sdk::probe_answer probe_database(cursor at, const catalog &ask, bool creates) {
  at.take_all({"if", "exists"});
  const auto name = read_name(at);
  if (!name) return unclear("the name in the statement could not be read");
  const bool exists =
      !ask.rows("SELECT 1 FROM pg_catalog.pg_database WHERE datname = ?", {name->last}).empty();
  return found_or_not(exists == creates, named("database", name->last),
                      exists ? " exists" : " does not exist", exists ? " still exists" : " does not exist");
}

// The value behind ADD VALUE as the catalog has it.
std::optional<std::string> plain_string(const cursor &at) {
  const std::string_view text = at.text();
  if (at.peek().kind != token_kind::string || text.size() < 2 || text[0] != '\'') return std::nullopt;
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    out += text[i];
    if (text[i] == '\'') ++i;
  }
  return out;
}

sdk::probe_answer probe_enum_value(cursor at, const catalog &ask) {
  const auto type = read_name(at);
  if (!type || !at.take_all({"add", "value"}))
    return unclear("this change of a type leaves no mark that can be read");
  at.take_all({"if", "not", "exists"});
  const auto value = plain_string(at);
  if (!value) return unclear("the new value could not be read");
  const bool there =
      !ask.rows("SELECT 1 FROM pg_catalog.pg_enum WHERE enumtypid = to_regtype(?) AND enumlabel = ?",
                {type->written, *value})
           .empty();
  return found_or_not(there, "the value '" + *value + "' of " + named("type", type->last), " exists",
                      " does not exist");
}

sdk::probe_answer probe_create(cursor at, const catalog &ask) {
  cursor index = at;
  index.take("unique");
  if (index.take("index")) return probe_create_index(index, ask);
  at.take("unlogged");
  if (at.take("table")) return probe_create_relation(at, ask, "table");
  if (at.take("sequence")) return probe_create_relation(at, ask, "sequence");
  if (at.take("database")) return probe_database(at, ask, true);
  return unclear("what this statement creates is not looked up");
}

sdk::probe_answer probe_drop(cursor at, const catalog &ask) {
  for (const std::string_view kind : {"table", "index", "sequence", "view"}) {
    if (at.take(kind)) return probe_drop_relation(at, ask, kind);
  }
  if (at.take("database")) return probe_database(at, ask, false);
  return unclear("what this statement drops is not looked up");
}

// A REINDEX CONCURRENTLY that was cut off leaves invalid copies beside the index: i_ccnew, or i_ccold of the
// old one.
sdk::probe_answer probe_reindex(const catalog &ask) {
  sdk::probe_answer again = repeatable("REINDEX");
  const auto rows = ask.rows(
      "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_catalog.pg_index i "
      "JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = "
      "c.relnamespace "
      "WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND n.nspname <> 'pg_toast' ORDER BY 1",
      {});
  for (const auto &row : rows) again.clean_up.push_back("DROP INDEX CONCURRENTLY IF EXISTS " + row[0]);
  if (!rows.empty()) again.why += "; it left invalid copies of indexes behind";
  return again;
}

}  // namespace

sdk::probe_answer connection::probe(const sdk::call &call, std::string_view sql) {
  const catalog ask_catalog(*this, call);
  cursor at(sql);
  if (at.take("create")) return probe_create(at, ask_catalog);
  if (at.take("drop")) return probe_drop(at, ask_catalog);
  if (at.take_all({"alter", "type"})) return probe_enum_value(at, ask_catalog);
  if (at.take("reindex")) return probe_reindex(ask_catalog);
  if (at.take("vacuum")) return repeatable("VACUUM");
  if (at.take("analyze") || at.take("analyse")) return repeatable("ANALYZE");
  if (at.take("cluster")) return repeatable("CLUSTER");
  if (at.take_all({"alter", "system"})) return repeatable("ALTER SYSTEM");
  return unclear("nothing in the database tells whether this statement has run");
}

}  // namespace tenantry::postgresql
