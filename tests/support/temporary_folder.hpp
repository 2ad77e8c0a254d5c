#pragma once
// A folder of one test, removed with all it holds when the object goes.
#include <filesystem>
#include <string>
#include <string_view>

namespace tenantry::testing {

class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder &) = delete;
  temporary_folder &operator=(const temporary_folder &) = delete;

  [[nodiscard]] const std::filesystem::path &path() const { return path_; }
  // Writes text under the folder, making the folders in between; returns the file's full path.
  std::filesystem::path write(const std::filesystem::path &name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

void write_text(const std::filesystem::path &file, std::string_view text);
[[nodiscard]] std::string read_text(const std::filesystem::path &file);

}  // namespace tenantry::testing
