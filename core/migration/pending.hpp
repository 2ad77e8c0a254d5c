#pragma once
// What is pending in one database: the set difference of folder and history, in folder order.  Never a
// high-water mark.
#include <string>
#include <vector>

#include "core/migration/folder.hpp"
#include "core/migration/history.hpp"

namespace tenantry {

enum class out_of_order { allow, refuse };

// A fact about one migration that must be told, and stops the run where `refuses` says so.
struct finding {
  enum class kind {
    hole,            // pending, older than the newest applied
    edited,          // applied with another text
    meaning_same,    // applied with another text whose statements are the same (T-34)
    orphan,          // tenantry applied it, the folder does not have it
    drizzle_orphan,  // a Drizzle row that matches nothing
    re_dated,        // Drizzle row with the same hash under another stamp
    half_applied,    // begun, not finished
    mirror_missing,  // applied by tenantry, Drizzle's row is gone: it is restored, never run again
    null_stamp,      // a Drizzle row without created_at
    baseline         // pending, but it only describes what was there: to be marked, never run
  };
  kind is;
  bool refuses = false;
  std::string tag;
  std::string message;  // one sentence with the next step
};
std::string_view to_string(finding::kind k);

struct pending_migration {
  const rendition *what = nullptr;
  std::uint32_t from_statement = 1;  // k+1 where the statements 1..k are committed already
  bool fate_unknown = false;  // statement from_statement was begun outside a transaction: probe it first
  // No event tells how the last try ended: where DDL commits by itself, statement from_statement may have
  // run.
  bool interrupted = false;
};

struct pending_set {
  std::vector<pending_migration> migrations;  // in folder order
  std::vector<finding> findings;
  std::vector<const rendition *> mirror_missing;
  std::string newest_applied;                  // tag, "" if none
  std::size_t applied = 0;                     // of the folder's migrations
  std::vector<std::string> drizzle_would_run;  // tags, by Drizzle's own rule (newest created_at < when)
  [[nodiscard]] const finding *first_refusal() const;
};

struct pending_options {
  tenantry::out_of_order order = out_of_order::allow;
  bool drizzle =
      false;       // Drizzle's rows count here: table exists, dialect is the journal's, configuration allows
  std::string to;  // stop after this tag; "" for all
  std::string track;  // for the commands that findings name
};

result<pending_set> find_pending(const compiled_folder &folder, const history_state &history,
                                 const drizzle_history &drizzle, const pending_options &options);

}  // namespace tenantry
