#include "core/adapter/trust.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/digest.hpp"
#include "core/base/file.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

std::string octal(const struct stat &facts) {
  return fmt::format("{:04o}", facts.st_mode & 07777U);
}

result<struct stat> look_at(const fs::path &path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) == 0) return facts;
  return fail(category::bad_config,
              fmt::format("cannot look at \"{}\": {}", path.string(), std::strerror(errno)));
}

// A sticky directory lets everybody add names, but replace only their own: what stands below is looked at by
// itself.
bool is_sticky_directory(const struct stat &facts) {
  return S_ISDIR(facts.st_mode) && (facts.st_mode & S_ISVTX) != 0;
}

status not_world_writable(const fs::path &path) {
  TENANTRY_TRY(const auto facts, look_at(path));
  if ((facts.st_mode & S_IWOTH) == 0 || is_sticky_directory(facts)) return {};
  return fail(category::bad_config,
              fmt::format("\"{}\" can be written by everybody (mode {})", path.string(), octal(facts)),
              fmt::format("chmod o-w '{}'", path.string()));
}

status ours_alone(const fs::path &path) {
  TENANTRY_TRY(const auto facts, look_at(path));
  if (facts.st_uid != 0 && facts.st_uid != ::geteuid())
    return fail(category::bad_config,
                fmt::format("\"{}\" belongs to user {}, neither to root nor to the caller", path.string(),
                            facts.st_uid),
                "install the adapter as root, or as the user who runs tenantry");
  if ((facts.st_mode & (S_IWGRP | S_IWOTH)) == 0 || is_sticky_directory(facts)) return {};
  return fail(
      category::bad_config,
      fmt::format("\"{}\" can be written by others than its owner (mode {})", path.string(), octal(facts)),
      fmt::format("chmod go-w '{}'", path.string()));
}

// The path itself and each directory above it, from the root down.
template <class Check>
status check_components(const fs::path &real_path, Check check) {
  fs::path so_far;
  for (const fs::path &part : real_path) {
    so_far /= part;
    TENANTRY_TRY_VOID(check(so_far));
  }
  return {};
}

struct lock_line {
  std::string_view sha256, id, path;
};

std::vector<lock_line> parse_lock(std::string_view text) {
  std::vector<lock_line> lines;
  for (const std::string_view raw : split(text, '\n')) {
    const std::string_view line = trim(raw);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t first = line.find("  ");
    const std::size_t second = first == std::string_view::npos ? first : line.find("  ", first + 2);
    if (second == std::string_view::npos) continue;  // not a line of ours: it trusts nothing
    lines.push_back(
        {line.substr(0, first), line.substr(first + 2, second - first - 2), line.substr(second + 2)});
  }
  return lines;
}

status check_listed(const library_file &file, const std::string &hash, const fs::path &lock_file) {
  const std::string next = fmt::format("check the file, then run `tenantry adapter trust '{}'`",
                                       file.manifest_path.parent_path().string());
  if (lock_file.empty() || !fs::exists(lock_file))
    return fail(category::bad_config,
                fmt::format("no list of trusted adapters stands at \"{}\", and trust is \"listed\"",
                            lock_file.string()),
                next);
  std::error_code problem;
  const fs::path real_lock = fs::canonical(lock_file, problem);
  TENANTRY_TRY_VOID(check_components(problem ? lock_file : real_lock, ours_alone));
  TENANTRY_TRY(const std::string text, read_file(lock_file));
  bool id_seen = false;
  for (const lock_line &line : parse_lock(text)) {
    if (line.id != file.about.id || line.path != file.path.string()) continue;
    if (line.sha256 == hash) return {};
    id_seen = true;
  }
  const std::string_view why =
      id_seen ? "is listed with another SHA-256: the file has changed" : "is not listed";
  return fail(category::bad_config,
              fmt::format("adapter \"{}\" {} in \"{}\" (\"{}\" has {})", file.about.id, why,
                          lock_file.string(), file.path.string(), hash),
              next);
}

}  // namespace

status check_trust(trust_level level, const library_file &file, const fs::path &lock_file) {
  if (level == trust_level::any) {
    log_warn(fmt::format(
        "adapter \"{}\" is loaded from \"{}\" unchecked: trust is \"any\", which is for development",
        file.about.id, file.path.string()));
    return {};
  }
  const auto check = level == trust_level::listed ? ours_alone : not_world_writable;
  TENANTRY_TRY_VOID(check_components(file.path, check));
  TENANTRY_TRY_VOID(check_components(file.manifest_path, check));
  if (::lseek(file.descriptor, 0, SEEK_SET) != 0)
    return fail(category::bad_config,
                fmt::format("cannot read \"{}\": {}", file.path.string(), std::strerror(errno)));
  TENANTRY_TRY(const std::string hash, sha256_hex_of_descriptor(file.descriptor));
  if (level == trust_level::listed) return check_listed(file, hash, lock_file);
  if (hash == file.about.sha256) return {};
  return fail(
      category::bad_config,
      fmt::format("\"{}\" does not have the SHA-256 of its manifest: it has {}, the manifest says {}",
                  file.path.string(), hash, file.about.sha256),
      "install the adapter again; stripping or changing the library after its build changes its hash");
}

std::optional<std::string> listed_sha256(const fs::path &lock_file, const std::string &id,
                                         const fs::path &real_path) {
  std::error_code ignored;
  if (!fs::exists(lock_file, ignored)) return std::nullopt;
  const auto text = read_file(lock_file);
  if (!text) return std::nullopt;
  for (const lock_line &line : parse_lock(*text))
    if (line.id == id && line.path == real_path.string()) return std::string(line.sha256);
  return std::nullopt;
}

status append_to_lock(const fs::path &lock_file, const std::string &sha256, const std::string &id,
                      const fs::path &real_path) {
  const std::string path = real_path.string();
  if (path.find('\n') != std::string::npos)
    return fail(category::usage, "a path with a line break cannot be listed", "move the adapter");
  std::string text;
  if (fs::exists(lock_file)) {
    TENANTRY_TRY(const std::string old, read_file(lock_file));
    for (const std::string_view line : split(old, '\n')) {
      const auto parsed = parse_lock(line);
      const bool replaced = !parsed.empty() && parsed.front().id == id && parsed.front().path == path;
      if (!replaced) text += std::string(line) + "\n";
    }
    // split() ends with the empty text behind the last line break.
    if (text.size() >= 2 && text.ends_with("\n\n") && old.ends_with('\n')) text.pop_back();
    if (text == "\n") text.clear();
  }
  text += fmt::format("{}  {}  {}\n", sha256, id, path);
  return write_file_atomically(lock_file, text);
}

}  // namespace tenantry
