#include "tests/support/tcp_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace tenantry::testing {
namespace {

constexpr int poll_ms = 20;

sockaddr_in loopback(unsigned port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool send_all(int socket, const std::string &bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto n = send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += static_cast<std::size_t>(n);
  }
  return true;
}

// "" at the end of the stream.
std::string receive(int socket) {
  std::array<char, 65536> buffer{};
  const auto n = recv(socket, buffer.data(), buffer.size(), 0);
  return n <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(n));
}

// The peer hears a reset, not a polite end.
void cut(int socket) {
  const linger hard{1, 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

}  // namespace

tcp_proxy::tcp_proxy(unsigned server_port, cut_when when, std::string word, int cuts)
    : server_port_(server_port), when_(when), word_(std::move(word)), cuts_left_(cuts) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
      listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &size) != 0)
    throw std::runtime_error("the proxy cannot listen");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this](const std::stop_token &stop) { accept_clients(stop); });
}

tcp_proxy::~tcp_proxy() {
  acceptor_.request_stop();
  acceptor_.join();
  {
    const std::lock_guard guard(mutex_);
    clients_.clear();  // stops and joins each
  }
  close(listener_);
}

void tcp_proxy::accept_clients(const std::stop_token &stop) {
  while (!stop.stop_requested()) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, poll_ms) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    ++connections_;
    const std::lock_guard guard(mutex_);
    clients_.emplace_back([this, client](const std::stop_token &done) { serve(client, done); });
  }
}

bool tcp_proxy::wants_cut(const std::string &packet) {
  if (when_ == cut_when::never || packet.find(word_) == std::string::npos) return false;
  if (cuts_left_.fetch_sub(1) <= 0) return false;
  ++cuts_made_;
  return true;
}

void tcp_proxy::serve(int client, const std::stop_token &stop) {
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(server_port_);
  bool open = connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
  while (open && !stop.stop_requested()) {
    std::array<pollfd, 2> both{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    if (poll(both.data(), both.size(), poll_ms) <= 0) continue;
    if (both[0].revents != 0) {
      const std::string packet = receive(client);
      if (wants_cut(packet)) {
        if (when_ == cut_when::after_server && send_all(server, packet)) {
          // Long enough for the server to have done it; the answer is thrown away with the connection.
          std::this_thread::sleep_for(std::chrono::milliseconds(300));
        } else {
          cut(server);
        }
        cut(client);
        break;
      }
      open = !packet.empty() && send_all(server, packet);
    }
    if (open && both[1].revents != 0) {
      const std::string packet = receive(server);
      open = !packet.empty() && send_all(client, packet);
    }
  }
  close(server);
  close(client);
}

}  // namespace tenantry::testing
