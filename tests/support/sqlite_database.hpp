#pragma once
// SQLite files of a test: made, filled, asked.  Errors are exceptions with the file, the statement and
// SQLite's words.
#include <filesystem>
#include <string>
#include <vector>

namespace tenantry::testing {

using text_rows = std::vector<std::vector<std::string>>;  // NULL reads as "NULL"

// Runs statements on the file, which is made where it is missing.
void sqlite_run(const std::filesystem::path &file, const std::string &sql);
[[nodiscard]] text_rows sqlite_rows(const std::filesystem::path &file, const std::string &sql);
// The one value of the one row.
[[nodiscard]] std::string sqlite_value(const std::filesystem::path &file, const std::string &sql);
// All that the file declares, but tenantry's own tables: equal texts are equal schemas.
[[nodiscard]] std::string sqlite_schema(const std::filesystem::path &file);

}  // namespace tenantry::testing
