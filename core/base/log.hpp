#pragma once
// Log lines for the operator, on stderr; stdout belongs to results.  Texts are scrubbed before they come
// here.
#include <string_view>

namespace tenantry {

enum class log_level { trace = 0, debug = 1, info = 2, warn = 3, error = 4, off = 5 };

void set_log_level(log_level level);
bool log_wants(log_level level);
void log(log_level level, std::string_view message);
// The status line registers here to step aside while a log line is written; nullptr: nobody.
using log_interlude = void (*)(bool before);
void set_log_interlude(log_interlude callback);

inline void log_debug(std::string_view message) {
  log(log_level::debug, message);
}
inline void log_info(std::string_view message) {
  log(log_level::info, message);
}
inline void log_warn(std::string_view message) {
  log(log_level::warn, message);
}

}  // namespace tenantry
