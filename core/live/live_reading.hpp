#pragma once
// The model of a live database, and the dialect of the server that it is on, through an open session.
#include <string>
#include <vector>

#include "core/adapter/session.hpp"
#include "core/author/target.hpp"
#include "core/engine/engine.hpp"
#include "core/schema/live_source.hpp"
#include "core/schema/rename.hpp"

namespace tenantry {

// What of a database is looked at.
struct live_scope {
  std::vector<std::string> schemas;  // only these, "" is the default one; empty: all of the user's
  std::vector<std::string> ignore;   // names of objects: "wells", "audit.log"; "*" is any run of characters
  std::vector<object_place> own;     // tenantry's and Drizzle's tables where they have other names than usual
};

// A scope without the tables that the engine keeps under these options.
live_scope scope_beside(const engine_options &engine);

// "wells", "audit.*", "*.tmp_*": does it name that object?  A pattern without a point means the default
// schema.
bool names_object(std::string_view pattern, std::string_view schema, std::string_view name);

// The dialect of the server at the other end, in its own version; `dialect` is the one that routing found.
// Errors: those of make_target and of the connection.
result<rendition_target> target_of_server(session &s, const std::string &dialect, const call_limits &limits);

// The database's schema, normalised, and what introspection met (an index that is not valid, an object that
// the model does not hold).  tenantry's history and leases, Drizzle's table and its schema are never in it.
// Writes nothing.  Errors: unsupported where the adapter cannot introspect; those of the connection; internal
// for an answer that is malformed.
result<live_schema> read_live(session &s, const rendition_target &target, const live_scope &scope,
                              const call_limits &limits);

// What no scope holds, taken out: for a model that does not come from read_live and is compared with one.
void keep_in_scope(schema_model &schema, const live_scope &scope);

}  // namespace tenantry
