#pragma once
// What a command works with: adapters, the master, folders; each made at its first use, so that a command
// that needs none of them pays for none.
#include <memory>
#include <optional>
#include <string>

#include "core/adapter/catalog.hpp"
#include "core/adapter/session.hpp"
#include "core/fleet/registry.hpp"
#include "core/fleet/routing.hpp"
#include "core/migration/folder.hpp"
#include "tools/tenantry/config.hpp"

namespace tenantry {

class workspace {
 public:
  workspace(const configuration &config, environment_lookup environment);

  [[nodiscard]] const configuration &config() const { return config_; }
  catalog &adapters();
  [[nodiscard]] routing_options routing() const;

  // Error: usage, where no master is configured.
  [[nodiscard]] status check_master() const;
  // Errors: bad_config with the file and line where the URL stands.
  result<route> find_master();
  // The one session on the master, opened at first use.  Errors: those of find_master, unreachable, auth …
  result<session *> master(const call_limits &limits);
  result<registry> open_registry(const call_limits &limits);

 private:
  const configuration &config_;
  environment_lookup environment_;
  std::unique_ptr<catalog> catalog_;
  std::optional<session> master_;
};

// Reads a track's folder and writes its notes into the log.
result<folder> load_folder(const track_config &track);

// The dialect of a route and its fallbacks.
std::vector<std::string> dialect_chain(const route &r);

}  // namespace tenantry
