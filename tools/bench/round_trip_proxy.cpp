// Counts round trips: a proxy between a client and PostgreSQL that prints one line for each connection when
// it ends:
//   trips=N     how often the client sent something after the server had answered, start-up and farewell
//   apart
// usage: round_trip_proxy LISTEN-PORT SERVER-PORT    (loopback only; ends with SIGTERM)
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

namespace {

class socket_handle {
 public:
  explicit socket_handle(int fd) : fd_(fd) {}
  socket_handle(socket_handle &&other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  socket_handle &operator=(socket_handle &&) = delete;
  ~socket_handle() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void answer_at_once(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Follows the server's message stream far enough to see the first ReadyForQuery: start-up ends there.
class start_up_watch {
 public:
  void feed(std::string_view bytes) {
    buffer_.append(bytes);
    while (!over_ && buffer_.size() >= 5) {
      std::uint32_t length = 0;
      for (std::size_t i = 1; i < 5; ++i) length = (length << 8U) | static_cast<unsigned char>(buffer_[i]);
      if (buffer_.size() < length + 1U) return;
      over_ = buffer_[0] == 'Z';
      buffer_.erase(0, length + 1U);
    }
    if (over_) buffer_.clear();
  }
  [[nodiscard]] bool over() const { return over_; }

 private:
  std::string buffer_;
  bool over_ = false;
};

// The client's farewell (Terminate) is one message of five bytes and no round trip.
bool is_farewell(std::string_view bytes) {
  return bytes.size() == 5 && bytes[0] == 'X';
}

void carry(socket_handle client, std::uint16_t server_port) {
  const socket_handle server(::socket(AF_INET, SOCK_STREAM, 0));
  const sockaddr_in address = loopback(server_port);
  if (::connect(server.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) return;
  answer_at_once(client.get());
  answer_at_once(server.get());
  start_up_watch start_up;
  bool server_spoke = true;
  unsigned trips = 0;
  char block[1U << 16U];
  for (;;) {
    pollfd ready[2] = {{client.get(), POLLIN, 0}, {server.get(), POLLIN, 0}};
    if (::poll(ready, 2, -1) < 0) break;
    if (ready[1].revents != 0) {
      const ssize_t got = ::recv(server.get(), block, sizeof block, 0);
      if (got <= 0) break;
      const std::string_view bytes(block, static_cast<std::size_t>(got));
      if (!start_up.over()) start_up.feed(bytes);
      server_spoke = true;
      if (!send_all(client.get(), bytes)) break;
    } else if (ready[0].revents != 0) {
      const bool counts = start_up.over();
      const ssize_t got = ::recv(client.get(), block, sizeof block, 0);
      if (got <= 0) break;
      const std::string_view bytes(block, static_cast<std::size_t>(got));
      if (counts && server_spoke && !is_farewell(bytes)) ++trips;
      if (counts) server_spoke = false;
      if (!send_all(server.get(), bytes)) break;
    }
  }
  if (start_up.over()) {
    std::printf("trips=%u\n", trips);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s LISTEN-PORT SERVER-PORT\n", argv[0]);
    return 2;
  }
  const auto listen_port = static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10));
  const auto server_port = static_cast<std::uint16_t>(std::strtoul(argv[2], nullptr, 10));
  const socket_handle listener(::socket(AF_INET, SOCK_STREAM, 0));
  const int on = 1;
  ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in address = loopback(listen_port);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), 128) != 0) {
    std::perror("round_trip_proxy");
    return 1;
  }
  for (;;) {
    socket_handle client(::accept(listener.get(), nullptr, nullptr));
    if (client.get() < 0) return 0;
    std::thread(carry, std::move(client), server_port).detach();
  }
}
