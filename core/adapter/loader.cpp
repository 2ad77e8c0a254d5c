#include "core/adapter/loader.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <cerrno>
#include <cstring>

#include "core/adapter/adapter_state.hpp"
#include "core/adapter/call.hpp"
#include "core/adapter/elf.hpp"
#include "core/adapter/host.hpp"
#include "core/adapter/table.hpp"
#include "core/adapter/trust.hpp"
#include "core/base/text.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

class open_file {
 public:
  explicit open_file(const fs::path &path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~open_file() {
    if (fd_ >= 0) ::close(fd_);
  }
  open_file(const open_file &) = delete;
  open_file &operator=(const open_file &) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// Never destroyed: an adapter's threads and exit handlers may outlive all that we know of it.
void keep_mapped(boost::dll::shared_library library) {
  static std::mutex guard;
  static auto *const kept = new std::vector<boost::dll::shared_library>;
  const std::lock_guard lock(guard);
  kept->push_back(std::move(library));
}

error cannot_map(const fs::path &path) {
  const char *words = ::dlerror();
  std::string why = words != nullptr ? words : "the system gave no reason";
  // The loader's words begin with the path, which the message has already.
  if (const std::string prefix = path.string() + ": "; why.starts_with(prefix))
    why = why.substr(prefix.size());
  const bool unresolved = why.find("undefined symbol") != std::string::npos;
  return make_error(
      category::bad_config,
      fmt::format("cannot load \"{}\": {}{}", path.string(), unresolved ? "unresolved symbol: " : "", why),
      "install the client library that the adapter needs, in the version it was built for");
}

error no_entry(const boost::dll::shared_library &library, const fs::path &path) {
  for (unsigned major = 0; major <= 32; ++major) {
    const std::string name = fmt::format("tenantry_adapter_v{}", major);
    if (major == TNT_ABI_MAJOR || !library.has(name)) continue;
    return make_error(
        category::bad_config,
        fmt::format(
            "\"{}\" speaks version {} of the adapter contract ({}), and this tenantry speaks version {}",
            path.string(), major, name, TNT_ABI_MAJOR),
        major > TNT_ABI_MAJOR ? "use a newer tenantry, or an older build of the adapter"
                              : "use a newer build of the adapter");
  }
  return make_error(
      category::bad_config,
      fmt::format("\"{}\" has no function \"{}\": it is not an adapter", path.string(), TNT_ENTRY_NAME),
      "name the right file as \"library\" in the manifest");
}

result<tnt_entry_v1> map_library(const fs::path &path) {
  boost::dll::shared_library library;
  std::error_code problem;
  ::dlerror();  // forget what failed before
  // rtld_now: a missing client library shows here and not in the middle of a run.
  library.load(path, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local, problem);
  if (problem) return fail(cannot_map(path));
  if (!library.has(TNT_ENTRY_NAME)) {
    error e = no_entry(library, path);
    keep_mapped(std::move(library));
    return fail(std::move(e));
  }
  tnt_entry_v1 entry =
      &library.get<tnt_status(const tnt_host *, const tnt_adapter **, tnt_error *)>(TNT_ENTRY_NAME);
  keep_mapped(std::move(library));
  return entry;
}

std::vector<std::string> types_of(const tnt_adapter &table) {
  std::vector<std::string> types;
  for (std::size_t i = 0; i < table.database_type_count; ++i)
    types.push_back(to_upper(to_view(table.database_types[i])));
  std::sort(types.begin(), types.end());
  return types;
}

status check_agrees(const manifest &about, const tnt_adapter &table) {
  constexpr const char *next = "install the adapter again: its library and its manifest are not of one build";
  if (to_view(table.id) != about.id)
    return fail(category::bad_config,
                fmt::format("the library says that its id is \"{}\", the manifest says \"{}\"",
                            to_view(table.id), about.id),
                next);
  std::vector<std::string> told = about.database_types;
  std::sort(told.begin(), told.end());
  if (const auto types = types_of(table); types != told)
    return fail(category::bad_config,
                fmt::format("the library serves the types {}, the manifest says {}", fmt::join(types, ", "),
                            fmt::join(told, ", ")),
                next);
  return {};
}

result<std::unique_ptr<adapter>> enter(const manifest &about, tnt_entry_v1 entry,
                                       const load_options &options) {
  tnt_error problem{};
  problem.struct_size = sizeof problem;
  const tnt_adapter *theirs = nullptr;
  // An entry that throws breaks the contract's first rule; nothing after that could be relied upon.
  const tnt_status answer = [&]() noexcept { return entry(&this_host(), &theirs, &problem); }();
  if (answer != TNT_OK) {
    error e = to_error(answer, problem, about.id, secrets{});
    e.category = category::bad_config;
    e.message = fmt::format("the adapter refused to start: {}", e.message);
    return fail(std::move(e));
  }
  if (theirs == nullptr)
    return fail(category::bad_config, "the adapter's entry answered OK and gave no table",
                "ask the adapter's author for a build that keeps the contract");
  TENANTRY_TRY(const tnt_adapter table, copy_table(*theirs));
  TENANTRY_TRY_VOID(check_agrees(about, table));
  const bool serial = options.force_process_serial || (table.traits & TNT_TRAIT_PROCESS_SERIAL) != 0;
  const bool affine = (table.traits & TNT_TRAIT_THREAD_AFFINE) != 0;
  return std::make_unique<adapter>(std::make_unique<adapter::state>(about, table, serial, affine));
}

bool same_file(int fd, const fs::path &path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(fd, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

}  // namespace

status check_manifest_fits(const manifest &m, bool built_in) {
  if (m.abi_major != TNT_ABI_MAJOR)
    return fail(
        category::bad_config,
        fmt::format("it speaks version {} of the adapter contract, and this tenantry speaks version {}",
                    m.abi_major, TNT_ABI_MAJOR),
        m.abi_major > TNT_ABI_MAJOR ? "use a newer tenantry, or an older build of the adapter"
                                    : "use a newer build of the adapter");
  if (m.min_host_minor > TNT_ABI_MINOR)
    return fail(category::bad_config,
                fmt::format("it needs a host of contract version {}.{}, and this tenantry has {}.{}",
                            m.abi_major, m.min_host_minor, TNT_ABI_MAJOR, TNT_ABI_MINOR),
                "use a newer tenantry, or an older build of the adapter");
  if (!built_in && m.platform != TENANTRY_PLATFORM)
    return fail(
        category::bad_config,
        fmt::format("it is built for the platform \"{}\", and this is \"{}\"", m.platform, TENANTRY_PLATFORM),
        "install the adapter's build for this machine");
  return {};
}

result<std::unique_ptr<adapter>> load_library(const manifest &about, const fs::path &manifest_path,
                                              const load_options &options) {
  std::error_code problem;
  const fs::path real_manifest = fs::canonical(manifest_path, problem);
  const fs::path named = manifest_path.parent_path() / about.library;
  const fs::path real = problem ? fs::path() : fs::canonical(named, problem);
  const open_file file(real);
  if (problem || file.get() < 0)
    return fail(category::bad_config,
                fmt::format("cannot open the library \"{}\": {}", named.string(),
                            problem ? problem.message() : std::strerror(errno)),
                "install the adapter again");
  TENANTRY_TRY_VOID(check_architecture(file.get()));
  TENANTRY_TRY_VOID(check_trust(options.trust, {about, real_manifest, real, file.get()}, options.lock_file));
  if (!same_file(file.get(), real))
    return fail(category::bad_config, fmt::format("\"{}\" was replaced while it was checked", real.string()),
                "run again when nobody installs adapters");
  TENANTRY_TRY(const tnt_entry_v1 entry, map_library(real));
  return enter(about, entry, options);
}

result<std::unique_ptr<adapter>> load_built_in(const manifest &about, tnt_entry_v1 entry,
                                               const load_options &options) {
  return enter(about, entry, options);
}

}  // namespace tenantry
