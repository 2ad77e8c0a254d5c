#pragma once
// Changes → steps in safe forms: what runs without keeping others from their tables for long, and where a
// transaction ends in between.  The schema afterwards is the same.
#include <vector>

#include "core/author/backfill.hpp"
#include "core/author/target.hpp"

namespace tenantry {

// Each may be off: then the plain form is written.
struct safe_forms {
  bool not_null = true;     // check NOT VALID → VALIDATE → SET NOT NULL
  bool constraints = true;  // foreign keys and checks: NOT VALID → VALIDATE
  bool indexes = true;      // built while others write, and unique constraints through them; and where the
                            // dialect tells what lets others work: that, or it fails
};

struct author_step {
  schema_change change;
  bool cut_before = false;  // what stands before it is committed on its own
};

// Is a unique constraint or index, or a primary key, built behind a guard that counts the rows which share a
// key?  Not an index with an operator class or a collation: it has its own idea of what is equal.
bool has_key_guard(const schema_change &change, const safe_forms &forms);

// `changes` as diff_schemas gives them, checked by check_backfills.  A form that the target cannot do stays
// plain; the order is the diff's, but that indexes and validations come last.
std::vector<author_step> plan_steps(const std::vector<schema_change> &changes, const rendition_target &target,
                                    const safe_forms &forms, const std::vector<backfill> &backfills);

}  // namespace tenantry
