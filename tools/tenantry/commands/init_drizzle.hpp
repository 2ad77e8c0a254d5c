#pragma once
// init --from-drizzle: see init.cpp.
#include "tools/tenantry/commands/commands.hpp"
#include "tools/tenantry/config_template.hpp"

namespace tenantry {

result<int> init_from_drizzle(const command_context &context, const std::filesystem::path &project,
                              const std::filesystem::path &file);
status write_configuration(output &out, const std::filesystem::path &file, const config_values &values);

}  // namespace tenantry
