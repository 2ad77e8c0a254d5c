#include "classify.hpp"

#include <tenantry/sdk/ext/draft/script.h>

#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

// CREATE [OR ALTER] PROCEDURE … takes the rest of its batch as its body.
bool is_program(cursor at) {
  if (at.take("CREATE")) {
    if (at.take("OR")) at.take("ALTER");
  } else if (!at.take("ALTER")) {
    return false;
  }
  return at.at_any({"PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "VIEW"});
}

// What "Transactions" of the manual lists, and what answers 226 or 574 inside one: heads of statements that
// refuse.
bool refuses_transactions(cursor at) {
  if (at.take_any({"CREATE", "ALTER", "DROP"})) {
    if (at.at_word("DATABASE")) {
      at.advance();
      // … SCOPED CONFIGURATION, … AUDIT SPECIFICATION may run in one.
      return !at.at_any({"SCOPED", "AUDIT"});
    }
    if (at.take("EVENT")) return at.at_word("SESSION");
    if (at.take("FULLTEXT")) return at.at_any({"CATALOG", "INDEX", "STOPLIST"});
    if (at.take("AVAILABILITY")) return at.at_word("GROUP");
    return at.at_word("ENDPOINT");
  }
  if (at.take_any({"BACKUP", "RESTORE"}))
    return at.at_any({"DATABASE", "LOG", "CERTIFICATE", "MASTER", "SERVICE", "HEADERONLY", "FILELISTONLY",
                      "VERIFYONLY", "LABELONLY"});
  if (at.take("KILL"))
    return !at.text().empty() && at.text().find_first_not_of("0123456789") == std::string_view::npos;
  return at.at_any({"RECONFIGURE", "SHUTDOWN"});
}

// SET XACT_ABORT ON, SET LOCK_TIMEOUT 5: not SET @a = 1, UPDATE … SET a = 1, ON DELETE SET NULL.
bool is_option(cursor at) {
  if (!at.take("SET") || at.text() == "@" || at.at_any({"NULL", "DEFAULT"})) return false;
  at.advance();
  for (const std::string_view sign : {"=", ".", "+", "-", "*", "/", "%", "&", "|", "^"})
    if (at.text() == sign) return false;
  return !at.at_end();
}

// RESUMABLE = ON builds an index in transactions of its own.
bool is_resumable(cursor at) {
  if (!at.take("RESUMABLE")) return false;
  at.take("=");
  return at.at_word("ON");
}

// What a word may stand behind without beginning a statement: ON DELETE CASCADE, ALTER TABLE t DROP COLUMN,
// INSERT … SELECT, GRANT SELECT, UPDATE … SET, MERGE … THEN INSERT.
class statement_counter {
 public:
  void see(std::string_view token) {
    if (token == "(") {
      ++depth_;
    } else if (token == ")") {
      depth_ = depth_ > 0 ? depth_ - 1 : 0;
    } else if (token == ";") {
      semicolon_ = true;
    } else if (depth_ == 0) {
      if (semicolon_ || (begins(token) && !belongs(token))) {
        ++count_;
        first_ = token;
      } else if (count_ == 0) {
        count_ = 1;
        first_ = token;
      }
      semicolon_ = false;
    }
    before_ = token;
  }
  [[nodiscard]] bool one() const {
    return count_ <= 1 && !among(first_, {"BEGIN", "EXEC", "EXECUTE", "IF", "WHILE"});
  }

 private:
  static bool same(std::string_view token, std::string_view upper) {
    return sdk::statement_tokens::same(token, upper);
  }
  static bool among(std::string_view token, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return same(token, word); });
  }
  static bool begins(std::string_view token) {
    return among(token, {"ALTER",    "BEGIN",     "COMMIT",  "CREATE",   "DECLARE", "DELETE", "DENY",
                         "DROP",     "EXEC",      "EXECUTE", "GRANT",    "IF",      "INSERT", "MERGE",
                         "PRINT",    "RAISERROR", "REVOKE",  "ROLLBACK", "SELECT",  "SET",    "THROW",
                         "TRUNCATE", "UPDATE",    "USE",     "WAITFOR",  "WHILE",   "DBCC"});
  }
  [[nodiscard]] bool belongs(std::string_view token) const {
    if (count_ == 0) return false;
    if (among(before_, {"ON", "FOR", "THEN", "AFTER", "INSTEAD", "OF", ",", "AS", "ALL", "UNION", "EXCEPT",
                        "INTERSECT"}))
      return true;
    if (among(first_, {"GRANT", "DENY", "REVOKE"}))
      return among(token,
                   {"SELECT", "INSERT", "UPDATE", "DELETE", "EXECUTE", "ALTER", "CREATE", "REFERENCES"});
    if (same(first_, "ALTER")) return among(token, {"ALTER", "DROP", "SET"});
    if (same(first_, "INSERT")) return among(token, {"SELECT", "EXEC", "EXECUTE"});
    if (same(first_, "WITH")) return among(token, {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "SET"});
    if (among(first_, {"UPDATE", "MERGE"})) return same(token, "SET") || same(before_, "THEN");
    return false;
  }

  int depth_ = 0, count_ = 0;
  bool semicolon_ = false;
  std::string_view first_, before_;
};

// A transaction's own words anywhere in the batch.
void see_transaction(cursor at, classified &out) {
  if (at.take("BEGIN")) {
    at.take("DISTRIBUTED");
    if (!at.at_any({"TRAN", "TRANSACTION"})) return;
    out.begins_transaction = true;
  } else if (at.take("COMMIT") || at.take("ROLLBACK")) {
    out.ends_transaction = true;
  } else if (at.take("SAVE")) {
    if (!at.at_any({"TRAN", "TRANSACTION"})) return;
  } else if (at.take("SET")) {
    if (!at.at_word("IMPLICIT_TRANSACTIONS")) return;
  } else {
    return;
  }
  out.flags |= TNT_PIECE_TX_CONTROL;
}

// COMMIT [TRAN[SACTION] | WORK] and nothing else.
bool is_commit_alone(cursor at) {
  if (!at.take("COMMIT")) return false;
  at.take_any({"TRAN", "TRANSACTION", "WORK"});
  while (at.take(";")) {
  }
  return at.at_end();
}

}  // namespace

classified classify(std::string_view batch) {
  classified out;
  const cursor whole(batch);
  if (is_program(whole)) return out;
  statement_counter statements;
  std::string_view before;
  for (cursor at(batch); !at.at_end(); at.advance()) {
    statements.see(at.text());
    if (before != "." && before != "@") {
      see_transaction(at, out);
      if (refuses_transactions(at) || is_resumable(at)) out.flags |= TNT_PIECE_NO_TRANSACTION;
      out.sets_options = out.sets_options || is_option(at);
      out.changes_database = out.changes_database || (at.at_word("USE") && at.begin() == whole.begin());
    }
    before = at.text();
  }
  out.one_statement = statements.one();
  if (is_commit_alone(whole)) out.flags |= TNT_PIECE_COMMIT;
  return out;
}

}  // namespace tenantry::sqlserver
