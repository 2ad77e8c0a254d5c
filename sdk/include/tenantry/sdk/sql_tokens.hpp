// The tokens of an SQL expression or of a CREATE statement that a database keeps: for reading back what is
// in a catalog.  Not for cutting scripts, which script.hpp does.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenantry::sdk {

/// One token.
struct sql_token {
  /// What it is; end: there is no more.
  enum class kind { end, word, quoted_name, text, number, sign };
  kind is = kind::end;     ///< its kind
  std::string text = {};   ///< quotes taken off; a word as it stands
  std::size_t begin = 0;   ///< its first byte
  std::size_t end_at = 0;  ///< the byte behind it
};

/// How quotes are read, beside those of standard SQL.
struct token_rules {
  bool backticks = false;    ///< `a`
  bool brackets = false;     ///< [a]
  bool backslashes = false;  ///< 'it\'s'
};

namespace detail {

inline bool in_sql_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         (static_cast<unsigned char>(c) & 0x80u) != 0;
}
inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class sql_lexer {
 public:
  sql_lexer(std::string_view text, token_rules rules) : text_(text), rules_(rules) {}

  // Something that never ends gives what there is: the caller then finds no sense in it.
  std::vector<sql_token> all() {
    std::vector<sql_token> tokens;
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      sql_token one;
      one.begin = at_;
      take(one);
      one.end_at = at_;
      tokens.push_back(std::move(one));
    }
    tokens.push_back({sql_token::kind::end, "", at_, at_});
    return tokens;
  }

 private:
  [[nodiscard]] bool ahead(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void skip_blanks() {
    while (at_ < text_.size()) {
      if (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r'))
        ++at_;
      else if (ahead("--"))
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (ahead("/*"))
        at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
      else
        return;
    }
  }
  void take(sql_token &one) {
    const char c = text_[at_];
    if (c == '\'') {
      one.is = sql_token::kind::text;
      take_quoted(one, '\'', rules_.backslashes);
    } else if (c == '"' || (c == '`' && rules_.backticks) || (c == '[' && rules_.brackets)) {
      one.is = sql_token::kind::quoted_name;
      take_quoted(one, c == '[' ? ']' : c, false);
    } else if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
      take_number(one);
    } else if (in_sql_word(c)) {
      one.is = sql_token::kind::word;
      while (at_ < text_.size() && in_sql_word(text_[at_])) one.text += text_[at_++];
    } else {
      take_sign(one);
    }
  }
  void take_quoted(sql_token &one, char close, bool backslashes) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (backslashes && text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
      } else if (text_[at_] == close) {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != close) break;
        ++at_;
      }
      one.text += text_[at_];
    }
    if (at_ < text_.size()) ++at_;
  }
  void take_number(sql_token &one) {
    one.is = sql_token::kind::number;
    const auto part = [&] {
      while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) one.text += text_[at_++];
    };
    part();
    if (at_ + 1 < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E') &&
        (is_digit(text_[at_ + 1]) || text_[at_ + 1] == '-' || text_[at_ + 1] == '+')) {
      one.text += text_[at_++];
      one.text += text_[at_++];
      part();
    }
    // 0x1F and the like: a word, which no reader knows.
    if (at_ < text_.size() && in_sql_word(text_[at_])) {
      one.is = sql_token::kind::word;
      while (at_ < text_.size() && in_sql_word(text_[at_])) one.text += text_[at_++];
    }
  }
  void take_sign(sql_token &one) {
    one.is = sql_token::kind::sign;
    for (const std::string_view sign : {"!~~", "::", "<=", ">=", "<>", "!=", "==", "||", "~~"})
      if (ahead(sign)) {
        one.text = sign;
        at_ += sign.size();
        return;
      }
    one.text = text_[at_++];
  }

  std::string_view text_;
  token_rules rules_;
  std::size_t at_ = 0;
};

}  // namespace detail

// Ends with a token of kind end.
inline std::vector<sql_token> read_sql_tokens(std::string_view text, token_rules rules = {}) {
  return detail::sql_lexer(text, rules).all();
}

// Without regard to case; `lower` is in lower case.  Quoted names are no words.
inline bool is_word(const sql_token &token, std::string_view lower) {
  if (token.is != sql_token::kind::word || token.text.size() != lower.size()) return false;
  for (std::size_t at = 0; at < lower.size(); ++at) {
    const char c = token.text[at];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != lower[at]) return false;
  }
  return true;
}
inline bool is_sign(const sql_token &token, std::string_view sign) {
  return token.is == sql_token::kind::sign && token.text == sign;
}
inline std::string lower_case(std::string text) {
  for (char &c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace tenantry::sdk
