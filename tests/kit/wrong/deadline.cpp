#include <ctime>
#include <map>
#include <string_view>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

constexpr std::int64_t second = 1'000'000'000;

std::string_view view(tnt_text text) {
  return {text.data, text.size};
}

std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * second + now.tv_nsec;
}

bool is_long(std::string_view sql) {
  return sql.find("pg_sleep") != std::string_view::npos || sql.find("RECURSIVE") != std::string_view::npos;
}
bool is_insert(std::string_view sql) {
  return sql.starts_with("INSERT");
}
bool is_select_of_rows(std::string_view sql) {
  return sql.starts_with("SELECT id");
}

// The call with another deadline, where that was near.
tnt_call with_more_time(const tnt_call *call, std::int64_t more) {
  tnt_call late = *call;
  const std::int64_t left = late.deadline_ns - now_ns();
  if (left > 0 && left < 3 * second) late.deadline_ns += more;
  return late;
}

template <bool (*Which)(std::string_view), std::int64_t More>
tnt_status late_execute(tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                        std::size_t n, const tnt_sink *sink, tnt_error *error) {
  const tnt_call late = with_more_time(call, Which(view(sql)) ? More : 0);
  return right().execute(conn, &late, sql, cells, n, sink, error);
}

const wrong ends_late{{.name = "statement-ends-late",
                       .fails = "deadline.execute",
                       .table = [](tnt_adapter &t) { t.execute = late_execute<is_long, second>; }}};
const wrong late_wait{{.name = "lock-wait-ends-late",
                       .fails = "deadline.lock-wait",
                       .table = [](tnt_adapter &t) { t.execute = late_execute<is_insert, second>; }}};
const wrong late_rows{
    {.name = "rows-forget-deadline", .fails = "deadline.slow-rows", .table = [](tnt_adapter &t) {
       t.execute = late_execute<is_select_of_rows, 10 * second>;
     }}};
const wrong late_open{{.name = "open-ends-late",
                       .fails = "deadline.open",
                       .table =
                           [](tnt_adapter &t) {
                             t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n,
                                         tnt_conn **out, tnt_error *error) -> tnt_status {
                               const tnt_call late = with_more_time(call, second);
                               return right().open(&late, config, n, out, error);
                             };
                           },
                       .right = "postgresql"}};
const wrong runs_past{
    {.name = "past-deadline-runs", .fails = "deadline.already-past", .table = [](tnt_adapter &t) {
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         tnt_call later = *call;
         if (later.deadline_ns <= now_ns()) later.deadline_ns += 5 * second;
         return right().execute(conn, &later, sql, cells, n, sink, error);
       };
     }}};
const wrong late_begin{{.name = "begin-ends-late", .fails = "deadline.begin", .table = [](tnt_adapter &t) {
                          t.begin = [](tnt_conn *conn, const tnt_call *call, const tnt_begin *options,
                                       tnt_error *error) -> tnt_status {
                            const tnt_call late = with_more_time(call, second);
                            return right().begin(conn, &late, options, error);
                          };
                        }}};
const wrong no_endless{{.name = "no-deadline-is-past", .fails = "deadline.none", .table = [](tnt_adapter &t) {
                          t.ping = [](tnt_conn *conn, const tnt_call *call, tnt_error *error) -> tnt_status {
                            return call->deadline_ns == INT64_MAX ? TNT_TIMEOUT
                                                                  : right().ping(conn, call, error);
                          };
                        }}};
const wrong remembers{
    {.name = "deadline-stays-armed", .fails = "deadline.of-its-own-call", .table = [](tnt_adapter &t) {
       static std::map<tnt_conn *, std::int64_t> armed;
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         if (view(sql) == "SELECT 1") armed[conn] = call->deadline_ns;
         return right().execute(conn, call, sql, cells, n, sink, error);
       };
       t.ping = [](tnt_conn *conn, const tnt_call *call, tnt_error *error) -> tnt_status {
         const auto found = armed.find(conn);
         const bool rings = found != armed.end() && found->second <= now_ns();
         return rings ? TNT_TIMEOUT : right().ping(conn, call, error);
       };
     }}};

}  // namespace
}  // namespace tenantry::kit
