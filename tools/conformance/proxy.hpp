#pragma once
// A TCP proxy on loopback between adapter and server: a test freezes it or cuts the line at the moment that
// it wants.
#include <atomic>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace tenantry::conformance {

class proxy {
 public:
  // What to do with a packet from the client, before it is passed on.
  enum class act {
    pass,
    cut,        // the server never gets it
    cut_after,  // the server gets it and 300 ms to work it; the client never hears the answer
  };
  using decision = std::function<act(const std::string &packet)>;

  // Listens at once; decide NULL: everything passes.  decide runs on the proxy's threads.
  proxy(std::string server_host, unsigned server_port, decision decide = nullptr);
  ~proxy();
  proxy(const proxy &) = delete;
  proxy &operator=(const proxy &) = delete;

  [[nodiscard]] unsigned port() const { return port_; }
  [[nodiscard]] int cuts() const { return cuts_; }
  // Passes nothing on, in neither direction, until thawed: a network that swallows packets.
  void freeze(bool on) { frozen_ = on; }
  // Cuts every line now, with a reset, and each new one.
  void cut_all() { cut_now_ = true; }
  // Later clients are served again.
  void mend() { cut_now_ = false; }

 private:
  struct line;
  void accept_clients(const std::stop_token &stop);
  void serve(int client, const std::stop_token &stop);
  bool pass_from_client(line &on);
  [[nodiscard]] int connect_to_server() const;

  std::string host_;
  unsigned server_port_, port_ = 0;
  decision decide_;
  std::atomic<int> cuts_{0};
  std::atomic<bool> frozen_{false}, cut_now_{false};
  int listener_ = -1;
  std::mutex mutex_;
  std::vector<std::jthread> clients_;  // guarded by mutex_
  std::jthread acceptor_;              // last: it uses all of the above
};

}  // namespace tenantry::conformance
