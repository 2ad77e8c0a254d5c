#pragma once
// What a server writes in its own way (checks, defaults, indexes, views) brought to one form on both sides,
// and what cannot be told apart from a difference taken out and named.
#include <string>
#include <vector>

#include "core/schema/model.hpp"

namespace tenantry {

struct uncompared {
  std::string object;  // "check deep on wells"
  std::string why;
};

// A schema as this server writes it, in the form that the dialect keeps.
struct server_forms {
  schema_model schema;
  // The applied migrations were run to make it: then it is what a database should have, hand-written SQL too.
  // Else it holds only what has expressions.
  bool whole = false;
};

struct settled {
  schema_model live, declared;
  std::vector<uncompared> not_compared;
  bool expressions_differ = false;  // of the two that were given: forms would tell more
};

// Both as the dialect keeps them.  Without forms an expression that the model does not read (a text of one
// dialect) is not compared, for `why`; one that it reads is.
settled settle(schema_model live, schema_model declared, const server_forms *forms, const std::string &why);

// What the declared schema has and the dialect does not keep: taken out of `live` where it is there by that
// name.  Then nothing is known of it.
std::vector<uncompared> leave_out_lost(const schema_model &declared, const schema_model &kept,
                                       schema_model &live, const std::string &dialect);

}  // namespace tenantry
