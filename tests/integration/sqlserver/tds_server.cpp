#include "tests/integration/sqlserver/tds_server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "plugins/odbc/common/text.hpp"

namespace tenantry::testing {
namespace {

constexpr unsigned char batch = 0x01, call = 0x03, answer_type = 0x04, attention = 0x06, login = 0x10,
                        prelogin = 0x12;
constexpr std::uint16_t done_more = 0x01, done_error = 0x02, done_count = 0x10, done_attention = 0x20;

void put(std::string &out, std::uint64_t number, int bytes) {  // little end first
  for (int at = 0; at < bytes; ++at) out += static_cast<char>((number >> (8 * at)) & 0xFFU);
}
std::string wide(const std::string &utf8) {
  std::string out;
  for (const char16_t unit : odbc::to_utf16(utf8, "a test's text")) put(out, unit, 2);
  return out;
}
void put_short_text(std::string &out, const std::string &text) {
  put(out, odbc::to_utf16(text, "a test's text").size(), 1);
  out += wide(text);
}
std::string narrow(std::string_view bytes) {
  std::u16string units;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2)
    units += static_cast<char16_t>(static_cast<unsigned char>(bytes[at]) |
                                   static_cast<unsigned char>(bytes[at + 1]) << 8U);
  return odbc::to_utf8(units);
}

struct packet {
  unsigned char type = 0;
  std::string data;
};

bool read_all(int line, char *to, std::size_t size) {
  for (std::size_t got = 0; got < size;) {
    const ssize_t n = recv(line, to + got, size - got, 0);
    if (n <= 0) return false;
    got += static_cast<std::size_t>(n);
  }
  return true;
}
// A whole message: packets up to the one that says it is the last.
bool read_message(int line, packet &into) {
  into.data.clear();
  for (bool last = false; !last;) {
    unsigned char head[8];
    if (!read_all(line, reinterpret_cast<char *>(head), sizeof head)) return false;
    into.type = head[0];
    last = (head[1] & 1U) != 0;
    std::string part(static_cast<std::size_t>(head[2]) * 256 + head[3] - sizeof head, '\0');
    if (!read_all(line, part.data(), part.size())) return false;
    into.data += part;
  }
  return true;
}
bool send_message(int line, const std::string &data) {
  std::string all{static_cast<char>(answer_type), 1};
  const std::size_t size = data.size() + 8;
  all += static_cast<char>(size >> 8U);
  all += static_cast<char>(size & 0xFFU);
  all += std::string("\0\0\1\0", 4) + data;
  return send(line, all.data(), all.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(all.size());
}

// The text behind the headers of a batch; of a call, what its first text argument holds, near enough for a
// script.
std::string sql_of(const packet &from) {
  std::size_t headers = 0;
  for (int at = 3; at >= 0; --at)
    headers = headers * 256 + static_cast<unsigned char>(from.data.at(static_cast<std::size_t>(at)));
  if (from.type == batch) return narrow(std::string_view(from.data).substr(headers));
  std::string text;
  for (const char c : from.data.substr(headers))
    if (c >= ' ' && c <= '~') text += c;
  return text;
}

std::string login_answer() {
  std::string change{1};
  put_short_text(change, "d");
  put_short_text(change, "master");
  std::string out{static_cast<char>(0xE3)};
  put(out, change.size(), 2);
  out += change;
  std::string ack = std::string("\1\x74\0\0\4", 5);
  put_short_text(ack, "Script");
  ack += std::string("\17\0\7\xD0", 4);
  out += static_cast<char>(0xAD);
  put(out, ack.size(), 2);
  out += ack;
  return out + tds_answer().done().bytes();
}

}  // namespace

tds_answer &tds_answer::row(const std::vector<std::optional<std::string>> &cells, bool more) {
  bytes_ += static_cast<char>(0x81);
  put(bytes_, cells.size(), 2);
  for (std::size_t at = 0; at < cells.size(); ++at) {
    put(bytes_, 0, 4);
    put(bytes_, 1, 2);
    bytes_ += static_cast<char>(0xE7);
    put(bytes_, 8000, 2);
    bytes_ += std::string("\x09\x04\xD0\0\x34", 5);
    put_short_text(bytes_, "c" + std::to_string(at));
  }
  bytes_ += static_cast<char>(0xD1);
  for (const auto &cell : cells) {
    const std::string text = cell ? wide(*cell) : "";
    put(bytes_, cell ? text.size() : 0xFFFF, 2);
    bytes_ += text;
  }
  return done(static_cast<std::uint16_t>(done_count | (more ? done_more : 0)), 1);
}
tds_answer &tds_answer::error(int number, const std::string &text) {
  message(static_cast<char>(0xAA), number, 16, text);
  return done(done_error);
}
tds_answer &tds_answer::print(const std::string &text) {
  message(static_cast<char>(0xAB), 0, 0, text);
  return *this;
}
void tds_answer::message(char token, int number, int severity, const std::string &text) {
  std::string body;
  put(body, static_cast<std::uint64_t>(number), 4);
  put(body, 1, 1);
  put(body, static_cast<std::uint64_t>(severity), 1);
  put(body, odbc::to_utf16(text, "a test's text").size(), 2);
  body += wide(text);
  put_short_text(body, "script");
  put_short_text(body, "");
  put(body, 1, 4);
  bytes_ += token;
  put(bytes_, body.size(), 2);
  bytes_ += body;
}
tds_answer &tds_answer::done(std::uint16_t status, std::uint64_t rows) {
  bytes_ += static_cast<char>(0xFD);
  put(bytes_, status, 2);
  put(bytes_, 0, 2);
  put(bytes_, rows, 8);
  return *this;
}
tds_answer tds_answer::waits_for_attention() {
  tds_answer made;
  made.waits_ = true;
  return made;
}
tds_answer tds_answer::hangs_up() {
  tds_answer made;
  made.ends_ = true;
  return made;
}

tds_server::tds_server(script answers, std::optional<tds_answer> refusal)
    : answers_(std::move(answers)), refusal_(std::move(refusal)) {
  listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listening_, reinterpret_cast<sockaddr *>(&address), size) != 0 || listen(listening_, 8) != 0 ||
      getsockname(listening_, reinterpret_cast<sockaddr *>(&address), &size) != 0)
    throw std::runtime_error("no port of loopback is free");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] {
    for (int line = accept(listening_, nullptr, nullptr); line >= 0;
         line = accept(listening_, nullptr, nullptr)) {
      const std::lock_guard lock(mutex_);
      lines_.push_back(line);
      threads_.emplace_back([this, line] { serve(line); });
    }
  });
}

