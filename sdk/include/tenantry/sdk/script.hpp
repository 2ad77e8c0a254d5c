/// @file
/// sdk::plain_sql cuts SQL of the ordinary kind into statements and is the base for an adapter's own rules:
/// choose the quotes and comments with lexical_rules, say what a statement is with classify, and where one
/// with a body in it ends with complete.
#pragma once
#include <tenantry/sdk/connection.hpp>

#include <array>

namespace tenantry::sdk {

/// How [identifiers] are read.
enum class brackets {
  none,    ///< [ is a character like others
  plain,   ///< no escape for ] inside
  doubled  ///< ]] inside is one ]
};

/// What quotes and comments look like. The defaults are standard SQL.
struct lexical_rules {
  bool backticks = false;  ///< `identifier`
  /// [identifier]
  brackets bracketed = brackets::none;
  bool nested_comments = false;    ///< a comment in a comment must be closed too
  bool backslash_escapes = false;  ///< 'it\'s'
  char identifier_quote = '"';     ///< what quote() writes; [ writes [a]
};

/// What classify and complete see of a statement: its first tokens and the last two before the semicolon that
/// is asked about.  A quoted text, an identifier, a word, a number and any other character are a token each.
class statement_tokens {
 public:
  /// Of all tokens so far.
  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  /// Token number `at` from the start, "" beyond the end or beyond the first sixteen.
  [[nodiscard]] std::string_view at(std::size_t at) const noexcept {
    return at < std::min(count_, head_.size()) ? head_[at] : std::string_view{};
  }
  /// Compared without regard to case; the word is given in upper case.
  [[nodiscard]] bool is(std::size_t where, std::string_view word) const noexcept {
    return same(at(where), word);
  }
  /// Are these, in upper case, the first words?
  [[nodiscard]] bool starts_with(std::initializer_list<std::string_view> words) const noexcept {
    std::size_t where = 0;
    for (const std::string_view word : words)
      if (!is(where++, word)) return false;
    return true;
  }
  /// Are these the last two tokens?
  [[nodiscard]] bool ends_with(std::string_view before_last, std::string_view last) const noexcept {
    return count_ >= 2 && same(tail_[0], before_last) && same(tail_[1], last);
  }

  /// For the splitter.
  void add(std::string_view token) noexcept {
    if (count_ < head_.size()) head_[count_] = token;
    tail_ = {tail_[1], token};
    ++count_;
  }
  /// Compares without regard to case.
  static bool same(std::string_view token, std::string_view upper) noexcept {
    const auto raise = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
    return std::equal(token.begin(), token.end(), upper.begin(), upper.end(),
                      [&](char a, char b) { return raise(a) == b; });
  }

 private:
  std::array<std::string_view, 16> head_;
  std::array<std::string_view, 2> tail_;
  std::size_t count_ = 0;
};

/// Gives one token after another and skips blanks and comments; throws TNT_SQL where something never ends.
class token_reader {
 public:
  /// Borrows both.
  token_reader(std::string_view text, const lexical_rules &rules) noexcept : text_(text), rules_(rules) {}

  /// False at the end of the text.
  bool next() {
    skip_blanks_and_comments();
    begin_ = at_;
    if (at_ == text_.size()) return false;
    const char c = text_[at_];
    if (c == '\'')
      skip_quoted('\'', true, rules_.backslash_escapes, "string");
    else if (c == '"')
      skip_quoted('"', true, false, "quoted identifier");
    else if (c == '`' && rules_.backticks)
      skip_quoted('`', true, false, "quoted identifier");
    else if (c == '[' && rules_.bracketed != brackets::none)
      skip_quoted(']', rules_.bracketed == brackets::doubled, false, "bracketed identifier");
    else if (in_word(c))
      while (at_ < text_.size() && in_word(text_[at_])) ++at_;
    else
      ++at_;
    return true;
  }
  /// Of the token, in bytes of the text.
  [[nodiscard]] std::size_t begin() const noexcept { return begin_; }
  /// The byte behind it.
  [[nodiscard]] std::size_t end() const noexcept { return at_; }
  /// Its text.
  [[nodiscard]] std::string_view token() const noexcept { return text_.substr(begin_, at_ - begin_); }

