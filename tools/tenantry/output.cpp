#include "tools/tenantry/output.hpp"

namespace tenantry {

void output::line(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream_);
  std::fputc('\n', stream_);
  if (options_.json) std::fflush(stream_);
}

void output::flush() {
  std::fflush(stream_);
}

}  // namespace tenantry
