// libFuzzer: any bytes as a connection text.  Neither a crash nor a password in an error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/fleet/selection.hpp"
#include "core/fleet/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string text(reinterpret_cast<const char *>(data), size);
  const auto url = tenantry::parse_url(text, "/base");
  if (url) {
    (void)url->database_key();
  } else if (!url.error().sql.empty() || url.error().message.empty()) {
    std::abort();
  }
  // A password that the text cannot show by chance.
  const auto told = tenantry::parse_url("postgresql://app:Zq7Xw" + text + "@h/acme", "/base");
  if (!told && to_string(told.error()).find("Zq7Xw") != std::string::npos) std::abort();
  (void)tenantry::parse_condition(text);
  return 0;
}
