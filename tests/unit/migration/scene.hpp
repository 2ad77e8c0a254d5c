#pragma once
// Migration folders on disk, and adapters that cut scripts.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/adapter/catalog.hpp"
#include "core/migration/folder.hpp"
#include "core/migration/history.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tenantry::testing {

const adapter &postgresql();
const adapter &sqlite_splitter();  // opens nothing

// Drizzle Kit's own folders: drizzle_data("v0/tenant").
std::filesystem::path drizzle_data(const std::string &name);
constexpr std::int64_t sample_now = 1795384400000;  // shortly after the samples were made

// A v0 folder in the making.
class v0_scene {
 public:
  explicit v0_scene(std::string dialect = "postgresql") : dialect_(std::move(dialect)) {}

  // Adds an entry and its file; stamps are 1000, 2000, … unless given.
  v0_scene &add(const std::string &tag, std::string_view sql, std::int64_t when = 0);
  v0_scene &write(const std::string &name, std::string_view text);
  v0_scene &journal(std::string_view text) { return write("meta/_journal.json", text); }
  v0_scene &remove(const std::string &name);

  [[nodiscard]] std::string file(const std::string &name) const { return (root_.path() / name).string(); }
  [[nodiscard]] const std::filesystem::path &path() const { return root_.path(); }
  [[nodiscard]] folder load() const;                     // fails the test where the folder is refused
  [[nodiscard]] error refusal() const;                   // fails the test where it is not
  [[nodiscard]] std::vector<std::string> notes() const;  // "kind file-name"

 private:
  void write_journal();
  temporary_folder root_;
  std::string dialect_;
  std::vector<std::pair<std::string, std::int64_t>> entries_;
};

// Parsed with PostgreSQL's splitter.
result<script> parse(std::string_view text, const adapter &a = postgresql());
error parse_refusal(std::string_view text, const adapter &a = postgresql());

compiled_folder compiled(const folder &f);  // for postgresql

bool contains(std::string_view text, std::string_view part);

}  // namespace tenantry::testing
