#pragma once
// One database against the snapshot at its own version.  Reads; writes nothing that stays.
#include <map>
#include <string>
#include <vector>

#include "core/author/mapping.hpp"
#include "core/engine/engine.hpp"
#include "core/live/difference.hpp"
#include "core/live/expected.hpp"
#include "core/live/live_reading.hpp"

namespace tenantry {

struct drift_options {
  std::vector<std::string> schemas;                 // only these; empty: all
  std::vector<std::string> ignore;                  // objects by their names, "*" is any run of characters
  std::map<std::string, dialect_mapping> mappings;  // by dialect: what stands for a type or a schema there
  bool scratch = true;  // false: nothing is made on the server, not even in a transaction that is rolled back
};

struct drift_report {
  enum class kind {
    clean,
    drifted,
    not_migrated,  // no migration is applied: there is nothing to compare with
    unknown,       // its history names migrations that the folder lacks, or one stopped half way
    duplicate      // the claim was refused: nothing else is filled in
  };
  kind is = kind::clean;
  std::string dialect, version;  // of the server
  std::string tag;               // the migration with whose snapshot it was compared
  std::size_t applied = 0;       // migrations of the folder
  std::vector<std::string> notes;
  std::vector<schema_difference> differences;
  std::vector<rendered_statement> script;  // mends all, in the order in which it runs
  std::vector<uncompared> not_compared;
};
std::string_view to_string(drift_report::kind k);  // "clean" …

// `expected` is of the same folder as `compiled`.  Errors: those of the connection, of the history, of the
// folder's snapshots, and unsupported where the adapter cannot introspect.
result<drift_report> find_drift(const database_target &target, const compiled_folder &compiled,
                                const engine_options &engine, const drift_options &options,
                                expectations &expected, const call_limits &limits,
                                const claim_database &claim = {});

}  // namespace tenantry
