#pragma once
// The one error of the project: what went wrong, on what, whether anything took effect, and where in which
// file. Functions add context on the way up with while_doing(); who shows it joins the parts with
// to_string().
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenantry {

// The statuses of the adapter contract, in its order and with its values, and what only the host can meet.
enum class category : std::int32_t {
  unsupported = 1,
  bad_argument = 2,
  bad_config = 3,
  auth = 4,
  unreachable = 5,
  sql = 6,
  conflict = 7,
  locked = 8,
  timeout = 9,
  cancelled = 10,
  connection_lost = 11,
  internal = 12,
  folder = 100,   // the migration folder is not as it should be
  history = 101,  // a database's history contradicts the folder
  usage = 102,    // the command line or the configuration file
};

enum class retry : std::uint8_t { unknown = 0, never = 1, same_connection = 2, new_connection = 3 };
enum class effect : std::uint8_t { unknown = 0, none = 1, applied = 2 };

// A place in a text that a person can open. line and column count from 1; 0: unknown.
struct position {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct error {
  tenantry::category category = category::internal;
  std::string message;
  std::string next;                  // what to do about it, "" if the message says it
  std::vector<std::string> context;  // "while …", innermost first
  std::string sqlstate;              // "" if the server gave none
  std::int32_t native_code = 0;      // the server's own number, 0 if none
  tenantry::retry retry = retry::unknown;
  tenantry::effect effect = effect::unknown;
  position where;
  std::uint32_t offset = 0;     // 1-based byte in the statement's text, 0 if unknown
  std::uint32_t statement = 0;  // counts from 1 within its migration, 0 if none
  std::string sql;              // excerpt of the statement
  std::vector<std::pair<std::string, std::string>> details;  // detail, hint, constraint, blocker …
};

// "sql", "connection_lost" …: the names that the JSON output promises.
std::string_view to_string(category c);
std::string_view to_string(effect e);

// One paragraph for a person: position, message, context, details, next step.
std::string to_string(const error &e);

// An error with no effect on any database; the usual one for files, configuration and arguments.
error make_error(category c, std::string message, std::string next = {});

// Adds "while …" to an error on its way up.
error while_doing(error e, std::string what);

}  // namespace tenantry
