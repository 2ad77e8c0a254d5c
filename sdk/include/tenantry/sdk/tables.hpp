/// @file
/// The C table behind an author's classes: glue<Facts> holds one static function for each member of
/// tnt_adapter. Part of adapter.hpp.
#pragma once
#include <tenantry/sdk/extension_tables.hpp>

#include <iterator>
#include <memory>

namespace tenantry::sdk {

/// The host that loaded this adapter; NULL before the entry function ran.
inline const tnt_host *current_host = nullptr;

/// A line in the host's log; never a secret. [any]
inline void log(std::int32_t level, std::string_view message, const call *during = nullptr) noexcept {
  const tnt_host *host = current_host;
  if (host == nullptr || !TNT_HAS(host, log) || host->log == nullptr) return;
  if (host->log_wants != nullptr && host->log_wants(host, level) == 0) return;
  host->log(host, during == nullptr ? nullptr : during->raw(), level, text(message), nullptr, 0);
}

template <class Facts>
concept with_shutdown = requires {
  Facts::shutdown();
};
template <class Facts>
struct glue {
  using connection_type = typename Facts::connection;
  static_assert(std::is_base_of_v<connection, connection_type>,
                "Facts::connection derives from sdk::connection");

  static connection_type &at(tnt_conn *conn) { return *reinterpret_cast<connection_type *>(conn); }

  // ---- tnt_adapter

  static tnt_status open(const tnt_call *raw, const tnt_field *fields, std::size_t n, tnt_conn **out,
                         tnt_error *error) {
    return fence(error, [&] {
      *out = nullptr;
      std::unique_ptr<connection_type> made = Facts::open(call(raw), config(fields, n));
      *out = reinterpret_cast<tnt_conn *>(made.release());
    });
  }
  static void close(tnt_conn *conn) {
    if (conn != nullptr) fence(nullptr, [&] { delete &at(conn); });
  }
  static tnt_status ping(tnt_conn *conn, const tnt_call *raw, tnt_error *error) {
    return fence(error, [&] { at(conn).ping(call(raw)); });
  }
  static tnt_status execute(tnt_conn *conn, const tnt_call *raw, tnt_text sql, const tnt_cell *parameters,
                            std::size_t n, const tnt_sink *sink, tnt_error *error) {
    return fence(error, [&] {
      row_writer rows(sink);
      at(conn).execute(call(raw), view(sql), std::span(parameters, n), rows);
    });
  }
  static tnt_status begin(tnt_conn *conn, const tnt_call *raw, const tnt_begin *options, tnt_error *error) {
    return fence(error, [&] { at(conn).begin(call(raw), read_begin(options)); });
  }
  static tnt_status commit(tnt_conn *conn, const tnt_call *raw, tnt_error *error) {
    return fence(error, [&] { at(conn).commit(call(raw)); });
  }
  static tnt_status rollback(tnt_conn *conn, const tnt_call *raw, tnt_error *error) {
    return fence(error, [&] { at(conn).rollback(call(raw)); });
  }
  static tnt_status session_limits(tnt_conn *conn, const tnt_call *raw, const tnt_begin *options,
                                   tnt_error *error) {
    return fence(error, [&] {
      const transaction_options read = read_begin(options);
      at(conn).session_limits(call(raw), options == nullptr ? nullptr : &read);
    });
  }
  static std::int32_t state(tnt_conn *conn) { return static_cast<std::int32_t>(at(conn).state()); }
  static void cancel(tnt_conn *conn) { at(conn).cancel(); }

  static void shutdown() {
    if constexpr (with_shutdown<Facts>) fence(nullptr, [] { Facts::shutdown(); });
  }

  // ---- the table itself

  static const tnt_adapter &table() {
    static const type_list types;
    static const tnt_adapter made = {sizeof(tnt_adapter),
                                     TNT_ABI_MINOR,
                                     text(Facts::id),
                                     text(Facts::version),
                                     types.all,
                                     std::size(Facts::database_types),
                                     Facts::traits,
                                     open,
                                     close,
                                     ping,
                                     execute,
                                     begin,
                                     commit,
                                     rollback,
                                     session_limits,
                                     state,
                                     cancel,
                                     extension_glue<Facts>::extension,
                                     shutdown};
    return made;
  }

 private:
  struct type_list {
    tnt_text all[std::size(Facts::database_types)];
    type_list() {
      std::size_t at = 0;
      for (const std::string_view one : Facts::database_types) all[at++] = text(one);
    }
  };
};

}  // namespace tenantry::sdk
