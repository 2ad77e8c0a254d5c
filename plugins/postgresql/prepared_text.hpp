// One statement ready to send: its text NUL ended and with $1 for ?, its parameters as text.
#pragma once

#include <optional>

#include "placeholders.hpp"
#include "values.hpp"

namespace tenantry::postgresql {

class prepared_text {
 public:
  // Throws TNT_BAD_ARGUMENT where the number of ? is not that of the parameters, or a NUL is in the text.
  prepared_text(std::string_view sql, std::span<const tnt_cell> parameters);

  // Queues it on the connection; false when libpq cannot.
  [[nodiscard]] bool send(PGconn *conn) const;
  [[nodiscard]] const numbered_sql *numbered() const { return numbered_ ? &*numbered_ : nullptr; }

 private:
  std::optional<numbered_sql> numbered_;
  std::string plain_;
  text_parameters parameters_;
};

}  // namespace tenantry::postgresql
