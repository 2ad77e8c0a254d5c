#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

std::string_view view(tnt_text text) {
  return {text.data, text.size};
}

std::int32_t never(const tnt_call *) {
  return 0;
}

// A call that nobody stops.
tnt_call unstopped(const tnt_call *call) {
  tnt_call deaf = *call;
  deaf.stop_fd = -1;
  deaf.stop = never;
  return deaf;
}

// execute with the call that Change makes of it.
template <tnt_call (*Change)(const tnt_call *)>
tnt_status changed(tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells, std::size_t n,
                   const tnt_sink *sink, tnt_error *error) {
  const tnt_call other = Change(call);
  return right().execute(conn, &other, sql, cells, n, sink, error);
}

tnt_call with_descriptor_alone(const tnt_call *call) {
  tnt_call deaf = *call;
  deaf.stop = never;
  return deaf;
}
tnt_call with_function_alone(const tnt_call *call) {
  tnt_call deaf = *call;
  deaf.stop_fd = -1;
  return deaf;
}
tnt_call started_anyway(const tnt_call *call) {
  return call->stop(call) != 0 ? unstopped(call) : *call;
}

const wrong deaf{{.name = "asks-no-stop-function",
                  .fails = "cancel.stop-function",
                  .table = [](tnt_adapter &t) { t.execute = changed<with_descriptor_alone>; }}};
const wrong blind{{.name = "watches-no-descriptor",
                   .fails = "cancel.stop-descriptor",
                   .table = [](tnt_adapter &t) { t.execute = changed<with_function_alone>; }}};
const wrong starts{{.name = "starts-although-stopped",
                    .fails = "cancel.stop-before",
                    .table = [](tnt_adapter &t) { t.execute = changed<started_anyway>; }}};
const wrong deaf_open{{.name = "open-hears-no-stop",
                       .fails = "cancel.stop-open",
                       .table =
                           [](tnt_adapter &t) {
                             t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n,
                                         tnt_conn **out, tnt_error *error) -> tnt_status {
                               tnt_call other = unstopped(call);
                               if (call->stop_fd >= 0) other.deadline_ns -= 17'000'000'000;
                               const tnt_status status = right().open(&other, config, n, out, error);
                               return status == TNT_TIMEOUT && call->stop_fd >= 0 ? TNT_CANCELLED : status;
                             };
                           },
                       .right = "postgresql"}};

// What was executed last, and on which connection.
const tnt_conn *last_on = nullptr;
std::string last_sql;
tnt_status last_status = TNT_OK;

tnt_status noting(tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells, std::size_t n,
                  const tnt_sink *sink, tnt_error *error) {
  last_on = conn;
  last_sql = view(sql);
  return last_status = right().execute(conn, call, sql, cells, n, sink, error);
}

const wrong crashes_idle{
    {.name = "idle-cancel-crashes", .fails = "cancel.idle", .with = "crashed", .table = [](tnt_adapter &t) {
       static std::set<tnt_conn *> used;
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         used.insert(conn);
         return right().execute(conn, call, sql, cells, n, sink, error);
       };
       t.cancel = [](tnt_conn *conn) {
         if (used.count(conn) == 0) std::abort();
         right().cancel(conn);
       };
     }}};
const wrong takes_back{
    {.name = "cancel-takes-back", .fails = "cancel.after-end", .table = [](tnt_adapter &t) {
       t.execute = noting;
       t.cancel = [](tnt_conn *conn) {
         right().cancel(conn);
         if (last_on != conn || last_status != TNT_OK || !last_sql.starts_with("INSERT INTO ")) return;
         const std::string rest = last_sql.substr(12), undo = "DELETE FROM " + rest.substr(0, rest.find(' '));
         tnt_call endless{};
         endless.struct_size = sizeof endless;
         endless.stop_fd = -1;
         endless.deadline_ns = INT64_MAX;
         endless.stop = never;
         tnt_error error{};
         error.struct_size = sizeof error;
         right().execute(conn, &endless, {undo.data(), undo.size()}, nullptr, 0, nullptr, &error);
       };
     }}};
const wrong crashes_twice{{.name = "second-cancel-crashes",
                           .fails = "cancel.twice",
                           .with = "crashed",
                           .table = [](tnt_adapter &t) {
                             static tnt_conn *cancelled = nullptr;
                             t.cancel = [](tnt_conn *conn) {
                               if (cancelled == conn) std::abort();
                               cancelled = conn;
                               right().cancel(conn);
                             };
                             t.close = [](tnt_conn *conn) {
                               if (cancelled == conn) cancelled = nullptr;
                               right().close(conn);
                             };
                           }}};
const wrong does_nothing{{.name = "cancel-does-nothing",
                          .fails = "cancel.server-stops",
                          .table =
                              [](tnt_adapter &t) {
                                t.execute = noting;
                                t.cancel = [](tnt_conn *conn) {
                                  if (last_sql.find("/* kit_") == std::string::npos) right().cancel(conn);
                                };
                              },
                          .right = "postgresql"}};
const wrong keeps_open{
    {.name = "close-keeps-transaction", .fails = "cancel.frees-locks", .table = [](tnt_adapter &t) {
       t.close = [](tnt_conn *conn) {
         if (conn != nullptr && right().transaction_state(conn) == TNT_TX_ACTIVE) return;
         right().close(conn);
       };
     }}};
const wrong ends_all{{.name = "cancel-ends-all", .fails = "cancel.bystander", .table = [](tnt_adapter &t) {
                        static std::set<tnt_conn *> all;
                        t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n,
                                    tnt_conn **out, tnt_error *error) -> tnt_status {
                          const tnt_status status = right().open(call, config, n, out, error);
                          if (status == TNT_OK) all.insert(*out);
                          return status;
                        };
                        t.close = [](tnt_conn *conn) {
                          all.erase(conn);
                          right().close(conn);
                        };
                        t.cancel = [](tnt_conn *) {
                          for (tnt_conn *one : all) right().cancel(one);
                        };
                      }}};

}  // namespace
}  // namespace tenantry::kit
