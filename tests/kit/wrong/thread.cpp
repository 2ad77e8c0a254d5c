#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

std::string_view view(tnt_text text) {
  return {text.data, text.size};
}

// Stays long enough inside for another thread to come; alone: nobody else was there.
class inside {
 public:
  inside() : alone_(++count == 1) { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }
  ~inside() { --count; }
  inside(const inside &) = delete;
  inside &operator=(const inside &) = delete;
  [[nodiscard]] bool alone() const { return alone_; }

 private:
  static inline std::atomic<int> count{0};
  bool alone_;
};

const wrong meets{
    {.name = "connections-meet", .fails = "thread.eight-connections", .table = [](tnt_adapter &t) {
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         const bool plain = view(sql).starts_with("SELECT ") && sql.data[7] >= '0' && sql.data[7] <= '9';
         if (!plain) return right().execute(conn, call, sql, cells, n, sink, error);
         const inside now;
         return now.alone() ? right().execute(conn, call, sql, cells, n, sink, error) : TNT_INTERNAL;
       };
     }}};
const wrong loses{
    {.name = "loses-second-writer", .fails = "thread.eight-writers", .table = [](tnt_adapter &t) {
       t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells,
                      std::size_t n, const tnt_sink *sink, tnt_error *error) -> tnt_status {
         if (!view(sql).starts_with("INSERT")) return right().execute(conn, call, sql, cells, n, sink, error);
         const inside now;
         return now.alone() ? right().execute(conn, call, sql, cells, n, sink, error) : TNT_OK;
       };
     }}};
const wrong stays{
    {.name = "connection-stays-on-thread", .fails = "thread.connection-moves", .table = [](tnt_adapter &t) {
       static std::mutex mutex;
       static std::map<tnt_conn *, std::thread::id> homes;
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         const tnt_status status = right().open(call, config, n, out, error);
         const std::lock_guard guard(mutex);
         if (status == TNT_OK) homes[*out] = std::this_thread::get_id();
         return status;
       };
       t.ping = [](tnt_conn *conn, const tnt_call *call, tnt_error *error) -> tnt_status {
         const std::lock_guard guard(mutex);
         return homes[conn] == std::this_thread::get_id() ? right().ping(conn, call, error) : TNT_INTERNAL;
       };
     }}};
const wrong opens_one{
    {.name = "opens-one-at-a-time", .fails = "thread.open-and-close", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         const inside now;
         return now.alone() ? right().open(call, config, n, out, error) : TNT_INTERNAL;
       };
     }}};
const wrong first_thread{
    {.name = "extensions-for-first-thread", .fails = "thread.any", .table = [](tnt_adapter &t) {
       static const std::thread::id first = std::this_thread::get_id();
       t.extension = [](const char *id) -> const void * {
         return std::this_thread::get_id() == first ? right().extension(id) : nullptr;
       };
     }}};

}  // namespace
}  // namespace tenantry::kit
