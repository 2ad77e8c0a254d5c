// Any bytes as a URL or a connection string of an adapter over ODBC: refused, or read, written and read
// again.
#include <cstdint>
#include <cstdlib>

#include <tenantry/sdk/error.hpp>

#include "plugins/odbc/common/location.hpp"

namespace {

namespace odbc = tenantry::odbc;

void read_location(std::string_view text) {
  if (odbc::is_url(text)) {
    (void)odbc::read_url(text);
    return;
  }
  const auto read = odbc::read_connection_string(text);
  if (odbc::read_connection_string(odbc::write_connection_string(read)).size() != read.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  try {
    read_location(text);
  } catch (const tenantry::sdk::failure &why) {
    if (why.offset() > text.size() + 1) std::abort();
  }
  return 0;
}
