#pragma once
// What many wrongs share: passing a call on, and looking at what came of it.
#include <cstring>
#include <string>
#include <string_view>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {

inline std::string_view as_view(tnt_text text) {
  return {text.data, text.size};
}

inline bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline bool holds(tnt_text text, std::string_view part) {
  return holds(as_view(text), part);
}

inline std::string_view field_of(const tnt_field *config, std::size_t n, std::string_view key) {
  for (std::size_t at = 0; at < n; ++at)
    if (as_view(config[at].key) == key) return as_view(config[at].value);
  return {};
}

// One execute, as it came.
struct execution {
  tnt_conn *conn;
  const tnt_call *call;
  tnt_text sql;
  const tnt_cell *cells;
  std::size_t n;
  const tnt_sink *sink;
  tnt_error *error;

  [[nodiscard]] tnt_status pass() const { return right().execute(conn, call, sql, cells, n, sink, error); }
  // A text among the parameters.
  [[nodiscard]] bool has(std::string_view parameter) const {
    for (std::size_t at = 0; at < n; ++at)
      if (cells[at].kind == TNT_TEXT && as_view(cells[at].raw) == parameter) return true;
    return false;
  }
};

// execute that Does(execution) -> tnt_status.
template <tnt_status (*Does)(const execution &)>
tnt_status executing(tnt_conn *conn, const tnt_call *call, tnt_text sql, const tnt_cell *cells, std::size_t n,
                     const tnt_sink *sink, tnt_error *error) {
  return Does({conn, call, sql, cells, n, sink, error});
}

// A copy of an extension of the right adapter, for one member to be changed in.
template <class Extension>
Extension copy_of(const char *id) {
  return *static_cast<const Extension *>(right().extension(id));
}

}  // namespace tenantry::kit
