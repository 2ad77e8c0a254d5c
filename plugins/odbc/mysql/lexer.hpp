// The words of MySQL's and MariaDB's SQL: quotes with backslashes, three kinds of comments, comments that are
// code, and the delimiter that a script may change.
#pragma once
#include <string>
#include <string_view>

namespace tenantry::mysql {

enum class token_kind { word, quoted_name, string, question, symbol, delimiter, code_begin, code_end };

struct token {
  token_kind kind = token_kind::symbol;
  std::size_t begin = 0, end = 0;
};

class lexer {
 public:
  explicit lexer(std::string_view text) : text_(text) {}

  // False at the end of the text.  Throws TNT_SQL with the byte where a quote or comment begins that never
  // ends.
  bool next(token &);
  [[nodiscard]] std::string_view text(const token &t) const { return text_.substr(t.begin, t.end - t.begin); }

  // Inside /*! … */, which the server runs.
  [[nodiscard]] bool in_code_comment() const { return code_begin_ != std::string_view::npos; }
  [[nodiscard]] const std::string &delimiter() const { return delimiter_; }

  // Behind the word DELIMITER: takes the rest of the line.  Throws TNT_SQL where it names none.
  void take_delimiter(const token &word);
  // Is it the word DELIMITER, first in its line?  Inside a statement it may be a name: there the line counts
  // only where it is `DELIMITER ;` and another delimiter holds.
  [[nodiscard]] bool is_delimiter_line(const token &, bool inside) const;

 private:
  [[nodiscard]] bool begins_line(const token &) const;
  [[nodiscard]] std::string_view rest_of_line(const token &) const;
  [[nodiscard]] bool ahead(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  [[nodiscard]] bool begins_line_comment() const;
  void skip_blanks_and_comments();
  void skip_comment();
  void take_word();
  void take_quoted(char quote, bool backslash, const char *what);
  bool take_code_mark(token &);
  [[noreturn]] static void never_ends(const char *what, std::size_t from);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t code_begin_ = std::string_view::npos;
  std::string delimiter_ = ";";
};

// Compared without regard to case; the word is given in upper case.
[[nodiscard]] bool same_word(std::string_view token, std::string_view upper);

// How many parameters a statement has: each ? outside quotes and comments.
[[nodiscard]] std::size_t count_placeholders(std::string_view sql);

}  // namespace tenantry::mysql
