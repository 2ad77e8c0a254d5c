#pragma once
// tenantry.schema/1 as text (docs/schema-format.md).  Equal models give equal texts.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/schema/model.hpp"

namespace tenantry {

// Checked whole before it is read: an error names the file, and the path inside the document
// ("tables[2].columns[0].type") or the line where it is no JSON.  The model is normalised and free of faults.
result<schema_model> read_schema_document(std::string_view text, const std::string &file = {});
std::string write_schema_document(const schema_model &schema, int indent = 2);

// The same for a part of a larger document: `at` stands before every path ("schema").
status check_schema_document(const nlohmann::json &document, const std::string &at, const std::string &file);

}  // namespace tenantry
