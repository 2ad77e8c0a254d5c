// Any bytes as a script for SQL Server and for Oracle: cut into pieces in order, or refused at a byte of the
// text; what a piece is and which parameters it has is read without a crash.
#include <cstdint>
#include <cstdlib>

#include "plugins/odbc/oracle/classify.hpp"
#include "plugins/odbc/oracle/likeness.hpp"
#include "plugins/odbc/oracle/pl_sql.hpp"
#include "plugins/odbc/oracle/script.hpp"
#include "plugins/odbc/sqlserver/catalog_text.hpp"
#include "plugins/odbc/sqlserver/classify.hpp"
#include "plugins/odbc/sqlserver/script.hpp"
#include "plugins/odbc/sqlserver/t_sql.hpp"

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

template <class Script, class Look>
void cut(std::string_view text, const Look &look) {
  std::size_t last = 0;
  Script().split(text, [&](const sdk::piece &one) {
    expect(one.begin >= last && one.end > one.begin && one.end <= text.size() && one.repeat > 0);
    last = one.end;
    const std::string_view statement = text.substr(one.begin, one.end - one.begin);
    bear(statement, [&] { look(statement); });
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  bear(text, [&] {
    cut<tenantry::sqlserver::script>(text, [](std::string_view one) {
      (void)tenantry::sqlserver::count_placeholders(one);
      (void)tenantry::sqlserver::read_computed(one, "t");
    });
  });
  bear(text, [&] {
    cut<tenantry::oracle::script>(text, [](std::string_view one) {
      (void)tenantry::oracle::count_placeholders(one);
      (void)tenantry::oracle::for_mariadb(one);
    });
  });
  return 0;
}
