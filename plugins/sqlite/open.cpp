// Opening a file, and saying what is wrong where it cannot be opened.
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "connection.hpp"

namespace tenantry::sqlite {
namespace {

std::string quoted(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

std::string folder_of(const std::string &file) {
  const std::size_t slash = file.rfind('/');
  return slash == 0 ? "/" : file.substr(0, slash);
}

[[noreturn]] void explain_missing(const settings &chosen, int why) {
  const std::string folder = folder_of(chosen.file);
  struct stat found {};
  const bool has_folder = stat(folder.c_str(), &found) == 0;
  if (why == ENOENT && !has_folder)
    throw sdk::failure(TNT_UNREACHABLE, "the folder " + quoted(folder) + " of the database " +
                                            quoted(chosen.file) + " does not exist");
  if (why == ENOENT)
    throw sdk::failure(TNT_UNREACHABLE, "the database " + quoted(chosen.file) +
                                            " does not exist; if it is to be a new one, make the file: "
                                            "an empty file is an empty database");
  throw sdk::failure(TNT_UNREACHABLE, "the database " + quoted(chosen.file) + ": " + std::strerror(why));
}

[[noreturn]] void explain(const settings &chosen, int code) {
  struct stat found {};
  if (stat(chosen.file.c_str(), &found) != 0) explain_missing(chosen, errno);
  if (S_ISDIR(found.st_mode))
    throw sdk::failure(TNT_BAD_CONFIG, quoted(chosen.file) + " is a folder, not an SQLite database");
  throw sdk::failure(TNT_UNREACHABLE, "the database " + quoted(chosen.file) + " cannot be opened: " +
                                          sqlite3_errstr(code) + "; check that this user may read it")
      .native_code(code);
}

// SQLite counts its memory under one lock for the whole process, and nobody here asks for the sum: eight
// connections at work would wait for each other at every allocation.  Heard only before SQLite's first use.
void stop_counting_memory() noexcept {
  static const int heard = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)heard;
}

}  // namespace

database open_file(const settings &chosen) {
  stop_counting_memory();
  const bool no_file = chosen.file.empty();
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  flags |= chosen.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (no_file || (chosen.create && !chosen.read_only)) flags |= SQLITE_OPEN_CREATE;
  sqlite3 *raw = nullptr;
  const int code = sqlite3_open_v2(no_file ? ":memory:" : chosen.file.c_str(), &raw, flags, nullptr);
  database opened(raw);
  if (code == SQLITE_OK) return opened;
  if (code == SQLITE_NOMEM) throw std::bad_alloc();
  explain(chosen, code);
}

}  // namespace tenantry::sqlite
