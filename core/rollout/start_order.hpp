#pragma once
// Who starts next: the first in the registry's order whose server has room.  A server that says that it has
// too many connections gets fewer at once, and more again as tenants succeed.  Not locked: its owner is.
#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string>

#include "core/rollout/job.hpp"

namespace tenantry {

class start_order {
 public:
  explicit start_order(unsigned per_server) : per_server_(per_server == 0 ? 1 : per_server) {}

  void add(job &&one);                                 // behind all others
  std::optional<job> take(monotonic::time_point now);  // counts as running on its server from now on
  enum class how { finished, no_room };
  void leave(const std::string &server_key, how ended);  // what take gave runs no more
  void put_back(job &&one);                              // keeps its place before those that came later
  std::optional<job> take_any();                         // the first, without regard to servers; does not run

  [[nodiscard]] std::size_t size() const { return waiting_.size(); }
  [[nodiscard]] unsigned limit_of(const std::string &server_key) const;

 private:
  struct server {
    unsigned limit = 0, running = 0;
    std::size_t waiting = 0;
    unsigned successes = 0;  // since the limit was last changed
  };
  struct place {
    job what;
    server *on;
  };
  server &server_of(const std::string &key);
  void forget_if_idle(const std::string &key);

  unsigned per_server_;
  std::list<place> waiting_;
  std::map<std::string, server> servers_;  // those with somebody waiting or running, or with a lowered limit
};

}  // namespace tenantry
