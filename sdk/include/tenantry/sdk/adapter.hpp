/// @file
/// The C++ layer over adapter.h: header only, compiled into the adapter, needs the standard library alone.
///
/// @code
///   struct demo {                          // the facts
///     using connection = demo_connection;  // derives from sdk::connection and what else it can
///     using script = demo_script;          // optional, derives from sdk::script
///     using dialect = demo_dialect;        // optional, derives from sdk::dialect
///     static constexpr std::string_view id = "org.example.demo", version = "1.0.0";
///     static constexpr std::string_view database_types[] = {"DEMO"};
///     static constexpr std::uint64_t traits = TNT_TRAIT_CANCEL;
///     static std::unique_ptr<demo_connection> open(const sdk::call &, const sdk::config &);
///   };
///   TENANTRY_ADAPTER(demo)                 // once, at file scope, outside any namespace
/// @endcode
/// What else a connection can derive from: lockable, batching, identifiable, administrable, diagnosing,
/// probing, introspecting.
#pragma once
#include <tenantry/sdk/connection.hpp>
#include <tenantry/sdk/tables.hpp>

namespace tenantry::sdk {

/// The entry function's body: keeps the host and gives the table of Facts. [load]
template <class Facts>
tnt_status enter(const tnt_host *host, const tnt_adapter **out, tnt_error *error) noexcept {
  return fence(error, [&] {
    if (out == nullptr) throw failure(TNT_BAD_ARGUMENT, "the host gave no place for the table");
    current_host = host;
    *out = &glue<Facts>::table();
  });
}

}  // namespace tenantry::sdk

/// Defines the one exported function for a struct of facts.
#define TENANTRY_ADAPTER(Facts)                                                                           \
  extern "C" TNT_ENTRY_LINKAGE tnt_status TNT_ENTRY_SYMBOL(const tnt_host *host, const tnt_adapter **out, \
                                                           tnt_error *error) {                            \
    return ::tenantry::sdk::enter<Facts>(host, out, error);                                               \
  }
