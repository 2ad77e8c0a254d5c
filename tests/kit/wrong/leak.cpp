#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

// Never freed, and touched, so that the process grows.
void lose(std::size_t bytes) {
  static std::vector<void *> lost;
  lost.push_back(std::malloc(bytes));
  std::memset(lost.back(), 1, bytes);
}

const wrong grows{{.name = "open-loses-memory", .fails = "leak.opens", .table = [](tnt_adapter &t) {
                     t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                                 tnt_error *error) -> tnt_status {
                       const tnt_status status = right().open(call, config, n, out, error);
                       if (status == TNT_OK) lose(std::size_t{32} * 1024);
                       return status;
                     };
                   }}};
const wrong keeps_descriptor{
    {.name = "failed-open-keeps-descriptor", .fails = "leak.failing-opens", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         static int kept = 0;
         const tnt_status status = right().open(call, config, n, out, error);
         if (status != TNT_OK && ++kept % 50 == 0) (void)dup(2);
         return status;
       };
     }}};
const wrong loses_errors{
    {.name = "error-loses-memory", .fails = "leak.statements", .table = [](tnt_adapter &t) {
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         const tnt_status status = right().execute(conn, call, sql, cells, n, sink, error);
         if (status == TNT_SQL) lose(std::size_t{32} * 1024);
         return status;
       };
     }}};
const wrong keeps_rows{
    {.name = "keeps-big-rows", .fails = "leak.big-result", .table = [](tnt_adapter &t) {
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         if (sink == nullptr) return right().execute(conn, call, sql, cells, n, sink, error);
         static const tnt_sink *real = nullptr;
         real = sink;
         tnt_sink keeping = *sink;
         keeping.row = [](void *data, const tnt_cell *row, std::size_t width) -> tnt_status {
           static std::vector<std::string> kept;
           if (width == 1 && row[0].raw.size > 1000) kept.emplace_back(row[0].raw.data, row[0].raw.size);
           return real->row(data, row, width);
         };
         return right().execute(conn, call, sql, cells, n, &keeping, error);
       };
     }}};
const wrong commits{{.name = "close-keeps-the-transaction",
                     .fails = "leak.close-in-transaction",
                     .table = [](tnt_adapter &t) {
                       t.close = [](tnt_conn *conn) {
                         if (conn != nullptr && right().transaction_state(conn) == TNT_TX_ACTIVE) {
                           tnt_call endless{};
                           endless.struct_size = sizeof endless;
                           endless.stop_fd = -1;
                           endless.deadline_ns = INT64_MAX;
                           tnt_error error{};
                           error.struct_size = sizeof error;
                           right().commit(conn, &endless, &error);
                         }
                         right().close(conn);
                       };
                     }}};

}  // namespace
}  // namespace tenantry::kit
