#include "script.hpp"

#include <charconv>
#include <optional>

#include "classify.hpp"
#include "t_sql.hpp"

namespace tenantry::sqlserver {
namespace {

constexpr std::size_t none = std::string_view::npos;

[[noreturn]] void refuse(const std::string &why, std::size_t at) {
  throw sdk::failure(TNT_SQL, why)
      .sqlstate("42601")
      .offset(at + 1)
      .retry(sdk::retry::never)
      .effect(sdk::effect::none);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

// What stands behind GO in its line: nothing, a comment, or how often the batch runs.
std::uint32_t read_count(std::string_view line, std::size_t go) {
  if (const std::size_t comment = line.find("--"); comment != none) line = line.substr(0, comment);
  line = trimmed(line);
  if (line.empty()) return 1;
  if (line.find_first_not_of("0123456789") != none)
    refuse("GO must stand alone in its line, with a count at most (GO 5) and without a semicolon", go);
  std::uint32_t count = 0;
  const auto [end, trouble] = std::from_chars(line.data(), line.data() + line.size(), count);
  if (trouble != std::errc{} || count == 0) refuse("GO " + std::string(line) + " is no number of runs", go);
  return count;
}

// The batch that is being read.
struct batch {
  bool begun = false;
  std::size_t begin = 0, end = 0;
};

void finish(batch &current, std::string_view text, std::uint32_t repeat,
            const sdk::script::receiver &receive) {
  if (current.begun) {
    sdk::piece one;
    one.begin = current.begin;
    one.end = current.end;
    one.flags = classify(text.substr(one.begin, one.end - one.begin)).flags;
    one.repeat = repeat;
    receive(one);
  }
  current = {};
}

}  // namespace

namespace {

// The tokens of a script, with the rest of a line passed over where the client has read it.
class script_reader {
 public:
  explicit script_reader(std::string_view text)
      : text_(text), reader_(std::in_place, text, lexical_rules()) {}

  bool next() {
    before_ = end();
    try {
      if (!reader_->next()) return false;
    } catch (const sdk::failure &why) {  // a quote that never ends: its byte is the reader's own
      throw sdk::failure(why).offset(from_ + why.offset());
    }
    const bool at_begin = before_ == 0;
    first_in_line_ = at_begin || text_.substr(before_, begin() - before_).find('\n') != none;
    return true;
  }
  [[nodiscard]] std::string_view token() const { return reader_->token(); }
  [[nodiscard]] std::size_t begin() const { return from_ + reader_->begin(); }
  [[nodiscard]] std::size_t end() const { return from_ + reader_->end(); }
  [[nodiscard]] bool is_go() const { return first_in_line_ && sdk::statement_tokens::same(token(), "GO"); }
  // What stands behind the token in its line; the next token is behind that.
  std::string_view take_line() {
    const std::size_t line = end();
    from_ = std::min(text_.find('\n', line), text_.size());
    reader_.emplace(text_.substr(from_), lexical_rules());
    return text_.substr(line, from_ - line);
  }

 private:
  std::string_view text_;
  std::optional<sdk::token_reader> reader_;
  std::size_t from_ = 0;    // the reader's text begins here
  std::size_t before_ = 0;  // the end of the token before
  bool first_in_line_ = false;
};

}  // namespace

void script::split(std::string_view text, const receiver &receive) const {
  script_reader reader(text);
  batch current;
  while (reader.next()) {
    const std::size_t begin = reader.begin();
    if (reader.is_go()) {
      finish(current, text, read_count(reader.take_line(), begin), receive);
      continue;
    }
    if (reader.token() == ";" && !current.begun) continue;
    if (!current.begun) current.begin = begin;
    current.begun = true;
    current.end = reader.end();
  }
  finish(current, text, 1, receive);
}

std::string script::quote(std::string_view identifier) const {
  if (identifier.empty() || identifier.find('\0') != none)
    throw sdk::failure(TNT_BAD_ARGUMENT, "an identifier is empty or holds a NUL");
  return quote_name(identifier);
}

}  // namespace tenantry::sqlserver
