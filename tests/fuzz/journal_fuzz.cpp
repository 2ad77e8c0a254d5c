// Any bytes as a journal: refused with a place, or read into entries that stay inside the folder.
#include <cstdint>
#include <cstdlib>

#include "core/migration/folder_reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  const auto read = tenantry::parse_journal(text, "_journal.json");
  if (!read) {
    if (read.error().where.line == 0 || read.error().message.empty()) std::abort();
    return 0;
  }
  for (const tenantry::journal_entry &entry : read->entries)
    if (entry.line == 0 || entry.when < 0 || entry.tag.empty() || entry.tag.front() == '/') std::abort();
  return 0;
}
