#include "core/author/script_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/base/text.hpp"

namespace tenantry {
namespace {

constexpr std::string_view marker = "--> statement-breakpoint";

// Drizzle ends these with a new line, and the marker stands on its own.
bool ends_its_line(std::string_view sql) {
  return sql.starts_with("CREATE TABLE ") || sql.starts_with("CREATE SCHEMA ") ||
         (sql.starts_with("ALTER TABLE ") && sql.find(" DROP CONSTRAINT ") != std::string_view::npos);
}

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '"'; }, '\'');
  return text;
}

}  // namespace

result<std::string> write_script(const std::vector<sql_piece> &pieces) {
  std::string text;
  for (const sql_piece &one : pieces) {
    if (one.sql.find(marker) != std::string::npos)
      return fail(
          category::usage,
          fmt::format("a statement holds \"{}\", at which a file is cut: {}", marker, excerpt(one.sql)),
          "take it out of the schema's text");
    if (!text.empty()) text += std::string(marker) + "\n";
    if (one.cut_before && !text.empty()) text += "-- tenantry: commit\n";
    if (one.sql.starts_with("-- ") && one.sql.ends_with("\n")) {  // a note where a statement is missing
      text += one.sql;
      continue;
    }
    const std::size_t last_line = one.sql.rfind('\n') == std::string::npos ? 0 : one.sql.rfind('\n');
    const bool comment = one.sql.find("--", last_line) != std::string::npos;  // it would swallow the ";"
    text += one.sql + (comment ? "\n;" : ";");
    if (ends_its_line(one.sql)) text += "\n";
  }
  return text;
}

std::string write_no_op(std::string_view why) {
  return fmt::format("-- tenantry: no-op\n-- {}\n", one_line(std::string(why)));
}

std::string write_losses(const std::vector<std::string> &losses) {
  std::string text;
  for (const std::string &loss : losses) text += fmt::format("-- tenantry: lossy \"{}\"\n", one_line(loss));
  return text;
}

}  // namespace tenantry
