#include "script.hpp"

#include "classify.hpp"
#include "compound.hpp"

namespace tenantry::mysql {
namespace {

// The statement that is being read.
struct statement {
  bool begun = false;
  std::size_t begin = 0, end = 0;  // end: behind the last token that is not a semicolon
  compound body;
};

void add(statement &current, const lexer &lex, const token &t) {
  const bool semicolon = lex.text(t) == ";";
  if (!current.begun && !semicolon) {
    current.begun = true;
    current.begin = t.begin;
  }
  if (!semicolon) current.end = t.end;
  // Between DELIMITER lines a semicolon ends nothing.
  if (lex.delimiter() == ";") current.body.see(t.kind, lex.text(t));
}

[[noreturn]] void never_ends(std::string why, const statement &current) {
  throw sdk::failure(TNT_SQL, std::move(why))
      .sqlstate("42601")
      .offset(current.begin + 1)
      .retry(sdk::retry::never)
      .effect(sdk::effect::none);
}

void finish(statement &current, std::string_view text, const sdk::script::receiver &receive) {
  if (current.begun) {
    sdk::piece one;
    one.begin = current.begin;
    one.end = current.end;
    one.flags = classify(text.substr(one.begin, one.end - one.begin)).flags;
    receive(one);
  }
  current = {};
}

}  // namespace

void script::split(std::string_view text, const receiver &receive) const {
  lexer lex(text);
  statement current;
  token t;
  while (lex.next(t)) {
    if (lex.is_delimiter_line(t, current.begun)) {
      if (current.begun)
        never_ends(
            "this statement does not end with \"" + lex.delimiter() + "\" before the next DELIMITER line",
            current);
      lex.take_delimiter(t);
    } else if (t.kind == token_kind::delimiter && !current.body.inside()) {
      finish(current, text, receive);
    } else {
      add(current, lex, t);
    }
  }
  if (current.body.inside())
    never_ends(
        "the body of this statement begins here and never ends; if its END is there, put the statement "
        "between DELIMITER lines",
        current);
  finish(current, text, receive);
}

std::string quote_name(std::string_view name) {
  std::string out = "`";
  for (const char c : name) out.append(c == '`' ? 2 : 1, c);
  return out + '`';
}

std::string script::quote(std::string_view identifier) const {
  if (identifier.empty() || identifier.find('\0') != std::string_view::npos)
    throw sdk::failure(TNT_BAD_ARGUMENT, "an identifier is empty or holds a NUL");
  return quote_name(identifier);
}

}  // namespace tenantry::mysql