 private:
  static bool blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
  static bool in_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80u;
  }
  [[nodiscard]] bool ahead(std::string_view what) const noexcept {
    return text_.substr(at_).starts_with(what);
  }

  void skip_blanks_and_comments() {
    while (at_ < text_.size()) {
      if (blank(text_[at_]))
        ++at_;
      else if (ahead("--"))
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (ahead("/*"))
        skip_comment();
      else
        return;
    }
  }
  void skip_comment() {
    const std::size_t from = at_;
    int depth = 1;
    for (at_ += 2; at_ < text_.size(); ++at_) {
      if (rules_.nested_comments && ahead("/*")) {
        ++depth;
        ++at_;
      } else if (ahead("*/")) {
        ++at_;
        if (--depth == 0) {
          ++at_;
          return;
        }
      }
    }
    never_ends("comment", from);
  }
  void skip_quoted(char close, bool doubled, bool backslash, std::string_view what) {
    const std::size_t from = at_++;
    for (; at_ < text_.size(); ++at_) {
      if (backslash && text_[at_] == '\\') {
        ++at_;
        continue;
      }
      if (text_[at_] != close) continue;
      if (doubled && at_ + 1 < text_.size() && text_[at_ + 1] == close) {
        ++at_;
        continue;
      }
      ++at_;
      return;
    }
    never_ends(what, from);
  }
  [[noreturn]] static void never_ends(std::string_view what, std::size_t from) {
    throw failure(TNT_SQL, "a " + std::string(what) + " begins here and never ends")
        .sqlstate("42601")
        .offset(from + 1)
        .retry(retry::never)
        .effect(effect::none);
  }

  std::string_view text_;
  const lexical_rules &rules_;
  std::size_t begin_ = 0;
  std::size_t at_ = 0;
};

/// Cuts at semicolons outside quotes, comments and bodies. [any]
class plain_sql : public script {
 public:
  plain_sql() = default;
  /// With other quotes or comments.
  explicit plain_sql(const lexical_rules &rules) : rules_(rules) {}

  void split(std::string_view text, const receiver &receive) const override {
    token_reader reader(text, rules_);
    statement_tokens tokens;
    piece current;
    while (reader.next()) {
      const bool semicolon = reader.token() == ";";
      if (semicolon && (tokens.count() == 0 || complete(tokens))) {
        finish(current, tokens, receive);
        continue;
      }
      if (tokens.count() == 0) current.begin = reader.begin();
      current.end = reader.end();
      tokens.add(reader.token());
    }
    if (tokens.count() != 0 && !complete(tokens))
      throw failure(TNT_SQL, "the body of this statement never ends")
          .sqlstate("42601")
          .offset(current.begin + 1)
          .retry(retry::never)
          .effect(effect::none);
    finish(current, tokens, receive);
  }

  [[nodiscard]] std::string quote(std::string_view identifier) const override {
    if (identifier.empty() || identifier.find('\0') != std::string_view::npos)
      throw failure(TNT_BAD_ARGUMENT, "an identifier is empty or holds a NUL");
    const char open = rules_.identifier_quote, close = open == '[' ? ']' : open;
    std::string quoted(1, open);
    for (const char c : identifier) quoted.append(c == close ? 2 : 1, c);
    return quoted + close;
  }

 protected:
  /// Bits TNT_PIECE_…; may also set the repeat count and used_as.
  virtual std::uint32_t classify(const statement_tokens &, piece &) const { return 0; }
  /// Asked at each semicolon and at the end of the text: is the statement whole?  False inside a compound
  /// body.
  [[nodiscard]] virtual bool complete(const statement_tokens &) const { return true; }

 private:
  void finish(piece &current, statement_tokens &tokens, const receiver &receive) const {
    if (tokens.count() != 0) {
      current.flags = classify(tokens, current);
      receive(current);
    }
    current = {};
    tokens = {};
  }

  lexical_rules rules_;
};

}  // namespace tenantry::sdk
