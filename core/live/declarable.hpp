#pragma once
// What of a live model can be declared: a schema is declared in PostgreSQL's SQL, so whatever only another
// dialect has a text for is put aside and named.
#include <string>
#include <vector>

#include "core/schema/model.hpp"

namespace tenantry {

// A part of a database that its declared form does not say as it is.
struct lost_part {
  std::string schema, table;  // where it stands, for the place in the text; "" beside the tables
  std::string object;         // "column \"wells.place\""
  std::string why;            // a sentence without its end, for a person
};

// The model without what PostgreSQL's SQL has no words for; each part of that is put on the list.  A list of
// values that stands in a column becomes an enum with a name.  Nothing is lost of a model that came from
// PostgreSQL.
schema_model to_declarable(schema_model live, std::vector<lost_part> &lost);

}  // namespace tenantry
