/// @file
/// sdk::failure is what an adapter throws; write_error puts it into the host's tnt_error.  Part of
/// adapter.hpp. The effect stays UNKNOWN unless the adapter knows better: the host then stops and asks the
/// history.
#pragma once
#include <tenantry/sdk/text.hpp>

#include <algorithm>
#include <cstring>
#include <exception>
#include <string>
#include <utility>

namespace tenantry::sdk {

/// May the host try again? TNT_RETRY_… in C++.
enum class retry : std::uint8_t {
  /// The host decides by the status.
  unknown = TNT_RETRY_UNKNOWN,
  /// It would fail again.
  never = TNT_RETRY_NEVER,
  /// After a deadlock or a lock.
  same_connection = TNT_RETRY_SAME_CONN,
  /// On a new connection alone.
  new_connection = TNT_RETRY_NEW_CONN
};

/// Did the statement take effect? TNT_EFFECT_… in C++.
enum class effect : std::uint8_t {
  /// The host asks the history.
  unknown = TNT_EFFECT_UNKNOWN,
  /// Nothing is left of it.
  none = TNT_EFFECT_NONE,
  /// It happened.
  applied = TNT_EFFECT_APPLIED
};

/// throw failure(TNT_SQL, "…").sqlstate("42601").offset(7).effect(effect::none);
class failure : public std::exception {
 public:
  /// Of what kind, and the words for a person; never a secret in them.
  failure(tnt_status status, std::string message) : status_(status), message_(std::move(message)) {
    const bool nothing_was_sent = status == TNT_UNSUPPORTED || status == TNT_BAD_ARGUMENT ||
                                  status == TNT_BAD_CONFIG || status == TNT_AUTH;
    if (nothing_was_sent || status == TNT_UNREACHABLE) effect_ = sdk::effect::none;
    if (nothing_was_sent) retry_ = sdk::retry::never;
  }

  /// Five characters.
  failure &sqlstate(std::string_view five) {
    sqlstate_ = five.substr(0, 5);
    return *this;
  }
  /// The server's own number.
  failure &native_code(std::int32_t code) {
    native_code_ = code;
    return *this;
  }
  /// May the host try again?
  failure &retry(sdk::retry how) {
    retry_ = how;
    return *this;
  }
  /// none only where that is known.
  failure &effect(sdk::effect what) {
    effect_ = what;
    return *this;
  }
  /// 1-based byte of the SQL text or script; 0 if unknown.
  failure &offset(std::size_t byte) {
    offset_ = static_cast<std::uint32_t>(std::min<std::size_t>(byte, UINT32_MAX));
    return *this;
  }

  /// TNT_…
  [[nodiscard]] tnt_status status() const noexcept { return status_; }
  /// Whole; cut where it is written.
  [[nodiscard]] const std::string &message() const noexcept { return message_; }
  /// "" if none.
  [[nodiscard]] const std::string &sqlstate() const noexcept { return sqlstate_; }
  /// 0 if none.
  [[nodiscard]] std::int32_t native_code() const noexcept { return native_code_; }
  /// What was set, or what the status implies.
  [[nodiscard]] sdk::retry retry() const noexcept { return retry_; }
  /// Likewise.
  [[nodiscard]] sdk::effect effect() const noexcept { return effect_; }
  /// 0 if unknown.
  [[nodiscard]] std::uint32_t offset() const noexcept { return offset_; }
  /// The message.
  [[nodiscard]] const char *what() const noexcept override { return message_.c_str(); }

 private:
  tnt_status status_;
  std::int32_t native_code_ = 0;
  std::uint32_t offset_ = 0;
  sdk::retry retry_ = sdk::retry::unknown;
  sdk::effect effect_ = sdk::effect::unknown;
  std::string sqlstate_;
  std::string message_;
};

/// Copies a message into the error, cut between characters where it does not fit.
inline void write_message(tnt_error *error, std::string_view message) noexcept {
  if (error == nullptr || error->struct_size <= offsetof(tnt_error, message)) return;
  const std::size_t room =
      std::min<std::size_t>(sizeof error->message, error->struct_size - offsetof(tnt_error, message));
  const std::string_view kept = cut_utf8(message, room - 1);
  if (!kept.empty()) std::memcpy(error->message, kept.data(), kept.size());
  error->message[kept.size()] = '\0';
  error->truncated =
      static_cast<std::uint32_t>(std::min<std::size_t>(message.size() - kept.size(), UINT32_MAX));
}

/// Fills what the caller's struct reaches and answers the status to return.
inline tnt_status write_error(tnt_error *error, const failure &why) noexcept {
  if (error == nullptr) return why.status();
  if (TNT_HAS(error, status)) error->status = why.status();
  if (TNT_HAS(error, native_code)) error->native_code = why.native_code();
  if (TNT_HAS(error, sqlstate)) {
    std::memset(error->sqlstate, 0, sizeof error->sqlstate);
    std::memcpy(error->sqlstate, why.sqlstate().data(), why.sqlstate().size());
  }
  if (TNT_HAS(error, retry)) error->retry = static_cast<std::uint8_t>(why.retry());
  if (TNT_HAS(error, effect)) error->effect = static_cast<std::uint8_t>(why.effect());
  if (TNT_HAS(error, offset)) error->offset = why.offset();
  write_message(error, why.message());
  return why.status();
}

/// The same for an exception that nobody foresaw; allocates nothing.
inline tnt_status write_internal(tnt_error *error, std::string_view message) noexcept {
  if (error == nullptr) return TNT_INTERNAL;
  if (TNT_HAS(error, status)) error->status = TNT_INTERNAL;
  if (TNT_HAS(error, effect)) error->effect = TNT_EFFECT_UNKNOWN;
  write_message(error, message);
  return TNT_INTERNAL;
}

}  // namespace tenantry::sdk
