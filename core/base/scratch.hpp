#pragma once
// Room on the disk instead of the heap: files without a name, which nobody else can change or truncate and
// which are gone with the process, mapped into memory.  In TMPDIR, else /var/tmp, else /tmp.
#include <cstddef>
#include <limits>
#include <new>
#include <vector>

#include "core/base/descriptor.hpp"

namespace tenantry {

// Nothing (get() < 0) where no such file can be made.
descriptor open_scratch_file();

// What is smaller stays on the heap: a mapping costs pages and a system call.
constexpr std::size_t least_scratch = std::size_t{1} << 20U;

// At least least_scratch bytes that may be written, all zero; on the heap's kind of memory where the disk has
// no room.  Throws std::bad_alloc.
void *take_scratch(std::size_t bytes);
void give_scratch(void *at, std::size_t bytes) noexcept;

template <class T>
struct scratch_allocator {
  using value_type = T;

  scratch_allocator() = default;
  template <class U>
  scratch_allocator(const scratch_allocator<U> & /*other*/) noexcept {}  // NOLINT: as allocators must
  T *allocate(std::size_t n) {
    if (n > std::numeric_limits<std::size_t>::max() / sizeof(T)) throw std::bad_array_new_length();
    const std::size_t bytes = n * sizeof(T);
    return static_cast<T *>(bytes < least_scratch ? ::operator new(bytes) : take_scratch(bytes));
  }
  void deallocate(T *at, std::size_t n) noexcept {
    const std::size_t bytes = n * sizeof(T);
    if (bytes < least_scratch)
      ::operator delete(at);
    else
      give_scratch(at, bytes);
  }
  template <class U>
  friend bool operator==(const scratch_allocator & /*a*/, const scratch_allocator<U> & /*b*/) noexcept {
    return true;
  }
};

// A vector that may get as long as a user's file is.
template <class T>
using long_list = std::vector<T, scratch_allocator<T>>;

}  // namespace tenantry
