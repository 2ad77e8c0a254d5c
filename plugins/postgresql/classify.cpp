#include "classify.hpp"

#include <tenantry/sdk/ext/draft/script.h>

#include "cursor.hpp"

namespace tenantry::postgresql {
namespace {

constexpr std::uint32_t alone = TNT_PIECE_NO_TRANSACTION;
constexpr std::uint32_t control = TNT_PIECE_TX_CONTROL;
constexpr std::uint32_t concurrent = TNT_PIECE_NO_TRANSACTION | TNT_PIECE_LONG_WAIT;

bool is_no(std::string_view text) {
  return same_word(text, "false") || same_word(text, "off") || text == "0" || same_word(text, "no") ||
         same_word(text, "'false'") || same_word(text, "'off'");
}

// Is the option there, and not switched off?  Stands before or inside "( a, b value, … )".
bool option_in_parentheses(cursor &at, std::string_view name, bool when_absent) {
  if (!at.take_kind(token_kind::open)) return when_absent;
  bool on = when_absent;
  while (!at.at_end() && !at.take_kind(token_kind::close)) {
    if (at.take(name)) {
      at.take_symbol('=');
      on = !is_no(at.text());
    } else {
      at.advance();
    }
  }
  return on;
}

bool commits_prepared(cursor at) {
  return at.take("prepared");
}

std::uint32_t transaction_control(cursor &at) {
  if (at.take("begin")) return control;
  if (at.take_all({"start", "transaction"})) return control;
  if (at.take("commit")) return commits_prepared(at) ? control | alone : control | TNT_PIECE_COMMIT;
  if (at.take("end")) return control | TNT_PIECE_COMMIT;
  if (at.take("rollback")) return commits_prepared(at) ? control | alone : control;
  if (at.take("abort") || at.take("savepoint") || at.take("release")) return control;
  if (at.take_all({"prepare", "transaction"})) return control;
  return 0;
}

// WITH (…) of a subscription: on its own the command makes or drops a slot on the publisher.
bool subscription_stays_local(cursor at, std::string_view option) {
  while (!at.at_end()) {
    if (!at.take("with")) {
      at.advance();
      continue;
    }
    cursor connect = at;
    return !option_in_parentheses(at, option, true) || !option_in_parentheses(connect, "connect", true);
  }
  return false;
}

std::uint32_t create(cursor at) {
  if (at.take("database") || at.take("tablespace")) return alone;
  if (at.take("subscription")) return subscription_stays_local(at, "create_slot") ? 0 : alone;
  at.take("unique");
  return at.take("index") && at.take("concurrently") ? concurrent : 0;
}

std::uint32_t drop(cursor at) {
  if (at.take("database") || at.take("tablespace") || at.take("subscription")) return alone;
  return at.take("index") && at.take("concurrently") ? concurrent : 0;
}

bool detaches_concurrently(cursor at) {
  at.take_all({"if", "exists"});
  at.take("only");
  return at.take_name() && at.take_all({"detach", "partition"}) && at.take_name() && at.take("concurrently");
}

bool subscription_refreshes(cursor at) {
  if (!at.take_name()) return false;
  if (at.take_all({"refresh", "publication"})) return true;
  if (!at.take("set") && !at.take("add") && !at.take("drop")) return false;
  return at.take("publication") && !subscription_stays_local(at, "refresh");
}

// ALTER TYPE t ADD VALUE 'x': until it is committed the value cannot be used.
classified new_enum_value(cursor at) {
  if (!at.take_name() || !at.take_all({"add", "value"})) return {};
  at.take_all({"if", "not", "exists"});
  classified out;
  out.flags = TNT_PIECE_COMMIT_AFTER;
  // Another spelling than '…' may come back in a plain one: then any later statement may use the value.
  if (at.peek().kind == token_kind::string && at.text().substr(0, 1) == "'") out.used_as = at.text();
  return out;
}

classified alter(cursor at) {
  if (at.take("type")) return new_enum_value(at);
  if (at.take("system")) return {alone, {}, false};
  if (at.take("database")) {
    return {at.take_name() && at.take_all({"set", "tablespace"}) ? alone : 0, {}, false};
  }
  if (at.take("table")) return {detaches_concurrently(at) ? concurrent : 0, {}, false};
  if (at.take("subscription")) return {subscription_refreshes(at) ? alone : 0, {}, false};
  return {};
}

std::uint32_t reindex(cursor at) {
  cursor options = at;
  if (option_in_parentheses(options, "concurrently", false)) return concurrent;
  if (at.peek().kind == token_kind::open) at = options;
  const bool many = at.take("database") || at.take("system") || at.take("schema");
  if (!many) at.advance();
  if (at.take("concurrently")) return concurrent;
  return many ? alone : 0;
}

// Without a table it goes through all of them, each in a transaction of its own.
std::uint32_t cluster(cursor at) {
  if (at.peek().kind == token_kind::open) option_in_parentheses(at, "verbose", false);
  at.take("verbose");
  return at.at_end() ? alone : 0;
}

bool copies_from_stdin(cursor at) {
  std::size_t depth = 0;
  while (!at.at_end()) {
    if (at.take_kind(token_kind::open)) {
      ++depth;
    } else if (at.take_kind(token_kind::close)) {
      if (depth != 0) --depth;
    } else if (depth == 0 && at.take("from")) {
      return at.take("stdin");
    } else {
      at.advance();
    }
  }
  return false;
}

}  // namespace

classified classify(std::string_view statement) {
  cursor at(statement);
  if (const std::uint32_t flags = transaction_control(at); flags != 0) return {flags, {}, false};
  if (at.take("create")) return {create(at), {}, false};
  if (at.take("drop")) return {drop(at), {}, false};
  if (at.take("alter")) return alter(at);
  if (at.take("reindex")) return {reindex(at), {}, false};
  if (at.take("vacuum")) return {alone, {}, false};
  if (at.take("cluster")) return {cluster(at), {}, false};
  if (at.take_all({"discard", "all"})) return {alone, {}, false};
  if (at.take("copy")) return {0, {}, copies_from_stdin(at)};
  return {};
}

}  // namespace tenantry::postgresql
