#include "classify.hpp"

#include <tenantry/sdk/ext/draft/script.h>

#include "pl_sql.hpp"

namespace tenantry::oracle {
namespace {

// CREATE [OR REPLACE] [AND …] [[NON]EDITIONABLE]
bool take_create(cursor &at) {
  if (!at.take("CREATE")) return false;
  if (at.take("OR")) at.take("REPLACE");
  at.take_any({"EDITIONABLE", "NONEDITIONABLE"});
  return true;
}

std::optional<program> named_program(cursor at, std::string type, std::size_t begin) {
  if (at.take("IF")) {  // NOT EXISTS
    at.advance();
    at.advance();
  }
  auto name = at.take_name();
  if (!name) return std::nullopt;
  program found{"", *name, std::move(type), begin};
  if (at.take(".")) {
    const auto last = at.take_name();
    if (!last) return std::nullopt;
    found.owner = std::exchange(found.name, *last);
  }
  return found;
}

std::optional<program> take_program(cursor &at) {
  for (const std::string_view kind : {"PROCEDURE", "FUNCTION", "PACKAGE", "TRIGGER", "TYPE"}) {
    const std::size_t begin = at.begin();
    if (!at.take(kind)) continue;
    const bool body = (kind == "PACKAGE" || kind == "TYPE") && at.take("BODY");
    return named_program(at, std::string(kind) + (body ? " BODY" : ""), begin);
  }
  const std::size_t begin = at.begin();
  const bool forced = at.take("FORCE");
  if (at.take("VIEW") && forced) return named_program(at, "VIEW", begin);
  return std::nullopt;
}

// ALTER PROCEDURE p COMPILE, ALTER PACKAGE p COMPILE BODY
std::optional<program> recompiled(cursor at) {
  auto found = take_program(at);
  for (int words = 0; found && !at.at_end() && words < 8; ++words, at.advance())
    if (at.at_word("COMPILE")) return found;
  return std::nullopt;
}

classified ending(std::uint32_t flags) {
  classified out;
  out.flags = flags;
  out.ends_transaction = true;
  return out;
}
classified flagged(std::uint32_t flags) {
  classified out;
  out.flags = flags;
  return out;
}

// What a block may do to the transaction around it: seen where it is written, not where a procedure does it.
classified of_block(std::string_view statement) {
  classified out;
  out.block = true;
  std::string_view before;
  for (cursor at(statement); !at.at_end(); at.advance()) {
    const bool dynamic = same_word(before, "EXECUTE") && at.at_word("IMMEDIATE");
    if (dynamic || at.at_word("COMMIT") || (at.at_word("ROLLBACK") && before != "."))
      out.may_commit_inside = true;
    before = at.text();
  }
  if (!out.may_commit_inside) return out;
  out.flags = TNT_PIECE_IMPLICIT_COMMIT;
  out.ends_transaction = true;
  return out;
}

std::optional<classified> transaction(cursor at) {
  if (at.take("COMMIT")) return ending(TNT_PIECE_TX_CONTROL | TNT_PIECE_COMMIT);
  if (at.take("ROLLBACK")) {
    at.take("WORK");
    return at.at_word("TO") ? flagged(TNT_PIECE_TX_CONTROL) : ending(TNT_PIECE_TX_CONTROL);
  }
  if (at.at_word("SAVEPOINT")) return flagged(TNT_PIECE_TX_CONTROL);
  if (at.take_any({"SET", "START"}) && at.at_word("TRANSACTION")) return flagged(TNT_PIECE_TX_CONTROL);
  return std::nullopt;
}

bool commits_by_itself(cursor at) {
  if (at.take("ALTER")) return !at.at_any({"SESSION", "SYSTEM"});
  return at.at_any({"CREATE", "DROP", "GRANT", "REVOKE", "COMMENT", "RENAME", "TRUNCATE", "ANALYZE", "AUDIT",
                    "NOAUDIT", "PURGE", "FLASHBACK", "ASSOCIATE", "DISASSOCIATE", "ADMINISTER"});
}

}  // namespace

bool is_block(std::string_view text) {
  cursor at(text);
  if (at.take("BEGIN") || at.take("DECLARE")) return true;
  return at.take("<") && at.text() == "<";
}

bool begins_program(std::string_view text) {
  if (is_block(text)) return true;
  cursor at(text);
  if (at.take("WITH")) return at.at_any({"FUNCTION", "PROCEDURE"});
  return take_create(at) &&
         at.at_any({"PROCEDURE", "FUNCTION", "PACKAGE", "TRIGGER", "TYPE", "JAVA", "LIBRARY"});
}

classified classify(std::string_view statement) {
  const cursor whole(statement);
  if (is_block(statement)) return of_block(statement);
  if (const auto found = transaction(whole)) return *found;
  if (whole.at_word("CALL")) {
    classified out;
    out.block = out.may_commit_inside = true;
    return out;
  }
  if (!commits_by_itself(whole)) return {};
  classified out = ending(TNT_PIECE_IMPLICIT_COMMIT);
  cursor at(statement);
  if (take_create(at))
    out.compiles = take_program(at);
  else if (at.take("ALTER"))
    out.compiles = recompiled(at);
  return out;
}

}  // namespace tenantry::oracle