tds_server::~tds_server() {
  shutdown(listening_, SHUT_RDWR);
  acceptor_.join();
  close(listening_);
  for (const int line : lines_) shutdown(line, SHUT_RDWR);
  for (std::thread &one : threads_) one.join();
  for (const int line : lines_) close(line);
}

std::string tds_server::url() const {
  return "sqlserver://u:secretword@127.0.0.1:" + std::to_string(port_) + "/d";
}
std::vector<std::string> tds_server::statements() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void tds_server::serve(int line) {
  packet got;
  while (read_message(line, got)) {
    bool on = true;
    // Version and "no encryption here".
    if (got.type == prelogin)
      on = send_message(line, std::string("\0\0\x0B\0\6\1\0\x11\0\1\xFF\17\0\7\xD0\0\0\2", 18));
    else if (got.type == login)
      on = send_message(line, refusal_ ? refusal_->bytes() : login_answer()) && !refusal_;
    else if (got.type == attention)
      on = send_message(line, tds_answer().done(done_attention).bytes());
    else if (got.type == batch || got.type == call)
      on = run(line, sql_of(got));
    if (!on) break;
  }
  shutdown(line, SHUT_RDWR);
}

bool tds_server::run(int line, const std::string &sql) {
  {
    const std::lock_guard lock(mutex_);
    seen_.push_back(sql);
  }
  const tds_answer made = answers_(sql);
  if (made.ends()) return false;
  if (made.waits()) return true;  // the attention is the next message
  return send_message(line, made.bytes());
}

}  // namespace tenantry::testing
