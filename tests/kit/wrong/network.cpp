#include <chrono>
#include <ctime>
#include <string_view>
#include <thread>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

std::string_view view(tnt_text text) {
  return {text.data, text.size};
}

void nap() {
  std::this_thread::sleep_for(std::chrono::seconds(3));
}

// The tests of this group that lose a connection say SELECT 4.
bool is_plain(tnt_text sql) {
  return view(sql) == "SELECT 4";
}

tnt_status last_status = TNT_OK;

const wrong says_none{
    {.name = "lost-statement-had-no-effect",
     .fails = "network.cut-in-statement",
     .table =
         [](tnt_adapter &t) {
           t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                          std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
             const tnt_status status = right().execute(conn, call, sql, cells, n, sink, error);
             if (status == TNT_CONNECTION_LOST) error->effect = TNT_EFFECT_NONE;
             return status;
           };
         },
     .right = "postgresql"}};
const wrong half_is_whole{
    {.name = "cut-result-is-whole",
     .fails = "network.cut-in-rows",
     .table =
         [](tnt_adapter &t) {
           t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                          std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
             const tnt_status status = right().execute(conn, call, sql, cells, n, sink, error);
             const bool rows = view(sql).starts_with("SELECT a.cell");
             return rows && status == TNT_CONNECTION_LOST ? TNT_OK : status;
           };
         },
     .right = "postgresql"}};
const wrong begin_is_sql{{.name = "lost-begin-is-sql",
                          .fails = "network.cut-before-begin",
                          .table =
                              [](tnt_adapter &t) {
                                t.begin = [](tnt_conn *conn, const tnt_call *call, const tnt_begin *options,
                                             tnt_error *error) -> tnt_status {
                                  const tnt_status status = right().begin(conn, call, options, error);
                                  return status == TNT_CONNECTION_LOST ? TNT_SQL : status;
                                };
                              },
                          .right = "postgresql"}};
const wrong ping_is_fine{{.name = "ping-asks-nobody",
                          .fails = "network.idle-ping",
                          .table =
                              [](tnt_adapter &t) {
                                t.ping = [](tnt_conn *, const tnt_call *, tnt_error *) -> tnt_status {
                                  return TNT_OK;
                                };
                              },
                          .right = "postgresql"}};
const wrong stays_unknown{
    {.name = "second-loss-is-unknown",
     .fails = "network.after-lost",
     .table =
         [](tnt_adapter &t) {
           t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                          std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
             const tnt_status status = right().execute(conn, call, sql, cells, n, sink, error);
             if (status == TNT_CONNECTION_LOST) error->effect = TNT_EFFECT_UNKNOWN;
             return status;
           };
         },
     .right = "postgresql"}};
const wrong waits_longer{{.name = "silent-line-ends-late",
                          .fails = "network.silent-line",
                          .table =
                              [](tnt_adapter &t) {
                                t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql,
                                               const tnt_cell *cells, std::size_t n, const tnt_sink *sink,
                                               tnt_error *error) -> tnt_status {
                                  tnt_call late = *call;
                                  if (is_plain(sql)) late.deadline_ns += 1'000'000'000;
                                  return right().execute(conn, &late, sql, cells, n, sink, error);
                                };
                              },
                          .right = "postgresql"}};
const wrong slow_cancel{
    {.name = "silent-cancel-waits",
     .fails = "network.silent-cancel",
     .table =
         [](tnt_adapter &t) {
           t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                          std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
             const tnt_status status = right().execute(conn, call, sql, cells, n, sink, error);
             last_status = is_plain(sql) ? status : TNT_OK;
             return status;
           };
           t.cancel = [](tnt_conn *conn) {
             if (last_status == TNT_TIMEOUT) nap();
             right().cancel(conn);
           };
         },
     .right = "postgresql"}};
const wrong slow_close{{.name = "close-waits-for-server",
                        .fails = "network.silent-close",
                        .table =
                            [](tnt_adapter &t) {
                              t.close = [](tnt_conn *conn) {
                                tnt_call a_while{};
                                a_while.struct_size = sizeof a_while;
                                a_while.stop_fd = -1;
                                timespec now{};
                                clock_gettime(CLOCK_MONOTONIC, &now);
                                a_while.deadline_ns =
                                    (now.tv_sec + 1) * std::int64_t{1'000'000'000} + now.tv_nsec;
                                tnt_error error{};
                                error.struct_size = sizeof error;
                                if (conn != nullptr) right().ping(conn, &a_while, &error);
                                right().close(conn);
                              };
                            },
                        .right = "postgresql"}};
const wrong no_new{{.name = "no-connection-after-loss",
                    .fails = "network.new-after-lost",
                    .table =
                        [](tnt_adapter &t) {
                          t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql,
                                         const tnt_cell *cells, std::size_t n, const tnt_sink *sink,
                                         tnt_error *error) -> tnt_status {
                            const tnt_status status = right().execute(conn, call, sql, cells, n, sink, error);
                            if (is_plain(sql)) last_status = status;
                            return status;
                          };
                          t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n,
                                      tnt_conn **out, tnt_error *error) -> tnt_status {
                            return last_status == TNT_CONNECTION_LOST
                                       ? TNT_UNREACHABLE
                                       : right().open(call, config, n, out, error);
                          };
                        },
                    .right = "postgresql"}};
const wrong internal{{.name = "no-database-is-internal",
                      .fails = "network.no-database-there",
                      .table =
                          [](tnt_adapter &t) {
                            t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n,
                                        tnt_conn **out, tnt_error *error) -> tnt_status {
                              const tnt_status status = right().open(call, config, n, out, error);
                              const bool babble = TNT_HAS(error, message) &&
                                                  std::string_view(error->message).find("SSL negotiation") !=
                                                      std::string_view::npos;
                              return status != TNT_OK && babble ? TNT_INTERNAL : status;
                            };
                          },
                      .right = "postgresql"}};

}  // namespace
}  // namespace tenantry::kit
