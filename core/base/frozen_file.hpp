#pragma once
// The bytes of a file as they were when it was read.  Who changes, truncates or removes the file afterwards
// changes nothing here.  A large one lies in a copy on the disk that has no name, mapped, and not on the
// heap; where no copy can be made it is read into memory.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace tenantry {

class frozen_file {
 public:
  static result<std::shared_ptr<const frozen_file>> read(const std::filesystem::path &path);
  ~frozen_file();
  frozen_file(const frozen_file &) = delete;
  frozen_file &operator=(const frozen_file &) = delete;

  // Valid as long as the object.
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] bool mapped() const { return map_ != nullptr; }

 private:
  frozen_file() = default;
  bool map_copy(const std::filesystem::path &path);

  std::string text_;     // of a small file
  void *map_ = nullptr;  // of a large one
  std::string_view bytes_;
};

}  // namespace tenantry
