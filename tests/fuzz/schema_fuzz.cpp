// Any bytes as a schema document, as Drizzle's snapshot and as SQL: refused with words and the file's name,
// or read into a schema without faults that survives being written.
#include <cstdint>
#include <cstdlib>

#include "core/schema/document.hpp"
#include "core/schema/sql_source.hpp"

namespace {

void check(const tenantry::result<tenantry::schema_model> &read) {
  if (!read) {
    if (read.error().message.empty() || read.error().where.file != "fuzz") std::abort();
    return;
  }
  if (!tenantry::find_faults(*read).empty()) std::abort();
  const auto again = tenantry::read_schema_document(tenantry::write_schema_document(*read), "again");
  if (!again || *again != *read) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  check(tenantry::read_schema_document(text, "fuzz"));
  const auto snapshot = tenantry::read_drizzle_snapshot(text, "fuzz");
  check(snapshot.map([](const auto &one) { return one.schema; }));
  const auto declared = tenantry::read_sql_schema({{"fuzz", std::string(text)}});
  check(declared.map([](const auto &one) { return one.schema; }));
  return 0;
}
