#pragma once
// All adapters that this process knows: built-ins handed over by the tool, and those whose manifests were
// found on the search path.  Only manifests are read at start; a library is loaded at its first use and never
// unloaded.
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/adapter/dialect_facts.hpp"
#include "core/adapter/manifest.hpp"
#include "core/adapter/types.hpp"
#include "core/base/mutex.hpp"
#include "core/base/result.hpp"
#include "tenantry/sdk/adapter.h"

namespace tenantry {

// One loaded adapter.  Immutable after load; any thread.
class adapter {
 public:
  [[nodiscard]] const manifest &about() const;
  [[nodiscard]] bool has_trait(std::uint64_t trait) const;
  [[nodiscard]] bool transactional_ddl() const;
  [[nodiscard]] const tnt_adapter &table() const;  // every member safe to call

  // Script extension: pieces of a script; errors carry `offset` (1-based byte) where the open quote begins.
  [[nodiscard]] result<std::vector<piece>> split(std::string_view script) const;
  // The same, piece by piece; false from `each` ends it, which is no error.
  status split(std::string_view script, const std::function<bool(piece &&)> &each) const;
  [[nodiscard]] result<std::string> quote(std::string_view identifier) const;
  // Dialect extension, documents as JSON text.
  [[nodiscard]] bool has_dialect() const;
  [[nodiscard]] result<std::string> describe(std::string_view target) const;
  [[nodiscard]] result<std::string> render(std::string_view request) const;
  [[nodiscard]] result<std::string> project(std::string_view request) const;
  // The describe document as values, asked for once.
  [[nodiscard]] const result<dialect_facts> &facts() const;

  struct state;
  explicit adapter(std::unique_ptr<state> s);
  ~adapter();

 private:
  friend class session;
  std::unique_ptr<state> state_;
  mutable std::once_flag described_;
  mutable result<dialect_facts> facts_;
};

enum class trust_level { listed, manifest, any };

struct built_in {
  std::string manifest_json;
  tnt_entry_v1 entry = nullptr;
};

struct catalog_options {
  // In order of precedence; each path with the reason why it is searched: "--adapter-dir",
  // "TENANTRY_ADAPTER_PATH" …
  struct search_path {
    std::filesystem::path path;
    std::string origin;
    bool required = false;  // a person named it: its absence is an error, not a note
  };
  std::vector<search_path> paths;
  std::vector<built_in> built_ins;
  trust_level trust = trust_level::manifest;
  std::filesystem::path lock_file;  // adapters.lock, for trust_level::listed
  std::map<std::string, std::string>
      route;  // database type (upper case) → adapter id, where two claim one type
  bool force_process_serial = false;
};

// A line of `tenantry adapter list`.
struct catalog_entry {
  enum class state { built_in, available, loaded, refused };
  state is = state::available;
  std::string id, version;                  // as far as the manifest could be read
  std::vector<std::string> database_types;  // upper case
  std::filesystem::path manifest_path;      // empty for a built-in
  std::filesystem::path library_path;
  std::string origin;           // which search path led here
  std::optional<error> reason;  // refused: why
};
struct searched_path {
  std::filesystem::path path;
  std::string origin;
  std::string note;  // "3 adapters", "no such directory" …
};

class catalog {
 public:
  explicit catalog(catalog_options options);  // reads manifests, loads nothing
  ~catalog();
  catalog(const catalog &) = delete;
  catalog &operator=(const catalog &) = delete;

  // The adapter for a database type (any case), loaded now if need be.  Errors: unsupported where no manifest
  // claims the type (skip reason no_adapter; `next` lists known types), bad_config where it was refused
  // (adapter_refused).
  result<const adapter *> for_database_type(std::string_view database_type);
  result<const adapter *> for_url_scheme(std::string_view scheme);
  [[nodiscard]] bool serves(std::string_view database_type) const;  // a manifest claims it, loads nothing
  [[nodiscard]] std::optional<std::string> database_type_of_scheme(std::string_view scheme) const;
  // Dialect of a type and its fallbacks, most special first: MARIADB → {"mariadb", "mysql"}.
  [[nodiscard]] std::vector<std::string> dialects_of(std::string_view database_type) const;

  [[nodiscard]] std::vector<catalog_entry> entries() const;
  [[nodiscard]] const std::vector<searched_path> &searched() const;
  // The first required search path that is not there; everything else works without it.
  [[nodiscard]] const std::optional<error> &problem() const;
  // Loads every adapter that is not refused yet, so that entries() tells the whole truth.
  void load_all();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace tenantry
