#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

std::string_view view(tnt_text text) {
  return {text.data, text.size};
}

std::string_view field(const tnt_field *config, std::size_t n, std::string_view key) {
  for (std::size_t at = 0; at < n; ++at)
    if (view(config[at].key) == key) return view(config[at].value);
  return {};
}

tnt_status pass(const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                tnt_error *error) {
  return right().open(call, config, n, out, error);
}

const wrong null_crashes{{.name = "close-null-crashes",
                          .fails = "lifecycle.close-null",
                          .with = "crashed",
                          .table = [](tnt_adapter &t) {
                            t.close = [](tnt_conn *conn) {
                              if (conn == nullptr) std::abort();
                              right().close(conn);
                            };
                          }}};
const wrong pings_once{{.name = "idle-pings-fail", .fails = "lifecycle.ping", .table = [](tnt_adapter &t) {
                          static int open_now = 0;
                          static bool were_two = false;
                          t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n,
                                      tnt_conn **out, tnt_error *error) -> tnt_status {
                            were_two = were_two || ++open_now > 1 || !field(config, n, "purpose").empty();
                            return pass(call, config, n, out, error);
                          };
                          t.ping = [](tnt_conn *conn, const tnt_call *call, tnt_error *error) -> tnt_status {
                            return were_two ? right().ping(conn, call, error) : TNT_CONNECTION_LOST;
                          };
                        }}};
const wrong closes_all{
    {.name = "second-is-lost", .fails = "lifecycle.open-twice", .table = [](tnt_adapter &t) {
       static bool one_closed = false;
       t.close = [](tnt_conn *conn) {
         one_closed = true;
         right().close(conn);
       };
       t.ping = [](tnt_conn *conn, const tnt_call *call, tnt_error *error) -> tnt_status {
         return one_closed ? TNT_CONNECTION_LOST : right().ping(conn, call, error);
       };
     }}};
const wrong never_idle{
    {.name = "never-idle", .fails = "lifecycle.idle-after-open", .table = [](tnt_adapter &t) {
       t.transaction_state = [](tnt_conn *) -> std::int32_t { return TNT_TX_ACTIVE; };
     }}};

const wrong refuses_unknown{
    {.name = "refuses-unknown-key", .fails = "lifecycle.unknown-key", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         return field(config, n, "kit_no_such_key").empty() ? pass(call, config, n, out, error)
                                                            : TNT_BAD_CONFIG;
       };
     }}};
const wrong takes_setting{
    {.name = "takes-unknown-setting", .fails = "lifecycle.unknown-setting", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         const bool asked = !field(config, n, "setting.kit_no_such_setting").empty();
         tnt_field *changed = const_cast<tnt_field *>(config);
         for (std::size_t at = 0; asked && at < n; ++at)
           if (view(changed[at].key).starts_with("setting.")) changed[at].key = {"ignored", 7};
         return pass(call, config, n, out, error);
       };
     }}};
const wrong knows_no_purpose{
    {.name = "refuses-known-keys", .fails = "lifecycle.known-keys", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         return field(config, n, "application_name").empty() ? pass(call, config, n, out, error)
                                                             : TNT_BAD_CONFIG;
       };
     }}};
const wrong no_admin{
    {.name = "refuses-admin", .fails = "lifecycle.purpose-admin", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         return field(config, n, "purpose") == "admin" ? TNT_UNSUPPORTED : pass(call, config, n, out, error);
       };
     }}};

// Turns one status of a failed open into another.
template <tnt_status From, tnt_status To>
tnt_status opens_as(const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                    tnt_error *error) {
  const tnt_status status = pass(call, config, n, out, error);
  if (status != From || !field(config, n, "setting.kit_no_such_setting").empty()) return status;
  error->status = To;
  return To;
}

const wrong malformed_as_internal{
    {.name = "malformed-is-internal", .fails = "lifecycle.malformed-url", .table = [](tnt_adapter &t) {
       t.open = opens_as<TNT_BAD_CONFIG, TNT_INTERNAL>;
     }}};
const wrong auth_as_unreachable{
    {.name = "bad-password-is-unreachable",
     .fails = "lifecycle.bad-password",
     .table = [](tnt_adapter &t) { t.open = opens_as<TNT_AUTH, TNT_UNREACHABLE>; },
     .right = "postgresql"}};
const wrong never_there{
    {.name = "missing-is-sql", .fails = "lifecycle.missing-database", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         const bool missing = field(config, n, "url").ends_with("-that-does-not-exist");
         const tnt_status status = pass(call, config, n, out, error);
         return missing ? TNT_SQL : status;
       };
     }}};
const wrong unreachable_is_auth{
    {.name = "unreachable-is-auth", .fails = "lifecycle.unreachable", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         const bool nowhere = field(config, n, "url").ends_with("/no/such/folder");
         const tnt_status status = pass(call, config, n, out, error);
         return nowhere ? TNT_AUTH : status;
       };
     }}};
const wrong tells_url{
    {.name = "message-holds-url", .fails = "lifecycle.failed-open-keeps-secret", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         const tnt_status status = pass(call, config, n, out, error);
         const std::string url(field(config, n, "url"));
         if (status != TNT_OK && TNT_HAS(error, message))
           std::snprintf(error->message, sizeof error->message, "cannot open %s", url.c_str());
         return status;
       };
     }}};
const wrong empty_message{
    {.name = "empty-message", .fails = "lifecycle.failed-open-fills-error", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         const tnt_status status = pass(call, config, n, out, error);
         if (TNT_HAS(error, message)) error->message[0] = '\0';
         return status;
       };
     }}};
const wrong half_open{{.name = "failed-open-gives-pointer",
                       .fails = "lifecycle.failed-open-gives-nothing",
                       .table = [](tnt_adapter &t) {
                         static char dummy = 0;
                         t.close = [](tnt_conn *conn) {
                           if (conn != reinterpret_cast<tnt_conn *>(&dummy)) right().close(conn);
                         };
                         t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n,
                                     tnt_conn **out, tnt_error *error) -> tnt_status {
                           const tnt_status status = pass(call, config, n, out, error);
                           if (status != TNT_OK) *out = reinterpret_cast<tnt_conn *>(&dummy);
                           return status;
                         };
                       }}};
const wrong writes_beyond{
    {.name = "writes-beyond-error", .fails = "lifecycle.short-error", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         const tnt_status status = pass(call, config, n, out, error);
         if (status != TNT_OK) error->message[sizeof error->message - 1] = '\0';
         return status;
       };
     }}};
const wrong speaks{{.name = "execute-speaks", .fails = "lifecycle.silent", .table = [](tnt_adapter &t) {
                      t.execute = [](tnt_conn *conn, const tnt_call *call, tnt_text sql,
                                     const tnt_cell *cells, std::size_t n, const tnt_sink *sink,
                                     tnt_error *error) -> tnt_status {
                        std::fputs("executing\n", stderr);
                        return right().execute(conn, call, sql, cells, n, sink, error);
                      };
                    }}};
const wrong leaves_umask{
    {.name = "open-sets-umask", .fails = "lifecycle.keeps-surroundings", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         umask(0);
         return pass(call, config, n, out, error);
       };
     }}};
const wrong shares_connection{
    {.name = "counts-to-fifty", .fails = "lifecycle.hundred-opens", .table = [](tnt_adapter &t) {
       t.open = [](const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) -> tnt_status {
         static int opened = 0;
         return ++opened > 50 ? TNT_UNREACHABLE : pass(call, config, n, out, error);
       };
     }}};

}  // namespace
}  // namespace tenantry::kit
