#include "connect.hpp"

#include <poll.h>

#include <algorithm>

#include "wait.hpp"

namespace tenantry::postgresql {
namespace {

bool is_code_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

// "FATAL:  3D000: database …": five characters between two blanks and a colon.
std::size_t find_code(std::string_view line) {
  for (std::size_t at = line.find(":  "); at != std::string_view::npos; at = line.find(":  ", at + 1)) {
    const std::string_view code = line.substr(at + 3, 7);
    if (code.size() == 7 && code.substr(5) == ": " &&
        std::all_of(code.begin(), code.begin() + 5, is_code_character)) {
      return at + 3;
    }
  }
  return std::string_view::npos;
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

tnt_status status_of(const connect_words &words, PGconn *conn) {
  if (words.sqlstate.starts_with("28")) return TNT_AUTH;
  if (words.sqlstate == "42501") return TNT_AUTH;  // no right to connect to this database
  if (!words.sqlstate.empty()) return TNT_UNREACHABLE;
  const std::string_view text = words.message;
  if (PQconnectionNeedsPassword(conn) != 0 || holds(text, "certificate") || holds(text, "SCRAM"))
    return TNT_AUTH;
  const bool names_server = holds(text, "connection to server") ||
                            holds(text, "could not translate host name") || holds(text, "server closed") ||
                            holds(text, "timeout expired");
  return names_server ? TNT_UNREACHABLE : TNT_BAD_CONFIG;
}

sdk::failure failed_connect(PGconn *conn) {
  connect_words words = read_connect_error(PQerrorMessage(conn));
  const tnt_status status = status_of(words, conn);
  sdk::failure why(status, words.message.empty() ? "the server refused the connection" : words.message);
  why.sqlstate(words.sqlstate);
  if (status != TNT_UNREACHABLE) return why;
  // Without its database a server will not have it the next time either.
  return why.retry(words.sqlstate == "3D000" ? sdk::retry::never : sdk::retry::new_connection);
}

conn_handle start(const connect_parameters &parameters) {
  std::vector<const char *> keys, values;
  for (const auto &[key, value] : parameters.values) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  conn_handle conn(PQconnectStartParams(keys.data(), values.data(), 0));
  if (!conn) throw std::bad_alloc();
  // The only way to the SQLSTATE of a refusal before libpq 18 is its verbose text.
  PQsetErrorVerbosity(conn.get(), PQERRORS_VERBOSE);
  return conn;
}

// The call with a nearer deadline, where the configuration asks for one.  Its stop asks the outer call's: the
// host must get back the very pointer that it gave.
struct bounded_call {
  bounded_call(const sdk::call &outer, std::optional<std::chrono::milliseconds> timeout) {
    raw.struct_size = sizeof raw;
    raw.stop_fd = outer.stop_fd();
    raw.deadline_ns = outer.deadline_ns();
    raw.host_data = const_cast<sdk::call *>(&outer);
    raw.stop = [](const tnt_call *self) -> std::int32_t {
      return static_cast<const sdk::call *>(self->host_data)->stop_requested() ? 1 : 0;
    };
    if (timeout) {
      const std::int64_t nearer = sdk::call::now_ns() + std::chrono::nanoseconds(*timeout).count();
      raw.deadline_ns = std::min(raw.deadline_ns, nearer);
    }
  }
  tnt_call raw{};
};

void wait_for_server(PGconn *conn, PostgresPollingStatusType wanted, const sdk::call &call) {
  const short events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT;
  const wake woken = wait_for_socket(PQsocket(conn), events, call);
  if (woken == wake::ready) return;
  const bool stopped = woken == wake::stopped;
  throw sdk::failure(
      stopped ? TNT_CANCELLED : TNT_TIMEOUT,
      stopped ? "connecting was stopped" : "the server did not accept the connection before the deadline")
      .retry(sdk::retry::new_connection)
      .effect(sdk::effect::none);
}

}  // namespace

connect_words read_connect_error(std::string_view verbose) {
  connect_words words;
  while (!verbose.empty()) {
    const std::size_t end = verbose.find('\n');
    std::string line(verbose.substr(0, end));
    verbose = end == std::string_view::npos ? std::string_view() : verbose.substr(end + 1);
    if (line.starts_with('\t')) line.erase(0, 1);  // libpq indents its hints
    if (line.empty() || line.starts_with("LOCATION:")) continue;
    if (const std::size_t code = find_code(line); code != std::string::npos) {
      words.sqlstate = line.substr(code, 5);
      line.erase(code, 7);
    }
    if (!words.message.empty()) words.message += "; ";
    words.message += line;
  }
  return words;
}

conn_handle connect(const connect_parameters &parameters, const sdk::call &outer) {
  outer.check("connecting", sdk::effect::none);
  const bounded_call bounded(outer, parameters.timeout);
  const sdk::call call(&bounded.raw);
  conn_handle conn = start(parameters);
  PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;
  while (PQstatus(conn.get()) != CONNECTION_BAD && wanted != PGRES_POLLING_OK) {
    wait_for_server(conn.get(), wanted, call);  // PQsocket anew each time: it changes between hosts
    wanted = PQconnectPoll(conn.get());
    if (wanted == PGRES_POLLING_FAILED) break;
  }
  if (PQstatus(conn.get()) != CONNECTION_OK) throw failed_connect(conn.get());
  return conn;
}

}  // namespace tenantry::postgresql
