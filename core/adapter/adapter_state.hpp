#pragma once
// What stands behind tenantry::adapter; for this room alone.
#include "core/adapter/canceller.hpp"
#include "core/adapter/catalog.hpp"
#include "core/adapter/serial_gate.hpp"
#include "core/adapter/table.hpp"

namespace tenantry {

struct adapter::state {
  state(manifest m, const tnt_adapter &checked, bool process_serial, bool thread_affine)
      : about(std::move(m)),
        table(checked),
        extensions(copy_extensions(checked)),
        affine(thread_affine),
        gate(process_serial),
        ender(checked) {}

  const manifest about;
  const tnt_adapter table;
  const extension_tables extensions;
  const bool affine;
  serial_gate gate;
  canceller ender;
};

}  // namespace tenantry
