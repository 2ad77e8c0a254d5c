#include "tools/conformance/proxy.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace tenantry::conformance {
namespace {

constexpr int poll_ms = 10;

bool send_all(int to, const std::string &bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t n = send(to, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += static_cast<std::size_t>(n);
  }
  return true;
}

// "" at the end of the stream.
std::string receive(int from) {
  std::array<char, 65536> buffer{};
  const ssize_t n = recv(from, buffer.data(), buffer.size(), 0);
  return n <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(n));
}

// The peer hears a reset, not a polite end.
void reset_on_close(int socket) {
  const linger hard{1, 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

}  // namespace

struct proxy::line {
  int client, server;
};

proxy::proxy(std::string server_host, unsigned server_port, decision decide)
    : host_(std::move(server_host)), server_port_(server_port), decide_(std::move(decide)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
      listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &size) != 0)
    throw std::runtime_error("the proxy cannot listen on 127.0.0.1");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this](const std::stop_token &stop) { accept_clients(stop); });
}

proxy::~proxy() {
  acceptor_.request_stop();
  acceptor_.join();
  {
    const std::lock_guard guard(mutex_);
    clients_.clear();  // stops and joins each
  }
  close(listener_);
}

void proxy::accept_clients(const std::stop_token &stop) {
  while (!stop.stop_requested()) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, poll_ms) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const std::lock_guard guard(mutex_);
    clients_.emplace_back([this, client](const std::stop_token &done) { serve(client, done); });
  }
}

int proxy::connect_to_server() const {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo *found = nullptr;
  if (getaddrinfo(host_.c_str(), std::to_string(server_port_).c_str(), &wanted, &found) != 0) return -1;
  int made = -1;
  for (const addrinfo *one = found; one != nullptr && made < 0; one = one->ai_next) {
    made = socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
    if (made >= 0 && connect(made, one->ai_addr, one->ai_addrlen) != 0) {
      close(made);
      made = -1;
    }
  }
  freeaddrinfo(found);
  return made;
}

bool proxy::pass_from_client(line &on) {
  const std::string packet = receive(on.client);
  if (packet.empty()) return false;
  const act wanted = decide_ == nullptr ? act::pass : decide_(packet);
  if (wanted == act::pass) return send_all(on.server, packet);
  ++cuts_;
  if (wanted == act::cut_after && send_all(on.server, packet)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
  } else {
    reset_on_close(on.server);
  }
  reset_on_close(on.client);
  return false;
}

void proxy::serve(int client, const std::stop_token &stop) {
  line on{client, connect_to_server()};
  bool open = on.server >= 0;
  while (open && !stop.stop_requested()) {
    if (cut_now_) {
      reset_on_close(on.client);
      break;
    }
    if (frozen_) {
      std::this_thread::sleep_for(std::chrono::milliseconds(poll_ms));
      continue;
    }
    std::array<pollfd, 2> both{{{on.client, POLLIN, 0}, {on.server, POLLIN, 0}}};
    if (poll(both.data(), both.size(), poll_ms) <= 0) continue;
    if (both[0].revents != 0) open = pass_from_client(on);
    if (open && both[1].revents != 0) {
      const std::string packet = receive(on.server);
      open = !packet.empty() && send_all(on.client, packet);
    }
  }
  if (on.server >= 0) close(on.server);
  close(on.client);
}

}  // namespace tenantry::conformance
