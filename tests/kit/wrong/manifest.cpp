#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

const wrong other_id{
    {.name = "other-id", .fails = "manifest.id", .manifest = R"({"id": "org.example.other"})"}};
const wrong other_version{
    {.name = "other-version", .fails = "manifest.version", .manifest = R"({"version": "99.0.0"})"}};
const wrong other_major{
    {.name = "other-major", .fails = "manifest.contract", .manifest = R"({"abi": {"major": 2}})"}};
const wrong other_types{{.name = "other-types",
                         .fails = "manifest.database-types",
                         .manifest = R"({"database_types": ["SQLITE", "ORACLE"]})"}};
const wrong hides_trait{
    {.name = "hides-trait", .fails = "manifest.traits", .manifest = R"({"traits": ["cancel"]})"}};
const wrong claims_extension{{.name = "claims-extension",
                              .fails = "manifest.extensions",
                              .manifest = R"({"extensions": ["tenantry.script/1", "tenantry.dialect/1",
                                             "tenantry.admin/1", "org.example.none/1"]})"}};
const wrong other_scheme{
    {.name = "other-scheme", .fails = "manifest.url-schemes", .manifest = R"({"url_schemes": ["oracle"]})"}};

}  // namespace
}  // namespace tenantry::kit
