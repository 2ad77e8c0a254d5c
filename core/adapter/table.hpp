#pragma once
// Reading a table that was compiled with another minor version: the smaller of the two sizes is copied into a
// zeroed struct, and what is absent becomes a function that answers TNT_UNSUPPORTED, so that no caller needs
// to ask.
#include <tenantry/sdk/adapter.h>
#include <tenantry/sdk/ext/draft/admin.h>
#include <tenantry/sdk/ext/draft/batch.h>
#include <tenantry/sdk/ext/draft/diagnose.h>
#include <tenantry/sdk/ext/draft/dialect.h>
#include <tenantry/sdk/ext/draft/lock.h>
#include <tenantry/sdk/ext/draft/script.h>

#include "core/base/result.hpp"

namespace tenantry {

// The extensions of an adapter.  The flags say whether the members that make it useful are really there.
struct extension_tables {
  tnt_ext_script script{};
  tnt_ext_dialect dialect{};
  tnt_ext_lock lock{};
  tnt_ext_batch batch{};
  tnt_ext_admin admin{};
  tnt_ext_diagnose diagnose{};
  bool has_script = false, has_dialect = false, has_probe = false, has_introspect = false, has_lock = false,
       has_batch = false, has_admin = false, has_diagnose = false;
};

// Refuses, by name, a table that ends before a required member or leaves one NULL.
result<tnt_adapter> copy_table(const tnt_adapter &theirs);
extension_tables copy_extensions(const tnt_adapter &table);

}  // namespace tenantry
