#include "prepared_text.hpp"

namespace tenantry::postgresql {

prepared_text::prepared_text(std::string_view sql, std::span<const tnt_cell> parameters)
    : parameters_(parameters) {
  if (const std::size_t nul = sql.find('\0'); nul != std::string_view::npos) {
    throw sdk::failure(TNT_BAD_ARGUMENT, "the statement holds a NUL byte").offset(nul + 1);
  }
  if (parameters.empty()) {
    plain_ = sql;
    return;
  }
  numbered_ = number_placeholders(sql);
  if (numbered_->written_at.size() == parameters.size()) return;
  throw sdk::failure(TNT_BAD_ARGUMENT, "the statement has " + std::to_string(numbered_->written_at.size()) +
                                           " parameters, but " + std::to_string(parameters.size()) +
                                           " were given");
}

bool prepared_text::send(PGconn *conn) const {
  const char *text = numbered_ ? numbered_->text.c_str() : plain_.c_str();
  return PQsendQueryParams(conn, text, parameters_.size(), nullptr, parameters_.values(), nullptr, nullptr,
                           0) != 0;
}

}  // namespace tenantry::postgresql
