// adapter.json of an adapter that nobody knows yet: any bytes give a manifest or an error with words.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/adapter/manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  for (const bool built_in : {false, true}) {
    const auto parsed = tenantry::parse_manifest(text, "fuzz", built_in);
    if (!parsed && parsed.error().message.empty()) std::abort();
    if (parsed && (parsed->id.empty() || parsed->database_types.empty())) std::abort();
  }
  (void)tenantry::read_claims(text);
  return 0;
}
