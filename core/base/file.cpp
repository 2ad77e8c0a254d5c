#include "core/base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/descriptor.hpp"

namespace tenantry {
namespace {

error file_error(const std::filesystem::path &path, std::string_view what) {
  error e = make_error(category::usage,
                       fmt::format("cannot {} \"{}\": {}", what, path.string(), std::strerror(errno)));
  e.where.file = path.string();
  return e;
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

void flush_folder(const std::filesystem::path &folder) {
  const descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0) ::fsync(directory.get());
}

}  // namespace

result<std::string> read_file(const std::filesystem::path &path) {
  const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return fail(file_error(path, "open"));
  std::string text;
  struct stat facts {};
  if (::fstat(file.get(), &facts) == 0 && facts.st_size > 0)
    text.reserve(static_cast<std::size_t>(facts.st_size));
  char block[1U << 14U];
  for (;;) {
    const ssize_t got = ::read(file.get(), block, sizeof block);
    if (got == 0) return text;
    if (got > 0) {
      text.append(block, static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      return fail(file_error(path, "read"));
    }
  }
}

status write_file_atomically(const std::filesystem::path &path, std::string_view text) {
  std::string temporary = path.string() + ".tmp.XXXXXX";
  {
    const descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (file.get() < 0) return fail(file_error(path, "write beside"));
    const bool written =
        write_all(file.get(), text) && ::fchmod(file.get(), 0644) == 0 && ::fsync(file.get()) == 0;
    if (!written) {
      error e = file_error(path, "write");
      ::unlink(temporary.c_str());
      return fail(std::move(e));
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    error e = file_error(path, "replace");
    ::unlink(temporary.c_str());
    return fail(std::move(e));
  }
  flush_folder(path.parent_path().empty() ? "." : path.parent_path());
  return {};
}

}  // namespace tenantry
