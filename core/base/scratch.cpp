#include "core/base/scratch.hpp"

#include <fcntl.h>
#include <sys/mman.h>

#include <cstdlib>
#include <string>

namespace tenantry {
namespace {

// O_TMPFILE is not known to every file system.
int open_nameless(const std::string &folder) {
  const int made = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
  if (made >= 0) return made;
  std::string name = folder + "/tenantry.XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

// Room is reserved before it is mapped: a write into a page for which the disk has none ends the process.
void *map_file(std::size_t bytes) {
  const descriptor file = open_scratch_file();
  if (file.get() < 0 || ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes)) != 0) return MAP_FAILED;
  return ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
}

}  // namespace

descriptor open_scratch_file() {
  const char *const chosen = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nobody sets it here
  for (const char *folder : {chosen, "/var/tmp", "/tmp"}) {
    if (folder == nullptr || *folder == '\0') continue;
    if (descriptor made(open_nameless(folder)); made.get() >= 0) return made;
  }
  return descriptor();
}

void *take_scratch(std::size_t bytes) {
  void *at = map_file(bytes);
  if (at == MAP_FAILED)
    at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) throw std::bad_alloc();
  return at;
}

void give_scratch(void *at, std::size_t bytes) noexcept {
  ::munmap(at, bytes);
}

}  // namespace tenantry
