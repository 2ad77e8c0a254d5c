#include "conninfo.hpp"

#include <algorithm>
#include <charconv>

#include "handles.hpp"

namespace tenantry::postgresql {
namespace {

constexpr std::string_view encode_hint =
    "; in a URL write the special characters of a password as %40 for @, %2F for /, %3A for :, %25 for %, or "
    "give user "
    "and password as fields of their own";

[[noreturn]] void refuse(std::string_view why) {
  throw sdk::failure(TNT_BAD_CONFIG,
                     "the database URL cannot be used: " + std::string(why) + std::string(encode_hint));
}

bool is_uri(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

// libpq's words up to the first thing that it quotes from the URL.
std::string without_quotations(std::string_view message) {
  message = message.substr(0, message.find('"'));
  while (!message.empty() && (message.back() == '\n' || message.back() == ' ' || message.back() == ':')) {
    message.remove_suffix(1);
  }
  const bool cut_short =
      message.ends_with("missing") || message.ends_with("after") || message.ends_with("character");
  return cut_short ? std::string(message) + " …" : std::string(message);
}

// The last @ ends the password; libpq takes the first one, or a / before it, for the end.  Where the two
// differ a piece of the password would become a host, a port or a database: user:p@w@host, user:p/w@host.
void check_uri(std::string_view url) {
  const std::size_t end = url.find_first_of("@/", url.find("://") + 3);
  if (end != std::string_view::npos && url.find('@', end + 1) != std::string_view::npos) {
    refuse("it holds an @ that is not encoded");
  }
}

bool is_port_list(std::string_view ports) {
  return std::all_of(ports.begin(), ports.end(),
                     [](char c) { return (c >= '0' && c <= '9') || c == ',' || c == ' '; });
}

void check_port(const connect_parameters &made) {
  const std::string *port = made.find("port");
  if (port != nullptr && !is_port_list(*port)) refuse("its port is not a number");
}

void read_url(std::string_view url, connect_parameters &made) {
  if (url.find('\0') != std::string_view::npos) refuse("it holds a NUL");
  if (is_uri(url)) check_uri(url);
  char *raw_message = nullptr;
  const options_handle options(PQconninfoParse(std::string(url).c_str(), &raw_message));
  const text_handle message(raw_message);
  if (!options) refuse(message ? without_quotations(message.get()) : "out of memory");
  for (const PQconninfoOption *one = options.get(); one->keyword != nullptr; ++one) {
    if (one->val != nullptr) made.set(one->keyword, one->val);
  }
  check_port(made);
}

std::optional<std::chrono::milliseconds> read_timeout(const sdk::config &config,
                                                      const connect_parameters &made) {
  const auto number = [](std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  if (const auto given = config.get("connect_timeout_ms"); given && number(*given) > 0) {
    return std::chrono::milliseconds(number(*given));
  }
  const std::string *seconds = made.find("connect_timeout");
  if (seconds != nullptr && number(*seconds) > 0) return std::chrono::seconds(number(*seconds));
  return std::nullopt;
}

}  // namespace

const std::string *connect_parameters::find(std::string_view key) const {
  for (const auto &[name, value] : values) {
    if (name == key) return &value;
  }
  return nullptr;
}

void connect_parameters::set(std::string_view key, std::string_view value) {
  for (auto &[name, old] : values) {
    if (name == key) {
      old = value;
      return;
    }
  }
  values.emplace_back(key, value);
}

void connect_parameters::set_default(std::string_view key, std::string_view value) {
  const std::string *old = find(key);
  if (!value.empty() && (old == nullptr || old->empty())) set(key, value);
}

connect_parameters read_parameters(const sdk::config &config) {
  config.refuse_unknown_settings({});
  connect_parameters made;
  read_url(config.get_or("url", ""), made);
  made.set_default("dbname", config.get_or("database", ""));
  made.set_default("user", config.get_or("user", ""));
  made.set_default("password", config.get_or("password", ""));
  made.set_default("application_name", config.get_or("application_name", ""));
  made.set_default("fallback_application_name", "tenantry");
  made.set("client_encoding", "UTF8");
  made.timeout = read_timeout(config, made);
  return made;
}

}  // namespace tenantry::postgresql
