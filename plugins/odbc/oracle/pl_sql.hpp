// Oracle's tokens: quotes, q'[…]', "names", comments that do not nest.  What splitter, classify, probe and
// placeholders read a script with.
#pragma once
#include <tenantry/sdk/error.hpp>

#include <initializer_list>
#include <optional>

namespace tenantry::oracle {

enum class token_kind { word, quoted_name, text, symbol };

// Borrows the text.  Throws TNT_SQL where something never ends.
class token_reader {
 public:
  explicit token_reader(std::string_view text) : text_(text) {}

  bool next();
  [[nodiscard]] token_kind kind() const { return kind_; }
  [[nodiscard]] std::string_view token() const { return text_.substr(begin_, at_ - begin_); }
  [[nodiscard]] std::size_t begin() const { return begin_; }
  [[nodiscard]] std::size_t end() const { return at_; }
  // Nothing but blanks beside it in its line?
  [[nodiscard]] bool alone_in_line() const;
  // Nothing but blanks before it in its line?
  [[nodiscard]] bool first_in_line() const;

 private:
  [[nodiscard]] bool ahead(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  void skip_blanks_and_comments();
  void take_quoted(char close, const char *what);
  bool take_alternative_quoted();
  [[noreturn]] static void never_ends(const char *what, std::size_t from);

  std::string_view text_;
  std::size_t begin_ = 0, at_ = 0;
  token_kind kind_ = token_kind::symbol;
};

// A statement read token by token with one token of look-ahead.
class cursor {
 public:
  explicit cursor(std::string_view statement) : reader_(statement) { advance(); }

  [[nodiscard]] bool at_end() const { return !valid_; }
  [[nodiscard]] std::string_view text() const { return valid_ ? reader_.token() : std::string_view(); }
  [[nodiscard]] std::size_t begin() const { return reader_.begin(); }
  void advance() { valid_ = reader_.next(); }
  [[nodiscard]] bool at_word(std::string_view upper) const;
  [[nodiscard]] bool at_any(std::initializer_list<std::string_view> words) const;
  bool take(std::string_view upper);
  bool take_any(std::initializer_list<std::string_view> words);
  // A part of a name as the catalog has it: in upper case unless it is quoted.
  std::optional<std::string> take_name();

 private:
  token_reader reader_;
  bool valid_ = false;
};

// Compared without regard to case; the word is given in upper case.
[[nodiscard]] bool same_word(std::string_view token, std::string_view upper);

// "a b"; a quote is doubled, which Oracle itself refuses and its likes read.
[[nodiscard]] std::string quote_name(std::string_view name);

// How many parameters a statement has: each ? outside quotes and comments.
[[nodiscard]] std::size_t count_placeholders(std::string_view sql);

}  // namespace tenantry::oracle
