#include "core/migration/meaning.hpp"

#include <algorithm>
#include <functional>

#include "core/base/digest.hpp"
#include "core/base/text.hpp"

namespace tenantry {
namespace {

struct rules {
  std::string_view dialect;
  bool backslash = false;         // escapes inside '…' and "…"
  bool hash_comment = false;      // # to the end of the line
  bool dash_needs_blank = false;  // "5--3" is arithmetic
  bool nested = false;            // /* /* */ */
  bool dollar = false;            // $tag$ … $tag$
  bool brackets = false;          // [name]
  bool keep_lines = false;        // a line end can end a statement: GO, /, DELIMITER
};
constexpr rules known[] = {
    {"postgresql", false, false, false, true, true, false, false},
    {"sqlite", false, false, false, false, false, true, false},
    {"mysql", true, true, true, false, false, false, true},
    {"mariadb", true, true, true, false, false, false, true},
    {"sqlserver", false, false, false, true, false, true, true},
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

using sink = std::function<void(std::string_view)>;
constexpr std::size_t most_held_back = std::size_t{1} << 16U;

class folder_of_meaning {
 public:
  folder_of_meaning(std::string_view text, const rules &r, const sink &to)
      : text_(text), rules_(r), sink_(to) {}

  void run() {
    while (at_ < text_.size()) {
      step();
      if (out_.size() >= enough_) pass_on();
    }
    while (!out_.empty() && is_blank(out_.back())) out_.pop_back();
    sink_(out_);
  }

 private:
  // All but the last character that is no blank, and the blanks behind it: what comes may change those.
  void pass_on() {
    std::size_t keep = out_.size();
    while (keep > 0 && is_blank(out_[keep - 1])) --keep;
    if (keep > 1) {
      sink_(std::string_view(out_).substr(0, keep - 1));
      out_.erase(0, keep - 1);
    }
    enough_ = std::max(most_held_back, 2 * out_.size());  // long blanks are not looked through at each step
  }
  [[nodiscard]] bool sees(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }
  [[nodiscard]] std::size_t line_end() const { return std::min(text_.find('\n', at_), text_.size()); }

  void blank(bool newline) {
    if (out_.empty()) return;
    const char wanted = newline && rules_.keep_lines ? '\n' : ' ';
    if (!is_blank(out_.back())) {
      out_.push_back(wanted);
    } else if (wanted == '\n') {
      out_.back() = '\n';
    }
  }
  void keep_until(std::size_t end) {
    for (; at_ < end; ++at_) {
      if (text_[at_] != '\r') out_.push_back(text_[at_]);  // CRLF and LF mean the same
      if (out_.size() >= enough_) pass_on();
    }
  }

  void step() {
    const char c = text_[at_];
    if (is_blank(c)) {
      blank(c == '\n');
      ++at_;
    } else if (starts_line_comment()) {
      line_comment();
    } else if (sees("/*")) {
      block_comment();
    } else if (c == '\'' || c == '"' || c == '`') {
      quoted(c, rules_.backslash || escape_string(c));
    } else if (c == '[' && rules_.brackets) {
      quoted(']', false);
    } else if (c == '$' && rules_.dollar && dollar_quoted()) {
      return;
    } else {
      plain();
    }
  }
  // A sign, and what stands behind it and begins nothing.
  void plain() {
    const std::size_t most = std::min(text_.size(), at_ + most_held_back);
    std::size_t end = at_ + 1;
    while (end < most && is_word(text_[end]) && text_[end] != '$') ++end;
    out_.append(text_.substr(at_, end - at_));
    at_ = end;
  }

  [[nodiscard]] bool starts_line_comment() const {
    if (rules_.hash_comment && text_[at_] == '#') return true;
    if (!sees("--")) return false;
    return !rules_.dash_needs_blank || at_ + 2 == text_.size() || is_blank(text_[at_ + 2]) || sees("--> ");
  }
  // A directive is no mere comment: it decides how the file runs.
  void line_comment() {
    const std::size_t end = line_end();
    std::string_view inside = text_.substr(at_, end - at_);
    while (!inside.empty() && (inside.front() == '-' || inside.front() == '#')) inside.remove_prefix(1);
    inside = trim(inside);
    if (inside.rfind("tenantry:", 0) == 0)
      out_.append(out_.empty() || out_.back() == '\n' ? "-- " : "\n-- ").append(inside).append("\n");
    else
      blank(false);
    at_ = inside.rfind("> statement-breakpoint", 0) == 0 ? at_ + 24 : end;
  }
  // "/*!" is code and "/*+" advice to the planner.
  void block_comment() {
    const bool counts = sees("/*!") || sees("/*+");
    std::size_t end = at_ + 2;
    std::size_t depth = 1;
    while (end < text_.size() && depth > 0) {
      if (text_.compare(end, 2, "*/") == 0) {
        --depth;
        end += 2;
      } else if (rules_.nested && text_.compare(end, 2, "/*") == 0) {
        ++depth;
        end += 2;
      } else {
        ++end;
      }
    }
    end = std::min(end, text_.size());
    if (counts) return keep_until(end);
    blank(text_.substr(at_, end - at_).find('\n') != std::string_view::npos);
    at_ = end;
  }
  // E'…' of PostgreSQL.
  [[nodiscard]] bool escape_string(char quote) const {
    if (!rules_.dollar || quote != '\'' || at_ == 0) return false;
    const char before = text_[at_ - 1];
    return (before == 'e' || before == 'E') && (at_ == 1 || !is_word(text_[at_ - 2]));
  }
  void quoted(char close, bool backslash) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != close) end += backslash && text_[end] == '\\' ? 2 : 1;
    keep_until(std::min(end + 1, text_.size()));
  }
  bool dollar_quoted() {
    if (at_ > 0 && is_word(text_[at_ - 1])) return false;
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_word(text_[end]) && text_[end] != '$') ++end;
    if (end >= text_.size() || text_[end] != '$') return false;
    if (text_[at_ + 1] >= '0' && text_[at_ + 1] <= '9') return false;
    const std::string_view tag = text_.substr(at_, end + 1 - at_);
    const std::size_t close = text_.find(tag, end + 1);
    keep_until(close == std::string_view::npos ? text_.size() : close + tag.size());
    return true;
  }

  std::string_view text_;
  const rules &rules_;
  const sink &sink_;
  std::string out_;  // what is not passed on yet
  std::size_t enough_ = most_held_back;
  std::size_t at_ = 0;
};

bool fold(std::string_view text, std::string_view dialect, const sink &to) {
  const auto *found =
      std::find_if(std::begin(known), std::end(known), [&](const rules &r) { return r.dialect == dialect; });
  if (found == std::end(known)) return false;
  folder_of_meaning(text, *found, to).run();
  return true;
}

}  // namespace

std::optional<std::string> fold_meaning(std::string_view text, std::string_view dialect) {
  std::string all;
  if (!fold(text, dialect, [&](std::string_view part) { all += part; })) return std::nullopt;
  return all;
}

std::optional<std::string> hash_meaning(std::string_view text, std::string_view dialect) {
  sha256 digest;
  if (!fold(text, dialect, [&](std::string_view part) { digest.add(part); })) return std::nullopt;
  return digest.finish().hex();
}

}  // namespace tenantry
