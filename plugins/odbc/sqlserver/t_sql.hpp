// Transact-SQL's tokens: quotes, [names] and comments that nest.  What splitter, classify, probe and
// placeholders read a batch with.
#pragma once
#include <tenantry/sdk/script.hpp>

namespace tenantry::sqlserver {

inline const sdk::lexical_rules &lexical_rules() {
  static const sdk::lexical_rules rules{false, sdk::brackets::doubled, true, false, '['};
  return rules;
}

// A batch read token by token with one token of look-ahead.
class cursor {
 public:
  explicit cursor(std::string_view batch) : reader_(batch, lexical_rules()) { advance(); }

  [[nodiscard]] bool at_end() const { return !valid_; }
  [[nodiscard]] std::string_view text() const { return valid_ ? reader_.token() : std::string_view(); }
  [[nodiscard]] std::size_t begin() const { return reader_.begin(); }
  void advance() { valid_ = reader_.next(); }

  [[nodiscard]] bool at_word(std::string_view upper) const {
    return valid_ && sdk::statement_tokens::same(text(), upper);
  }
  [[nodiscard]] bool at_any(std::initializer_list<std::string_view> words) const {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return at_word(word); });
  }
  bool take(std::string_view upper) {
    if (!at_word(upper)) return false;
    advance();
    return true;
  }
  bool take_any(std::initializer_list<std::string_view> words) {
    if (!at_any(words)) return false;
    advance();
    return true;
  }
  // A name without its quotes; nothing where there is none.
  std::optional<std::string> take_name();

 private:
  sdk::token_reader reader_;
  bool valid_ = false;
};

// [a]]b]
[[nodiscard]] std::string quote_name(std::string_view name);
// N'it''s'
[[nodiscard]] std::string national_text(std::string_view text);

// How many parameters a batch has: each ? outside quotes and comments.
[[nodiscard]] std::size_t count_placeholders(std::string_view batch);

}  // namespace tenantry::sqlserver
