// Drizzle's v1 form: a folder for each migration, named by its stamp.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view down_ending = ".down.sql";

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() > ending.size() && text.substr(text.size() - ending.size()) == ending;
}

class v1_reader {
 public:
  explicit v1_reader(const fs::path &folder) : folder_(folder) {}

  result<folder_contents> read() {
    made_.form = folder_form::v1;
    made_.base_dialect = "postgresql";
    const std::vector<std::string> names = v1_folder_names(folder_);
    for (const std::string &name : names) TENANTRY_TRY_VOID(read_snapshot(name));
    for (const std::string &name : names) TENANTRY_TRY_VOID(read_migration(name));
    return std::move(made_);
  }

 private:
  // The newest snapshot says which dialect the folder was generated for.
  status read_snapshot(const std::string &name) {
    const fs::path path = folder_ / name / "snapshot.json";
    if (!is_file(path)) {
      made_.notes.push_back(
          {"no_snapshot", {path.string(), 0, 0}, fmt::format("\"{}\" has no snapshot.json", name)});
      return {};
    }
    TENANTRY_TRY(const std::string text, read_folder_file(path));
    TENANTRY_TRY_VOID(check_json(text, path.string()));
    const auto document = nlohmann::json::parse(text);
    if (document.is_object() && document.contains("dialect") && document["dialect"].is_string())
      made_.base_dialect = dialect_name(document["dialect"].get_ref<const std::string &>());
    return {};
  }

  status read_migration(const std::string &name) {
    const fs::path at = folder_ / name;
    const auto when = v1_stamp(name);
    if (!when)
      return folder_fault({(at / "migration.sql").string(), 0, 0},
                          fmt::format("the folder \"{}\" does not begin with a time of 14 digits (UTC, "
                                      "YYYYMMDDHHMMSS)",
                                      name),
                          "rename the folder, if no database has run it");
    if (!made_.migrations.empty() && equal_ignoring_case(made_.migrations.back().tag, name))
      return folder_fault(
          {at.string(), 0, 0},
          fmt::format("\"{}\" and \"{}\" differ in case alone", made_.migrations.back().tag, name),
          "rename one of them, if no database has run it");
    migration m;
    m.index = made_.migrations.size();
    m.tag = name;
    m.when = *when;
    for (const std::string &file : names_in(at, false)) TENANTRY_TRY_VOID(read_one(m, at / file, file));
    made_.migrations.push_back(std::move(m));
    return {};
  }

  [[nodiscard]] status read_one(migration &m, const fs::path &path, std::string_view name) const {
    if (!ends_with(name, ".sql")) return {};
    const bool down = name == "down.sql" || ends_with(name, down_ending);
    const std::string dialect =
        name == "migration.sql" || name == "down.sql"
            ? made_.base_dialect
            : std::string(name.substr(0, name.size() - (down ? down_ending.size() : 4)));
    TENANTRY_TRY(source_file file, read_source(path, dialect));
    auto &files = down ? m.downs : m.files;
    if (const auto [same, fresh] = files.emplace(dialect, std::move(file)); !fresh)
      return folder_fault({path.string(), 0, 0},
                          fmt::format("\"{}\" has two files for {}: \"{}\" and \"{}\"", m.tag, dialect,
                                      same->second.path.string(), path.string()),
                          down ? "keep down.sql" : "keep migration.sql");
    return {};
  }

  const fs::path &folder_;
  folder_contents made_;
};

}  // namespace

std::vector<std::string> v1_folder_names(const fs::path &folder) {
  std::vector<std::string> names;
  for (std::string &name : names_in(folder, true))
    if (is_file(folder / name / "migration.sql")) names.push_back(std::move(name));
  return names;
}

result<folder_contents> read_v1(const fs::path &folder) {
  return v1_reader(folder).read();
}

}  // namespace tenantry
