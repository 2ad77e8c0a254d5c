#include "core/schema/document.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/schema_json.hpp>

#include "core/base/text.hpp"

#include <algorithm>

namespace tenantry {
namespace {

error refusal(std::string message, const std::string &file, line_column where = {0, 0}) {
  error e = make_error(category::bad_config, std::move(message), "mend the document, or write it anew");
  e.where = {file, where.line, where.column};
  return e;
}

}  // namespace

result<schema_model> read_schema_document(std::string_view text, const std::string &file) {
  if (const auto bad = find_invalid_utf8(text))
    return fail(refusal("the schema document is not UTF-8", file, locate(text, *bad)));
  nlohmann::json document;
  try {
    document = nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error &bad) {
    const std::size_t at = bad.byte == 0 ? 0 : bad.byte - 1;
    return fail(refusal("the schema document is no JSON", file, locate(text, std::min(at, text.size()))));
  } catch (const nlohmann::json::out_of_range &) {
    return fail(refusal("the schema document holds a number that is too large", file, {1, 1}));
  }
  TENANTRY_TRY_VOID(check_schema_document(document, "", file));
  schema_model schema;
  try {
    schema = sdk::read_schema(document);
  } catch (const std::exception &bad) {  // what the check above does not know; still an answer, no crash
    return fail(refusal(fmt::format("the schema document cannot be read: {}", bad.what()), file, {1, 1}));
  }
  normalise(schema);
  if (const auto faults = find_faults(schema); !faults.empty())
    return fail(
        refusal(fmt::format("{} (at {})", faults.front().message, faults.front().path), file, {1, 1}));
  return schema;
}

std::string write_schema_document(const schema_model &schema, int indent) {
  return sdk::write_schema(schema).dump(indent) + (indent < 0 ? "" : "\n");
}

}  // namespace tenantry
