#include "core/base/frozen_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <cerrno>
#include <optional>

#include "core/base/file.hpp"
#include "core/base/log.hpp"
#include "core/base/scratch.hpp"

namespace tenantry {
namespace {

constexpr std::size_t most_at_once = std::size_t{64} << 20U;

bool is_large(int fd) {
  struct stat facts {};
  return ::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) &&
         static_cast<std::size_t>(facts.st_size) >= least_scratch;
}

// How much there was, or nothing where it could not be copied whole.
std::optional<std::size_t> copy(int from, int to) {
  std::size_t copied = 0;
  for (;;) {
    const ssize_t got = ::sendfile(to, from, nullptr, most_at_once);
    if (got == 0) return copied;
    if (got > 0)
      copied += static_cast<std::size_t>(got);
    else if (errno != EINTR)
      return std::nullopt;
  }
}

}  // namespace

bool frozen_file::map_copy(const std::filesystem::path &path) {
  const descriptor original(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (original.get() < 0 || !is_large(original.get())) return false;
  const descriptor scratch = open_scratch_file();
  const auto size = scratch.get() < 0 ? std::nullopt : copy(original.get(), scratch.get());
  void *const at =
      size.value_or(0) == 0 ? MAP_FAILED : ::mmap(nullptr, *size, PROT_READ, MAP_SHARED, scratch.get(), 0);
  if (at == MAP_FAILED) {
    log_info(fmt::format("\"{}\" is read into memory: there is no room for a copy in TMPDIR or /var/tmp",
                         path.string()));
    return false;
  }
  map_ = at;
  bytes_ = {static_cast<const char *>(at), *size};
  return true;
}

result<std::shared_ptr<const frozen_file>> frozen_file::read(const std::filesystem::path &path) {
  std::shared_ptr<frozen_file> made(new frozen_file);  // the constructor is private
  if (made->map_copy(path)) return made;
  TENANTRY_TRY(made->text_, read_file(path));
  made->bytes_ = made->text_;
  return made;
}

frozen_file::~frozen_file() {
  if (map_ != nullptr) ::munmap(map_, bytes_.size());
}

}  // namespace tenantry
