#pragma once
// What SQL is written for: a dialect, its lowest version, and the adapter that knows both.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/adapter/catalog.hpp"
#include "core/author/mapping.hpp"
#include "core/schema/change.hpp"

namespace tenantry {

struct rendition_target {
  render_target ask;  // dialect, flavour, lowest version ("": the newest will do)
  const adapter *through = nullptr;
  std::vector<std::string> chain;  // the dialect and its fallbacks, most special first
  // Of the adapter's description for that version:
  bool not_valid = false;       // a constraint can be added now and validated later
  bool online_indexes = false;  // an index can be built while others write
  bool online_marks = false;    // what lets others work says so; whatever else keeps writers out
  bool lists_tables = false;    // it takes tenantry.render/2
  std::vector<std::string> shared_names =
      {};                           // kinds of constraints of which two tables cannot have one name
  bool folds = false;               // names that differ in case alone are one name
  std::string scratch_schema = {};  // makes {schema} the first of the search path; "": no such SQL
  bool scratch_connection = false;  // a connection without a URL is an empty database of its own
  std::size_t identifier_limit = 63;
  dialect_mapping mapping = {};  // of the configuration; empty: the schema as it is declared

  [[nodiscard]] const std::string &dialect() const { return ask.dialect; }
};

// "postgresql>=13", "sqlite".  Error: usage.
result<render_target> parse_render_target(std::string_view text);

// Finds the adapter of the dialect among all known ones and asks it.  Errors: usage where none renders that
// dialect, with those that are there; what loading the adapter meets.
result<rendition_target> find_target(catalog &adapters, const render_target &wanted);
// The same for an adapter that is at hand.
result<rendition_target> make_target(const adapter &through, const render_target &wanted);

}  // namespace tenantry
