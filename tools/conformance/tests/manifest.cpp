// Group manifest: what adapter.json says before loading, and what the table says after, must agree; a host
// refuses the adapter where they do not.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tools/conformance/subject.hpp"
#include "tools/conformance/url.hpp"

namespace tenantry::conformance {
namespace {

using nlohmann::json;
constexpr std::string_view where =
    "adapter-manifest.schema.json; docs/writing-an-adapter.md, \"The manifest\"";

std::vector<std::string> texts(const json &manifest, const char *key) {
  std::vector<std::string> all;
  if (!manifest.contains(key) || !manifest[key].is_array()) return all;
  for (const json &one : manifest[key])
    if (one.is_string()) all.push_back(one);
  std::sort(all.begin(), all.end());
  return all;
}

json manifest_of(subject &it) {
  return json::parse(it.what().manifest);
}

std::string text_of(const json &manifest, const char *key) {
  return manifest.contains(key) && manifest[key].is_string() ? manifest[key].get<std::string>() : "";
}

void expect_equal(subject &it, std::string_view what, const std::string &manifest, const std::string &table) {
  it.expect(manifest == table,
            fmt::format("{}: the manifest says \"{}\", the table \"{}\"", what, manifest, table));
}

const registered id{{.id = "manifest.id",
                     .demands = "manifest and table have one id",
                     .where = where,
                     .with = {.manifest = true},
                     .run = [](subject &it) {
                       expect_equal(it, "id", text_of(manifest_of(it), "id"), from_text(it.table().id));
                     }}};

const registered version{{.id = "manifest.version",
                          .demands = "manifest and table have one version",
                          .where = where,
                          .with = {.manifest = true},
                          .run = [](subject &it) {
                            expect_equal(it, "version", text_of(manifest_of(it), "version"),
                                         from_text(it.table().version));
                          }}};

const registered contract{
    {.id = "manifest.contract",
     .demands = "the manifest's abi.major is 1, and abi.min_host_minor is none that this kit lacks",
     .where = where,
     .with = {.manifest = true},
     .run = [](subject &it) {
       const json abi = manifest_of(it).value("abi", json::object());
       const json major = abi.is_object() ? abi.value("major", json()) : json();
       const json minor = abi.is_object() ? abi.value("min_host_minor", json(0)) : json(0);
       it.expect(major == TNT_ABI_MAJOR, fmt::format("abi.major is {}", major.dump()));
       it.expect(minor.is_number_unsigned() && minor.get<unsigned>() <= TNT_ABI_MINOR,
                 fmt::format("abi.min_host_minor is {}, the kit has {}", minor.dump(), TNT_ABI_MINOR));
     }}};

const registered types{{.id = "manifest.database-types",
                        .demands = "manifest and table name the same database types",
                        .where = where,
                        .with = {.manifest = true},
                        .run = [](subject &it) {
                          std::vector<std::string> named;
                          for (std::size_t at = 0; at < it.table().database_type_count; ++at)
                            named.push_back(from_text(it.table().database_types[at]));
                          std::sort(named.begin(), named.end());
                          expect_equal(
                              it, "database types",
                              fmt::format("{}", fmt::join(texts(manifest_of(it), "database_types"), " ")),
                              fmt::format("{}", fmt::join(named, " ")));
                        }}};

const registered traits{
    {.id = "manifest.traits",
     .demands = "manifest and table declare the same traits",
     .where = where,
     .with = {.manifest = true},
     .run = [](subject &it) {
       std::vector<std::string> declared;
       for (const auto &[bit, name] :
            {std::pair(TNT_TRAIT_DDL_IN_TRANSACTION, "ddl_in_transaction"),
             std::pair(TNT_TRAIT_CANCEL, "cancel"), std::pair(TNT_TRAIT_SERVER_TIMEOUT, "server_timeout"),
             std::pair(TNT_TRAIT_PROCESS_SERIAL, "process_serial"),
             std::pair(TNT_TRAIT_THREAD_AFFINE, "thread_affine")})
         if (it.has_trait(bit)) declared.emplace_back(name);
       std::sort(declared.begin(), declared.end());
       expect_equal(it, "traits", fmt::format("{}", fmt::join(texts(manifest_of(it), "traits"), " ")),
                    fmt::format("{}", fmt::join(declared, " ")));
     }}};

const registered extensions{
    {.id = "manifest.extensions",
     .demands = "the adapter has every extension that its manifest names, and of tenantry's no other",
     .where = where,
     .with = {.manifest = true},
     .run = [](subject &it) {
       const auto named = texts(manifest_of(it), "extensions");
       for (const std::string &one : named)
         it.expect(it.table().extension(one.c_str()) != nullptr,
                   fmt::format("the manifest names {}, the adapter answers NULL", one));
       for (const char *one : {"tenantry.script/1", "tenantry.dialect/1", "tenantry.lock/1",
                               "tenantry.batch/1", "tenantry.admin/1", "tenantry.diagnose/1"})
         it.expect(it.table().extension(one) == nullptr || std::count(named.begin(), named.end(), one) == 1,
                   fmt::format("the adapter has {}, which the manifest does not name", one));
     }}};

const registered schemes{
    {.id = "manifest.url-schemes",
     .demands =
         "the manifest names at least one URL scheme, and the given URL, unless it is an ODBC connection "
         "string, has one of them",
     .where = where,
     .with = {.manifest = true},
     .run = [](subject &it) {
       const auto named = texts(manifest_of(it), "url_schemes");
       it.expect(!named.empty(), "it names none");
       const std::string scheme = it.url().substr(0, it.url().find(':'));
       it.expect(
           it.url().empty() || is_connection_string(it.url()) ||
               std::count(named.begin(), named.end(), scheme) > 0,
           fmt::format("the URL begins with \"{}:\", the manifest names {}", scheme, fmt::join(named, ", ")));
     }}};

}  // namespace
}  // namespace tenantry::conformance
