// Any bytes as a script for MySQL: cut into pieces in order, or refused at a byte of the text.
#include <cstdint>
#include <cstdlib>

#include "plugins/odbc/mysql/lexer.hpp"
#include "plugins/odbc/mysql/script.hpp"
#include "plugins/odbc/mysql/version_comments.hpp"

namespace {

namespace sdk = tenantry::sdk;

void expect(bool held) {
  if (!held) std::abort();
}

template <class Body>
void bear(std::string_view text, Body &&body) {
  try {
    body();
  } catch (const sdk::failure &why) {
    expect(why.offset() <= text.size() + 1);
  }
}

void cut(std::string_view text) {
  std::size_t last = 0;
  tenantry::mysql::script().split(text, [&](const sdk::piece &one) {
    expect(one.begin >= last && one.end > one.begin && one.end <= text.size());
    last = one.end;
    const std::string_view statement = text.substr(one.begin, one.end - one.begin);
    bear(statement, [&] { (void)tenantry::mysql::count_placeholders(statement); });
    bear(statement, [&] {
      expect(tenantry::mysql::without_code_comments(statement, {true, 101106}).size() == statement.size());
    });
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  bear(text, [&] { cut(text); });
  return 0;
}
