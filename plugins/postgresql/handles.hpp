// Owners of libpq's handles.
#pragma once

#include <libpq-fe.h>

#include <memory>

namespace tenantry::postgresql {

template <auto Function>
struct freed_by {
  template <class Handle>
  void operator()(Handle *handle) const noexcept {
    Function(handle);
  }
};

using conn_handle = std::unique_ptr<PGconn, freed_by<PQfinish>>;
using result_handle = std::unique_ptr<PGresult, freed_by<PQclear>>;
using cancel_handle = std::unique_ptr<PGcancel, freed_by<PQfreeCancel>>;
using options_handle = std::unique_ptr<PQconninfoOption, freed_by<PQconninfoFree>>;
using text_handle = std::unique_ptr<char, freed_by<PQfreemem>>;

}  // namespace tenantry::postgresql
