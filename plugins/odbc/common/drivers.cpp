#include "drivers.hpp"

#include <tenantry/sdk/error.hpp>

#include <array>

#include "handles.hpp"
#include "text.hpp"

namespace tenantry::odbc {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char &c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::vector<std::string> list_drivers() {
  std::vector<std::string> all;
  std::array<SQLWCHAR, 256> name{}, attributes{};
  SQLSMALLINT size = 0, attributes_size = 0;
  SQLUSMALLINT direction = SQL_FETCH_FIRST;
  while (SQL_SUCCEEDED(SQLDriversW(environment(), direction, name.data(),
                                   static_cast<SQLSMALLINT>(name.size()), &size, attributes.data(),
                                   static_cast<SQLSMALLINT>(attributes.size()), &attributes_size))) {
    const std::u16string_view whole(reinterpret_cast<const char16_t *>(name.data()), name.size());
    all.push_back(to_utf8(whole.substr(0, whole.find(u'\0'))));
    direction = SQL_FETCH_NEXT;
  }
  return all;
}

}  // namespace

const std::vector<std::string> &installed_drivers() {
  static const std::vector<std::string> all = list_drivers();
  return all;
}

std::string driver_advice(const driver_wish &wish, const std::vector<std::string> &installed) {
  std::string known;
  for (const std::string &one : installed) known += (known.empty() ? "\"" : ", \"") + one + "\"";
  const std::string package(wish.package);
  return (package.empty()
              ? "install " + std::string(wish.elsewhere)
              : "install Debian's package \"" + package + "\" (apt-get install " + package + ")") +
         ", or name another driver, ?driver=NAME in the URL or Driver={NAME} in a connection string; "
         "installed are " +
         (known.empty() ? "none" : known);
}

std::string choose_driver(const driver_wish &wish, const std::vector<std::string> &installed) {
  for (const std::string_view part : wish.names)
    for (const std::string &one : installed)
      if (lower(one).find(part) != std::string::npos) return one;
  throw sdk::failure(TNT_BAD_CONFIG, "no ODBC driver for " + std::string(wish.database) +
                                         " is installed: " + driver_advice(wish, installed));
}

}  // namespace tenantry::odbc
