#pragma once
// meta/NNNN_snapshot.json of Drizzle Kit, PostgreSQL format 7: a full source, and written so that Drizzle Kit
// goes on from it.  What Drizzle holds and the model does not (the text of an expression as a person wrote
// it, CONCURRENTLY) is in `texts`; what the model holds and Drizzle does not stands under the root's key
// "tenantry", as tenantry.schema/1: Drizzle Kit passes over keys that it does not know there.
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/schema/model.hpp"

namespace tenantry {

// Texts as people wrote them, by path: ".../checks/x", ".../columns/c/default" (JSON), "/generated" and
// "/nullable", ".../indexes/i/parts/0", "/where" and "/concurrently", "views/v", ".../row_security".
using written_texts = std::map<std::string, std::string>;

struct drizzle_snapshot {
  std::string id, parent;
  schema_model schema;
  written_texts texts;
};

// Errors: no JSON, malformed (says where), older (`drizzle-kit up`) or newer than 7, another dialect, or
// something that the model cannot hold.
result<drizzle_snapshot> read_drizzle_snapshot(std::string_view text, const std::string &file);
// The same for JSON that was read already.
result<drizzle_snapshot> read_drizzle_root(const nlohmann::ordered_json &root, const std::string &file);

// Two blanks, no newline at the end, keys in Drizzle's order.
std::string write_drizzle_snapshot(const drizzle_snapshot &snapshot);

// A default as a snapshot has it: 5, false, "'text'", "now()"; as JSON text.
std::string drizzle_default(std::string_view sql, const sdk::neutral_type &type);

// The texts for `now`: those of `before` where the part says the same still, else the declared ones.
written_texts carry_texts(const schema_model &before, const written_texts &texts_before,
                          const schema_model &now, written_texts declared);

}  // namespace tenantry
