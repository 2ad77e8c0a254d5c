#pragma once
// A TCP proxy on loopback before a server, which cuts a connection when the client sends a word: the way to
// lose a connection during COMMIT (T-05) at the moment that the test wants.
#include <atomic>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace tenantry::testing {

enum class cut_when {
  never,
  before_server,  // the server never gets the packet with the word
  after_server,   // the server gets it and works it; the client never hears the answer
};

class tcp_proxy {
 public:
  // Listens at once.  Cuts at most `cuts` connections, those whose client first sends `word` (case does not
  // matter).
  tcp_proxy(unsigned server_port, cut_when when, std::string word = "COMMIT", int cuts = 1);
  ~tcp_proxy();
  tcp_proxy(const tcp_proxy &) = delete;
  tcp_proxy &operator=(const tcp_proxy &) = delete;

  [[nodiscard]] unsigned port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] int cuts_made() const { return cuts_made_; }

 private:
  void accept_clients(const std::stop_token &stop);
  void serve(int client, const std::stop_token &stop);
  bool wants_cut(const std::string &packet);

  unsigned server_port_, port_ = 0;
  cut_when when_;
  std::string word_;
  std::atomic<int> cuts_left_;
  std::atomic<int> cuts_made_{0}, connections_{0};
  int listener_ = -1;
  std::mutex mutex_;
  std::vector<std::jthread> clients_;  // guarded by mutex_
  std::jthread acceptor_;              // last: it uses all of the above
};

}  // namespace tenantry::testing
