// tenantry.admin/1: a database is a file.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "connection.hpp"
#include "location.hpp"

namespace tenantry::sqlite {
namespace {

std::string quoted(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

bool may_write(const std::string &path) {
  return faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
}

std::string folder_of(const std::string &file) {
  const std::size_t slash = file.rfind('/');
  return slash == 0 ? "/" : file.substr(0, slash);
}

// The same for every path to one file: hard links, symbolic links, bind mounts.
std::string identity_of(const std::string &file) {
  struct stat found {};
  if (file.empty() || stat(file.c_str(), &found) != 0) return file;
  return "file:" + std::to_string(found.st_dev) + ":" + std::to_string(found.st_ino);
}

std::string next_session() {
  static std::atomic<std::uint64_t> number{0};
  return std::to_string(getpid()) + "." + std::to_string(++number);
}

void remove_file(const std::string &path, bool must_exist) {
  if (unlink(path.c_str()) == 0 || (errno == ENOENT && !must_exist)) return;
  throw sdk::failure(errno == ENOENT ? TNT_UNREACHABLE : TNT_SQL,
                     "the file " + quoted(path) + " cannot be removed: " + std::strerror(errno))
      .effect(sdk::effect::none)
      .retry(sdk::retry::never);
}

}  // namespace

sdk::identity connection::identify(const sdk::call &) {
  if (session_.empty()) session_ = next_session();
  sdk::identity who;
  who.server = "sqlite";
  who.database = identity_of(chosen_.file);
  who.session = session_;
  who.version = sqlite3_libversion();
  who.writable = sqlite3_db_readonly(db_.get(), "main") == 0 &&
                 (chosen_.file.empty() || (may_write(chosen_.file) && may_write(folder_of(chosen_.file))));
  return who;
}

bool connection::exists(const sdk::call &, std::string_view name) {
  struct stat found {};
  return stat(locate(name, chosen_.base_dir).c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

// O_EXCL: of two creators one is told that it was second.  An empty file is an empty SQLite database.
void connection::create(const sdk::call &, std::string_view name, const sdk::config &) {
  const std::string file = locate(name, chosen_.base_dir);
  const int fd = open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
  if (fd >= 0) {
    close(fd);
    return;
  }
  const bool was_there = errno == EEXIST;
  throw sdk::failure(was_there ? TNT_CONFLICT : TNT_SQL,
                     "the database " + quoted(file) + " cannot be created: " + std::strerror(errno))
      .sqlstate(was_there ? "42P04" : "")
      .effect(sdk::effect::none)
      .retry(sdk::retry::never);
}

// Who has the file open keeps a nameless copy; sessions cannot be ended.  The journals go first: a hot
// journal that outlives its file would be played into the next file of that name.
void connection::drop(const sdk::call &, std::string_view name, bool) {
  const std::string file = locate(name, chosen_.base_dir);
  struct stat found {};
  if (stat(file.c_str(), &found) == 0 && !S_ISREG(found.st_mode))
    throw sdk::failure(TNT_BAD_ARGUMENT, quoted(file) + " is not a file");
  for (const char *ending : {"-journal", "-wal", "-shm"}) remove_file(file + ending, false);
  remove_file(file, true);
}

}  // namespace tenantry::sqlite
