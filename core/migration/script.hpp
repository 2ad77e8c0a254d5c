#pragma once
// A migration file as statements and segments.  A segment is a run of statements that share a fate: all of
// them in one transaction, or one statement that cannot run in a transaction.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/adapter/types.hpp"
#include "core/base/digest.hpp"
#include "core/base/result.hpp"
#include "core/base/scratch.hpp"

namespace tenantry {

class adapter;

struct statement {
  std::string_view sql;          // of the file's text; no terminator
  std::uint32_t line = 1;        // where it begins in the file
  std::uint32_t number = 1;      // k: counts from 1 within the migration
  sha256_sum prefix;             // over the statements 1..k: equal prefixes mean equal work done so far
  bool outside = false;          // cannot run in a transaction, or ends it by itself
  bool long_wait = false;        // waits for older transactions by its nature: no lock timeout
  bool implicit_commit = false;  // the server commits what came before it, and itself: then it is outside
  bool commit_after = false;     // what it makes must be committed before a statement that holds used_as
  std::string used_as;
  std::uint32_t repeat = 1;
};

struct segment {
  bool transactional = true;
  std::size_t first = 0, last = 0;  // statements [first, last] by index, inclusive
  // Why the migration is cut after this segment; "" for the last one.  "cannot run in a transaction",
  // "commits by itself on this database",
  // "-- tenantry: commit", "COMMIT in the file", "a new enum value is used later".
  std::string cut_because;
};

struct directives {
  bool no_op = false;           // -- tenantry: no-op
  bool no_transaction = false;  // -- tenantry: transaction none
  std::optional<milliseconds> lock_timeout, statement_timeout;
  std::vector<std::string> ignored_rules;  // -- tenantry: ignore I001 "reason"
};

struct script {
  directives head;
  long_list<statement> statements;
  std::vector<segment> segments;  // cover all statements, in order; empty for an empty or no-op file
  bool baseline = false;  // a database pulled by Drizzle Kit, inside a comment: to be marked, never run
  bool rebuild = false;   // a before_begin statement turned foreign keys off
  std::vector<std::string> warnings;  // "line 12: COMMIT in the file is honoured …"
};

// text must outlive the result.  `file` is for messages.
result<script> parse_script(std::string_view text, const std::string &file, const adapter &a);

// "5s", "250ms", "2m", "0".
result<milliseconds> parse_duration(std::string_view text);

}  // namespace tenantry
