// tenantry.schema/1 both ways between structs and JSON.  Needs nlohmann/json; no such type crosses the
// contract.
#pragma once
#include <tenantry/sdk/schema_read.hpp>
#include <tenantry/sdk/schema_write.hpp>
