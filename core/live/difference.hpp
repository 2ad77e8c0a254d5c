#pragma once
// How a live schema differs from the one that it should have: in plain words, each with the SQL that mends
// it.
#include <string>
#include <vector>

#include "core/author/target.hpp"
#include "core/schema/change.hpp"

namespace tenantry {

struct schema_difference {
  enum class kind { extra, missing, changed };  // of the live database
  kind is = kind::changed;
  std::string object;  // "index", "column", "table", "trigger" …
  std::string schema;  // "" is the default one
  std::string table;   // the table that it belongs to, "" for what stands in the schema itself
  std::string name;    // its own; of a primary key ""
  std::string text;    // "extra index ix_hotfix on wells (title)"
  std::string note;    // what a person should think of before it is mended; "" for nothing
  std::vector<rendered_statement> mend;  // in the order in which they run; empty: write it by hand
  bool alone = true;              // nothing else of its table differs: `mend` can be run without the rest
  std::vector<std::string> gaps;  // why this dialect has no SQL for it
};
std::string_view to_string(schema_difference::kind k);  // "extra" …

// How two schemas differ, without the SQL.  Both as the dialect keeps them.
result<std::vector<schema_difference>> tell_differences(const schema_model &live,
                                                        const schema_model &declared);

struct mended_differences {
  std::vector<schema_difference> differences;
  // All of them in the order in which they run, from the live schema to the declared one; `change` is the
  // place of the difference.
  std::vector<rendered_statement> script;
};
// The same with the SQL.  Errors: those of render_changes.
result<mended_differences> find_differences(const rendition_target &target, const schema_model &live,
                                            const schema_model &declared);

// Takes what differs there as it is in the live schema.
void accept_difference(const schema_difference &one, const schema_model &live, schema_model &declared);

}  // namespace tenantry
