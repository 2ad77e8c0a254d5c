// Any bytes as a migration: refused with a line, or cut into segments that cover every statement once.
#include <cstdint>
#include <cstdlib>

#include "core/adapter/catalog.hpp"
#include "core/migration/meaning.hpp"
#include "core/migration/script.hpp"
#include "plugins/postgresql/entry.h"

namespace {

const tenantry::adapter &postgresql() {
  static tenantry::catalog all([] {
    tenantry::catalog_options options;
    options.built_ins = {{tenantry_postgresql_manifest, tenantry_postgresql_adapter_v1}};
    return options;
  }());
  const auto found = all.for_database_type("POSTGRESQL");
  if (!found) std::abort();
  return **found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  for (const char *dialect : {"postgresql", "mysql", "sqlite", "sqlserver"})
    if (!tenantry::fold_meaning(text, dialect)) std::abort();
  const auto read = tenantry::parse_script(text, "m.sql", postgresql());
  if (!read) {
    if (read.error().where.line == 0) std::abort();
    return 0;
  }
  std::size_t next = 0;
  for (const tenantry::segment &s : read->segments) {
    if (s.first != next || s.last < s.first || s.last >= read->statements.size()) std::abort();
    next = s.last + 1;
  }
  if (next != read->statements.size()) std::abort();
  return 0;
}
