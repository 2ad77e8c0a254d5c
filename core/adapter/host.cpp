#include "core/adapter/host.hpp"

#include <fmt/format.h>

#include "core/adapter/call.hpp"
#include "core/base/log.hpp"

namespace tenantry {
namespace {

log_level to_level(std::int32_t level) {
  return level >= TNT_LOG_TRACE && level <= TNT_LOG_ERROR ? static_cast<log_level>(level) : log_level::debug;
}

std::int32_t wants(const tnt_host *, std::int32_t level) {
  return log_wants(to_level(level)) ? 1 : 0;
}

// A line without a call may come from a thread of the adapter's own: then no list of secrets is known, and
// only what looks like a password is hidden.
void write_line(const tnt_host *, const tnt_call *or_null, std::int32_t level, tnt_text message,
                const tnt_field *fields, std::size_t n) {
  if (!log_wants(to_level(level))) return;
  callback_guard guard;  // out of memory: the line is lost, the adapter goes on
  guard.run([&] {
    std::string line(to_view(message));
    for (std::size_t i = 0; i < n; ++i)
      line += fmt::format(" {}={}", to_view(fields[i].key), to_view(fields[i].value));
    const auto *scope =
        or_null != nullptr ? static_cast<const call_scope *>(or_null->host_data) : call_scope::current();
    log(to_level(level), clean(without_password(line), scope != nullptr ? scope->hidden() : secrets{}));
    return TNT_OK;
  });
}

const void *no_extension(const tnt_host *, const char *) {
  return nullptr;
}

}  // namespace

const tnt_host &this_host() {
  static const tnt_host host = {sizeof(tnt_host), TNT_ABI_MINOR, to_tnt("tenantry"), to_tnt(TENANTRY_VERSION),
                                nullptr,          wants,         write_line,         no_extension};
  return host;
}

}  // namespace tenantry
