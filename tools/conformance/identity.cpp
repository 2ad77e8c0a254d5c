#include "tools/conformance/identity.hpp"

#include <fmt/format.h>

namespace tenantry::conformance {

identity_row identify(subject &it, connection &on) {
  const auto *admin = it.extension<tnt_ext_admin>("tenantry.admin/1");
  answer rows;
  const collector sink(rows);
  it.must(ask({}, [&](const tnt_call *during,
                      tnt_error *error) { return admin->identify(on.raw(), during, sink.raw(), error); }),
          "identify");
  it.expect(rows.rows.size() == 1, fmt::format("identify gave {} rows instead of one", rows.rows.size()));
  identity_row read;
  for (std::size_t at = 0; at < rows.columns.size() && at < rows.rows[0].size(); ++at)
    read[rows.columns[at]] = rows.rows[0][at];
  for (const char *name : {"server", "database", "session", "version", "flavour", "writable", "pooled"})
    it.expect(read.contains(name), fmt::format("identify gave no column \"{}\"", name));
  return read;
}

}  // namespace tenantry::conformance
