#pragma once
// The ways of `generate`, among themselves.
#include "core/author/fill.hpp"
#include "core/author/rebase.hpp"
#include "tools/tenantry/commands/commands.hpp"

namespace tenantry {

// --custom: an empty migration to write by hand.
result<int> generate_custom(const command_context &context, const configuration &config,
                            const track_config &track);

// --rebase.  `request` has the flags: renames, backfills, forms.
result<int> generate_rebase(const command_context &context, const configuration &config,
                            const track_config &track, rebase_request request);

// schema = "drizzle": files for the dialects that Drizzle Kit does not write.  `request` has the flags.
result<int> generate_fill(const command_context &context, const configuration &config,
                          const track_config &track, fill_request request);

}  // namespace tenantry
