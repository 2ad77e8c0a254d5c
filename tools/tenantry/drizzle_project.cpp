#include "tools/tenantry/drizzle_project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

// JavaScript without its comments; quotes keep what looks like one.
std::string without_comments(std::string_view text) {
  std::string out;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (quote != 0) {
      if (c == '\\') out.push_back(text[i++]);
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'' || c == '`') {
      quote = c;
    } else if (c == '/' && next == '/') {
      while (i < text.size() && text[i] != '\n') ++i;
    } else if (c == '/' && next == '*') {
      const std::size_t end = text.find("*/", i + 2);
      if (end == std::string_view::npos) break;
      i = end + 1;
      continue;
    }
    if (i < text.size()) out.push_back(text[i]);
  }
  return out;
}

// key: "value", also with the key in quotes as JSON has it.  A text with ${…} is no plain text.
std::optional<std::string> quoted_value(const std::string &text, const std::string &key) {
  const std::regex pattern("(^|[^A-Za-z0-9_$.])[\"']?" + key +
                           "[\"']?\\s*:\\s*([\"'`])([^\"'`\\n]*)\\2\\s*[,}\\n]");
  std::smatch found;
  if (!std::regex_search(text, found, pattern)) return std::nullopt;
  std::string value = found[3].str();
  if (value.find("${") != std::string::npos) return std::nullopt;
  return value;
}

// The text of `migrations: { … }`.
std::string migrations_block(const std::string &text) {
  const std::regex pattern("[\"']?migrations[\"']?\\s*:\\s*\\{([^}]*\\})");
  std::smatch found;
  return std::regex_search(text, found, pattern) ? found[1].str() : "";
}

bool has_v0(const fs::path &folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "meta" / "_journal.json", ignored);
}

bool has_v1(const fs::path &folder) {
  std::error_code ignored;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder, ignored))
    if (fs::is_regular_file(entry.path() / "migration.sql", ignored)) return true;
  return false;
}

bool has_migrations(const fs::path &folder) {
  return has_v0(folder) || has_v1(folder);
}

std::string track_of(const fs::path &folder) {
  const std::string name = to_lower(folder.filename().string());
  for (const char *word : {"master", "main", "central", "control", "landlord", "catalog"})
    if (name.find(word) != std::string::npos) return "master";
  return name.find("tenant") != std::string::npos ? "tenant" : name;
}

bool is_config(const fs::path &file) {
  static const std::set<std::string> kinds = {".ts", ".js", ".mjs", ".cjs", ".mts", ".json"};
  const std::string name = file.filename().string();
  return name.rfind("drizzle", 0) == 0 && name.find("config") != std::string::npos &&
         kinds.count(file.extension().string()) != 0;
}

class finder {
 public:
  explicit finder(fs::path dir) : dir_(std::move(dir)) {}

  result<drizzle_project> find() {
    TENANTRY_TRY_VOID(read_configs());
    for (const drizzle_config &config : project_.configs) look_for(config);
    if (project_.folders.empty())
      for (const fs::path &place : {dir_, dir_ / "drizzle", dir_ / "migrations", dir_ / "src/db/migrations"})
        look_into(place, std::nullopt);
    if (project_.folders.empty())
      return fail(
          category::usage,
          fmt::format("No Drizzle migrations in {}: neither a folder with meta/_journal.json nor one with "
                      "<stamp>_<name>/migration.sql.",
                      dir_.string()),
          "give the folder with drizzle.config.*, or the folder with the migrations");
    settle_tracks();
    return std::move(project_);
  }

 private:
  status read_configs() {
    std::vector<fs::path> files;
    std::error_code failed;
    for (const fs::directory_entry &entry : fs::directory_iterator(dir_, failed))
      if (is_config(entry.path())) files.push_back(entry.path());
    if (failed)
      return fail(category::usage,
                  fmt::format("Cannot read the folder {}: {}.", dir_.string(), failed.message()));
    std::sort(files.begin(), files.end());
    for (const fs::path &file : files) {
      TENANTRY_TRY(const std::string text, read_file(file));
      project_.configs.push_back(read_drizzle_config(text));
      project_.configs.back().file = file;
    }
    return {};
  }

  void look_for(const drizzle_config &config) {
    // Drizzle's default is ./drizzle; a value that is computed cannot be read as text.
    const fs::path out = (dir_ / config.out.value_or("drizzle")).lexically_normal();
    if (!config.out)
      project_.remarks.push_back(fmt::format("{}: \"out\" is not a plain text there; {} was looked into",
                                             config.file.filename().string(), out.string()));
    look_into(out, config.file);
  }

  void look_into(const fs::path &place, const std::optional<fs::path> &config) {
    std::error_code ignored;
    if (!fs::is_directory(place, ignored)) return;
    if (has_migrations(place)) {
      add(place, config);
      return;
    }
    std::vector<fs::path> below;
    for (const fs::directory_entry &entry : fs::directory_iterator(place, ignored))
      if (entry.is_directory(ignored) && entry.path().filename() != "node_modules" &&
          has_migrations(entry.path()))
        below.push_back(entry.path());
    std::sort(below.begin(), below.end());
    for (const fs::path &folder : below) add(folder, config);
  }

  void add(const fs::path &folder, const std::optional<fs::path> &config) {
    const fs::path path = fs::weakly_canonical(folder);
    for (const drizzle_folder &known : project_.folders)
      if (known.path == path) return;
    project_.folders.push_back({track_of(path), path, config, !has_v0(path)});
    // drizzle.tenant.config.ts with out "./drizzle/a": the file's name tells what the folder's does not.
    drizzle_folder &made = project_.folders.back();
    if (config && made.track != "master" && made.track != "tenant") {
      const std::string hint = track_of(config->stem());
      if (hint == "master" || hint == "tenant") made.track = hint;
    }
  }

  // A single folder of another name is the tenants'; of several with one name the first keeps it.
  void settle_tracks() {
    std::vector<drizzle_folder> &folders = project_.folders;
    const auto has = [&](const std::string &track) {
      return std::any_of(folders.begin(), folders.end(),
                         [&](const drizzle_folder &f) { return f.track == track; });
    };
    if (!has("tenant"))
      for (drizzle_folder &f : folders)
        if (f.track != "master") {
          project_.remarks.push_back(fmt::format("{} is taken for the tenants' track", f.path.string()));
          f.track = "tenant";
          break;
        }
    std::set<std::string> taken;
    for (drizzle_folder &f : folders) {
      std::string name = f.track;
      for (int n = 2; !taken.insert(name).second; ++n) name = fmt::format("{}-{}", f.track, n);
      f.track = name;
    }
  }

  fs::path dir_;
  drizzle_project project_;
};

}  // namespace

drizzle_config read_drizzle_config(std::string_view written) {
  const std::string text = without_comments(written);
  drizzle_config config;
  config.out = quoted_value(text, "out");
  config.dialect = quoted_value(text, "dialect");
  const std::string block = migrations_block(text);
  config.table = quoted_value(block, "table");
  config.schema = quoted_value(block, "schema");
  return config;
}

result<drizzle_project> find_drizzle_project(const fs::path &dir) {
  return finder(dir).find();
}

}  // namespace tenantry
