#include <tenantry/sdk/ext/draft/diagnose.h>

#include <array>
#include <cstring>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

using blockers_function = decltype(tnt_ext_diagnose::blockers);

const tnt_ext_diagnose &right_diagnose() {
  return *static_cast<const tnt_ext_diagnose *>(right().extension(TNT_EXT_DIAGNOSE));
}

template <blockers_function Blockers>
void with_blockers(tnt_adapter &t) {
  t.extension = [](const char *id) -> const void * {
    if (std::strcmp(id, TNT_EXT_DIAGNOSE) != 0) return right().extension(id);
    static const tnt_ext_diagnose changed = {sizeof(tnt_ext_diagnose), 0, Blockers};
    return &changed;
  };
}

tnt_status sees_nobody(tnt_conn *conn, const tnt_call *call, tnt_text victim, const tnt_sink *,
                       tnt_error *error) {
  return right_diagnose().blockers(conn, call, victim, nullptr, error);
}
tnt_status sees_somebody(tnt_conn *conn, const tnt_call *call, tnt_text victim, const tnt_sink *sink,
                         tnt_error *error) {
  const tnt_status status = right_diagnose().blockers(conn, call, victim, sink, error);
  tnt_cell cell{};
  cell.kind = TNT_TEXT;
  cell.raw = {"0", 1};
  const std::array<tnt_cell, 6> row = {cell, cell, cell, cell, cell, cell};
  if (status == TNT_OK) sink->row(sink->data, row.data(), row.size());
  return status;
}
tnt_status bad_is_internal(tnt_conn *conn, const tnt_call *call, tnt_text victim, const tnt_sink *sink,
                           tnt_error *error) {
  const tnt_status status = right_diagnose().blockers(conn, call, victim, sink, error);
  return status == TNT_BAD_ARGUMENT ? TNT_INTERNAL : status;
}

const wrong a{{.name = "sees-no-blocker",
               .fails = "diagnose.blockers",
               .table = with_blockers<sees_nobody>,
               .right = "postgresql"}};
const wrong b{{.name = "sees-a-blocker-always",
               .fails = "diagnose.nobody",
               .table = with_blockers<sees_somebody>,
               .right = "postgresql"}};
const wrong c{{.name = "no-session-is-internal",
               .fails = "diagnose.no-session",
               .table = with_blockers<bad_is_internal>,
               .right = "postgresql"}};

}  // namespace
}  // namespace tenantry::kit
