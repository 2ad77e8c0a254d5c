#pragma once
// A scratch folder with a master database in an SQLite file, reached through the adapter that this build
// made.
#include <filesystem>
#include <memory>
#include <string>

#include "core/adapter/catalog.hpp"
#include "core/adapter/session.hpp"

namespace tenantry::fakes {

// Removed with all that it holds.
class scratch_folder {
 public:
  scratch_folder();
  ~scratch_folder();
  scratch_folder(const scratch_folder &) = delete;
  scratch_folder &operator=(const scratch_folder &) = delete;
  [[nodiscard]] const std::filesystem::path &path() const { return path_; }
  [[nodiscard]] std::string file(const std::string &name) const { return (path_ / name).string(); }
  void write(const std::string &name, const std::string &text) const;

 private:
  std::filesystem::path path_;
};

// SQLITE from the build's folder; NETDB, linked in, whose servers are never there; BROKEN, which is refused.
catalog_options known_adapters(const scratch_folder &folder);

struct sqlite_master {
  scratch_folder folder;
  catalog adapters{known_adapters(folder)};
  std::unique_ptr<session> connection;

  sqlite_master();
  session open(const std::string &file);
  void run(const std::string &sql) const;  // on the master
};

}  // namespace tenantry::fakes
