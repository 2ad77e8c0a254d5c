#include "core/adapter/call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

category to_category(tnt_status answer) {
  return answer >= TNT_UNSUPPORTED && answer <= TNT_INTERNAL ? static_cast<category>(answer)
                                                             : category::internal;
}

template <std::size_t Size>
std::string_view until_nul(const char (&text)[Size]) {
  return {&text[0], ::strnlen(&text[0], Size)};
}

std::int64_t to_deadline(const call_limits &limits) {
  if (!limits.deadline) return std::numeric_limits<std::int64_t>::max();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(limits.deadline->time_since_epoch()).count();
}

// The text up to the last whole character: an adapter cuts at bytes.
std::string_view without_half_character(std::string_view text) {
  const auto bad = find_invalid_utf8(text);
  return bad && text.size() - *bad < 4 ? text.substr(0, *bad) : text;
}

}  // namespace

thread_local const call_scope *call_scope::current_ = nullptr;

std::string clean(std::string_view text, const secrets &hidden) {
  std::string out = hidden.scrub(text);
  std::size_t from = 0;
  while (const auto bad = find_invalid_utf8(std::string_view(out).substr(from))) {
    out.replace(from + *bad, 1, "\xEF\xBF\xBD");
    from += *bad + 3;
  }
  return out;
}

error to_error(tnt_status answer, const tnt_error &theirs, std::string_view adapter_id,
               const secrets &hidden) {
  error e;
  e.category = to_category(answer);
  std::string_view message = until_nul(theirs.message);
  if (theirs.truncated != 0) message = without_half_character(message);
  e.message = clean(message, hidden);
  if (theirs.truncated != 0) {
    hidden.scrub_cut_end(e.message);
    e.message += fmt::format("… ({} more bytes)", theirs.truncated);
  }
  if (e.message.empty())
    e.message =
        fmt::format("adapter \"{}\" answered \"{}\" and gave no reason", adapter_id, to_string(e.category));
  if (to_category(answer) == category::internal && answer != TNT_INTERNAL)
    e.message += fmt::format(" (unknown status {})", answer);
  e.sqlstate = clean(until_nul(theirs.sqlstate), hidden);
  e.native_code = theirs.native_code;
  if (theirs.retry <= TNT_RETRY_NEW_CONN) e.retry = static_cast<tenantry::retry>(theirs.retry);
  if (theirs.effect <= TNT_EFFECT_APPLIED) e.effect = static_cast<tenantry::effect>(theirs.effect);
  e.offset = theirs.offset;
  return e;
}

std::optional<error> check_limits(const call_limits &limits) {
  if (limits.stop.stop_requested()) return make_error(category::cancelled, "stopped before the call began");
  if (limits.deadline && monotonic::now() >= *limits.deadline)
    return make_error(category::timeout, "the time for this call was up before it began");
  return std::nullopt;
}

call_scope::call_scope(const call_limits &limits, const secrets &hidden) : limits_(limits), hidden_(hidden) {
  std::memset(&error_, 0, sizeof error_);
  error_.struct_size = sizeof error_;
  call_ = {sizeof call_, limits.stop_fd, to_deadline(limits), stop_requested, tell_detail, this};
}

std::int32_t call_scope::stop_requested(const tnt_call *call) {
  return static_cast<const call_scope *>(call->host_data)->limits_.stop.stop_requested() ? 1 : 0;
}

void call_scope::tell_detail(const tnt_call *call, tnt_text key, tnt_text value) {
  auto &scope = *static_cast<call_scope *>(call->host_data);
  scope.guard_.run([&] {
    std::string text = clean(to_view(value), scope.hidden_);
    if (to_view(key) == "notice") {
      scope.notices_.push_back(std::move(text));
    } else {
      scope.details_.emplace_back(clean(to_view(key), scope.hidden_), std::move(text));
    }
    return TNT_OK;
  });
}

error call_scope::take_error(tnt_status answer, std::string_view adapter_id) {
  return take_error(answer, error_, adapter_id);
}

error call_scope::take_error(tnt_status answer, const tnt_error &theirs, std::string_view adapter_id) {
  error e = to_error(answer, theirs, adapter_id, hidden_);
  e.details = std::exchange(details_, {});
  return e;
}

void call_scope::take_notices(std::vector<std::string> &into, bool success) {
  into = std::move(notices_);
  if (!success) return;
  for (auto &[key, value] : details_)
    if (key == "diagnostic") into.push_back(std::move(value));
}

}  // namespace tenantry
