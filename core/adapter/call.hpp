#pragma once
// One call into an adapter: the tnt_call it gets, the error it may fill, what it tells of details and
// notices, and the way back from its status to a tenantry::error.  Lives on the stack of the call.
#include <tenantry/sdk/adapter.h>

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/adapter/types.hpp"
#include "core/base/result.hpp"
#include "core/base/secrets.hpp"

namespace tenantry {

inline tnt_text to_tnt(std::string_view text) {
  return {text.data(), text.size()};
}
inline std::string_view to_view(tnt_text text) {
  return text.data != nullptr ? std::string_view(text.data, text.size) : std::string_view();
}

// What an adapter said, fit to be shown: valid UTF-8 and without secrets.
std::string clean(std::string_view text, const secrets &hidden);

// An adapter's error as ours.  The status that the function returned wins over the one in the struct.
error to_error(tnt_status answer, const tnt_error &theirs, std::string_view adapter_id,
               const secrets &hidden);

// timeout or cancelled where the limits end the call before it began; nothing took effect.
std::optional<error> check_limits(const call_limits &limits);

// Keeps an exception of our own code from crossing the adapter's frames: caught here, thrown again when the
// call is over.
class callback_guard {
 public:
  // TNT_OK, or what ends the result early.
  template <class Function>
  tnt_status run(Function &&function) noexcept {
    if (thrown_) return TNT_CANCELLED;
    try {
      return function();
    } catch (...) {
      thrown_ = std::current_exception();
      return TNT_CANCELLED;
    }
  }
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  std::exception_ptr thrown_;
};

class call_scope {
 public:
  // Both are borrowed for the life of the scope.
  call_scope(const call_limits &limits, const secrets &hidden);
  call_scope(const call_scope &) = delete;
  call_scope &operator=(const call_scope &) = delete;

  // Runs the adapter's function on this thread; log lines that it writes meanwhile are scrubbed as this
  // call's.
  template <class Function>
  tnt_status run(Function &&function) {
    const call_scope *outer = std::exchange(current_, this);
    const tnt_status answer = function();
    current_ = outer;
    return answer;
  }

  [[nodiscard]] const tnt_call *raw() const { return &call_; }
  [[nodiscard]] tnt_error *raw_error() { return &error_; }
  [[nodiscard]] callback_guard &guard() { return guard_; }
  [[nodiscard]] const secrets &hidden() const { return hidden_; }

  // The error of a call that did not answer TNT_OK, with all details so far.
  error take_error(tnt_status answer, std::string_view adapter_id);
  error take_error(tnt_status answer, const tnt_error &theirs, std::string_view adapter_id);
  // Notices; after success also what was told as diagnosis.
  void take_notices(std::vector<std::string> &into, bool success);

  // The call that this thread is in, or nullptr.
  static const call_scope *current() { return current_; }

 private:
  static std::int32_t stop_requested(const tnt_call *call);
  static void tell_detail(const tnt_call *call, tnt_text key, tnt_text value);

  tnt_call call_;
  tnt_error error_;
  const call_limits &limits_;
  const secrets &hidden_;
  callback_guard guard_;
  std::vector<std::pair<std::string, std::string>> details_;
  std::vector<std::string> notices_;
  static thread_local const call_scope *current_;  // NOLINT(readability-identifier-naming): it is a member
};

}  // namespace tenantry
