#pragma once
// One change of a schema, as docs/schema-format.md has it: what `diff` makes, `apply` does in the model and
// an adapter renders.
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

#include "core/schema/model.hpp"

namespace tenantry {

// Shared: the changes of one table follow one another, and the table after one is the table before the next.
using table_ref = std::shared_ptr<const sdk::table_definition>;
using schema_object = std::variant<std::monostate, sdk::namespace_definition, sdk::enum_definition,
                                   sdk::sequence_definition, sdk::view_definition, sdk::opaque_definition>;

struct schema_change {
  std::string kind = {};                // "add_column" …
  std::string schema = {}, name = {};   // the object; or `name` is the column, constraint or index of a table
  std::string to = {}, to_schema = {};  // rename_…
  table_ref before = {}, after = {};    // tables
  schema_object object_before = {}, object_after = {};
  std::vector<table_ref> tables = {};                 // alter_enum: all that use it
  std::vector<sdk::opaque_definition> attached = {};  // the table's triggers
  bool new_table = false;                             // its create_table is among the changes
  bool not_valid = false, online = false;             // wishes: see docs/schema-format.md
  sdk::column_default fill = {};                      // fill_column
  std::string on = {}, text = {};                     // comment
  std::size_t script = 0;                             // of a request for several: which it belongs to
};

// With its tables whole, as tenantry.render/1 has them; or with whatever stands for a table there.
using table_writer = std::function<nlohmann::ordered_json(const table_ref &)>;
nlohmann::ordered_json write_change(const schema_change &change);
nlohmann::ordered_json write_change(const schema_change &change, const table_writer &write_table);

// For a person: "add column \"wells.depth\"".
std::string describe_change(const schema_change &change);

struct render_target {
  std::string dialect, flavour, version;
};

// tenantry.rendered/1.
struct rendered_statement {
  std::string sql;
  std::size_t change = 0;
  bool outside_transaction = false;
  bool online = false;
  std::string loss;
};
struct dialect_gap_note {
  std::size_t change = 0;
  std::string why;
};
struct rendered_changes {
  std::vector<rendered_statement> statements;
  std::vector<dialect_gap_note> gaps;
};
result<rendered_changes> read_rendered(std::string_view text);

}  // namespace tenantry
