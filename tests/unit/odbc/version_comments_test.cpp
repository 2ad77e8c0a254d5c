#include "plugins/odbc/mysql/version_comments.hpp"

#include <catch2/catch.hpp>

using tenantry::mysql::server_kind;
using tenantry::mysql::without_code_comments;

namespace {
constexpr server_kind mariadb{true, 101106};
constexpr server_kind mysql{false, 80036};

std::string squeezed(const std::string &text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  return out;
}
}  // namespace

TEST_CASE("comments that are code are opened for the server's version, byte for byte as long") {
  const std::string sql =
      "SELECT 1 /*!50000 + 2 */ /*!50701 + 3 */ /*M!100100 + 4 */ /*!999999 + 5 */ '/*! x */' /* y */";
  CHECK(squeezed(without_code_comments(sql, mariadb)) == "SELECT 1 + 2 + 4 '/*! x */' /* y */");
  CHECK(squeezed(without_code_comments(sql, mysql)) == "SELECT 1 + 2 + 3 '/*! x */' /* y */");
  for (const server_kind &one : {mariadb, mysql}) {
    const std::string opened = without_code_comments(sql, one);
    CHECK(opened.size() == sql.size());
    CHECK(opened.find("+ 2") == sql.find("+ 2"));
  }
}

TEST_CASE("lines stay where they are") {
  CHECK(without_code_comments("A /*!99999\nB\n*/ C", mysql) == "A         \n \n   C");
}
