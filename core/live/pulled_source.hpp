#pragma once
// A live schema → the text of a *.sql file that declares it: what `pull` writes.
#include <cstdint>
#include <string>
#include <vector>

#include "core/author/target.hpp"
#include "core/live/declarable.hpp"
#include "core/schema/live_source.hpp"
#include "core/schema/sql_source.hpp"

namespace tenantry {

struct pulled_loss {
  lost_part what;
  std::uint32_t line = 0;  // of the text, where the table is created; 0: it has no place there
};

struct pulled_source {
  std::string sql;           // "" for a database without anything
  declared_schema declared;  // what reading the text gives
  std::vector<pulled_loss> lost;
};

// Written through the base dialect (PostgreSQL) and read back: where that gives another schema, each
// difference is among what is lost, so that nothing goes silently.  `origin`: the dialect that it was read
// from, for the text's first line.  Errors: unsupported, where the text cannot be
// read back (a newer syntax).
result<pulled_source> write_pulled_source(const rendition_target &base, const schema_model &live,
                                          const std::string &origin);

}  // namespace tenantry
