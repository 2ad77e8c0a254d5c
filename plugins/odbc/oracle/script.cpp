#include "script.hpp"

#include "classify.hpp"
#include "pl_sql.hpp"

namespace tenantry::oracle {
namespace {

[[noreturn]] void refuse(const std::string &why, std::size_t at) {
  throw sdk::failure(TNT_SQL, why)
      .sqlstate("42601")
      .offset(at + 1)
      .retry(sdk::retry::never)
      .effect(sdk::effect::none);
}

// SQL*Plus would obey them; a server knows none of them.
bool is_client_command(std::string_view statement) {
  cursor at(statement);
  if (at.text() == "@") return true;
  if (at.take("SET")) return !at.at_any({"TRANSACTION", "ROLE", "CONSTRAINT", "CONSTRAINTS", "SESSION"});
  if (!at.at_any({"ACCEPT", "CONNECT", "DEFINE", "DISCONNECT", "EXEC", "EXECUTE", "EXIT", "HOST", "PAUSE",
                  "PROMPT", "QUIT", "REM", "REMARK", "SHOW", "SPOOL", "START", "UNDEFINE", "VARIABLE",
                  "WHENEVER"}))
    return false;
  const bool start = at.take("START");
  if (!start) at.advance();
  return at.text() != "=" && !(start && at.at_word("TRANSACTION"));
}

// The statement that is being read.
class statement {
 public:
  [[nodiscard]] bool begun() const { return begun_; }
  [[nodiscard]] bool is_program() const { return program_; }

  void add(const token_reader &token, std::string_view text) {
    if (!begun_) {
      begin_ = token.begin();
      look_at_head(token, text);
    }
    begun_ = true;
    end_ = token.end();
    ended_ = ended_ || (token.kind() == token_kind::word && same_word(token.token(), "END"));
  }
  void finish(std::string_view text, const sdk::script::receiver &receive) {
    if (block_ && !ended_)
      refuse("the block that begins here has no END; behind it a / alone in its line ends the statement",
             begin_);
    sdk::piece one;
    one.begin = begin_;
    one.end = end_;
    one.flags = classify(text.substr(begin_, end_ - begin_)).flags;
    receive(one);
    *this = {};
  }

 private:
  void look_at_head(const token_reader &token, std::string_view text) {
    try {
      const std::string_view rest = text.substr(begin_);
      program_ = begins_program(rest);
      block_ = is_block(rest);
      if (program_ || !token.first_in_line() || !is_client_command(rest)) return;
    } catch (const sdk::failure &why) {  // a quote that never ends: its byte is the head's own
      throw sdk::failure(why).offset(begin_ + why.offset());
    }
    refuse("this is a command of SQL*Plus and not SQL: leave it out, or write the SQL that it stands for",
           begin_);
  }

  bool begun_ = false, program_ = false, block_ = false, ended_ = false;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace

void script::split(std::string_view text, const receiver &receive) const {
  token_reader reader(text);
  statement current;
  while (reader.next()) {
    const std::string_view token = reader.token();
    const bool slash = token == "/" && reader.alone_in_line();
    if (slash || (token == ";" && !current.is_program())) {
      if (current.begun()) current.finish(text, receive);
      continue;
    }
    current.add(reader, text);
  }
  if (current.begun()) current.finish(text, receive);
}

std::string script::quote(std::string_view identifier) const {
  if (identifier.empty() || identifier.find('\0') != std::string_view::npos)
    throw sdk::failure(TNT_BAD_ARGUMENT, "an identifier is empty or holds a NUL");
  return quote_name(identifier);
}

}  // namespace tenantry::oracle
