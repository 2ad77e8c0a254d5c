#include "tests/kit/wrong/passing.hpp"

namespace tenantry::kit {
namespace {

// ---- statements: each wrong knows the statement of its test by the text

tnt_status syntax_unsure(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_SQL && as_view(of.sql) == "SELEC 1" && TNT_HAS(of.error, effect))
    of.error->effect = TNT_EFFECT_UNKNOWN;
  return status;
}

// As an adapter that forgets to count bytes.
tnt_status offset_in_characters(const execution &of) {
  const tnt_status status = of.pass();
  if (status != TNT_SQL || !as_view(of.sql).starts_with("/* \xc3\xbc")) return status;
  std::uint32_t characters = 0;
  for (std::size_t at = 0; at < of.error->offset; ++at)
    if ((static_cast<unsigned char>(of.sql.data[at]) & 0xC0U) != 0x80U) ++characters;
  of.error->offset = characters;
  return status;
}

void forget_state(tnt_error *error) {
  if (TNT_HAS(error, sqlstate)) std::memcpy(error->sqlstate, "HY000", 6);
}

tnt_status missing_without_state(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_SQL && holds(of.sql, "kit_no_such_table")) forget_state(of.error);
  return status;
}

tnt_status duplicate_without_state(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_SQL && holds(of.sql, "CREATE TABLE") && holds(of.sql, "word")) forget_state(of.error);
  return status;
}

tnt_status unique_without_state(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_SQL && of.has("second")) forget_state(of.error);
  return status;
}

tnt_status null_unsure(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_SQL && holds(of.sql, "(id, cell)")) of.error->effect = TNT_EFFECT_UNKNOWN;
  return status;
}

tnt_status count_is_sql(const execution &of) {
  const tnt_status status = of.pass();
  return status == TNT_BAD_ARGUMENT && holds(of.sql, "(id, word)") ? of.error->status = TNT_SQL : status;
}

tnt_status lost_after_violation(const execution &of) {
  static bool lost = false;
  if (lost && of.has("second")) return TNT_CONNECTION_LOST;
  const tnt_status status = of.pass();
  lost = lost || (status == TNT_SQL && of.has("again"));
  return status;
}

tnt_status says_applied(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_SQL && holds(of.sql, "'moved'")) of.error->effect = TNT_EFFECT_APPLIED;
  return status;
}

tnt_status tells_colour(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_SQL && of.has("again")) of.call->detail(of.call, {"colour", 6}, {"red", 3});
  return status;
}

tnt_status writes_far(const execution &of) {
  const tnt_status status = of.pass();
  if (status == TNT_SQL) of.error->message[sizeof of.error->message - 1] = '\0';
  return status;
}

tnt_status counts_nothing(const execution &of) {
  const tnt_status status = of.pass();
  if (status != TNT_OK && TNT_HAS(of.error, truncated)) of.error->truncated = 0;
  return status;
}

const wrong unsure{{.name = "syntax-error-is-unsure", .fails = "error.syntax", .table = [](tnt_adapter &t) {
                      t.execute = executing<syntax_unsure>;
                    }}};
const wrong characters{{.name = "offset-in-characters",
                        .fails = "error.syntax-offset",
                        .table = [](tnt_adapter &t) { t.execute = executing<offset_in_characters>; }}};
const wrong missing{{.name = "missing-table-without-state",
                     .fails = "error.missing-table",
                     .table = [](tnt_adapter &t) { t.execute = executing<missing_without_state>; }}};
const wrong duplicate{{.name = "duplicate-table-without-state",
                       .fails = "error.duplicate-table",
                       .table = [](tnt_adapter &t) { t.execute = executing<duplicate_without_state>; }}};
const wrong unique{{.name = "unique-violation-without-state",
                    .fails = "error.unique-violation",
                    .table = [](tnt_adapter &t) { t.execute = executing<unique_without_state>; }}};
const wrong null_effect{{.name = "null-violation-is-unsure",
                         .fails = "error.not-null",
                         .table = [](tnt_adapter &t) { t.execute = executing<null_unsure>; }}};
const wrong counts{{.name = "parameter-count-is-sql",
                    .fails = "error.parameter-count",
                    .table = [](tnt_adapter &t) { t.execute = executing<count_is_sql>; }}};
const wrong lost{{.name = "lost-after-violation",
                  .fails = "error.usable-after-violation",
                  .table = [](tnt_adapter &t) { t.execute = executing<lost_after_violation>; }}};
const wrong applied{{.name = "says-applied", .fails = "error.effect-is-true", .table = [](tnt_adapter &t) {
                       t.execute = executing<says_applied>;
                     }}};
const wrong colour{{.name = "unknown-detail", .fails = "error.details", .table = [](tnt_adapter &t) {
                      t.execute = executing<tells_colour>;
                    }}};
const wrong far{{.name = "writes-beyond-statement-error",
                 .fails = "error.short-struct",
                 .table = [](tnt_adapter &t) { t.execute = executing<writes_far>; }}};
const wrong uncounted{{.name = "truncated-not-counted",
                       .fails = "error.truncated",
                       .table = [](tnt_adapter &t) { t.execute = executing<counts_nothing>; }}};

// ---- opening

template <void (*Change)(std::string_view url, tnt_error &)>
tnt_status opening(const tnt_call *call, const tnt_field *config, std::size_t n, tnt_conn **out,
                   tnt_error *error) {
  const tnt_status status = right().open(call, config, n, out, error);
  if (status != TNT_OK && TNT_HAS(error, effect)) Change(field_of(config, n, "url"), *error);
  return status;
}

void malformed_again(std::string_view url, tnt_error &error) {
  if (holds(url, "%zz")) error.retry = TNT_RETRY_NEW_CONN;
}
void login_again(std::string_view, tnt_error &error) {
  if (error.status == TNT_AUTH) error.retry = TNT_RETRY_NEW_CONN;
}
void unreachable_again(std::string_view url, tnt_error &error) {
  if (url.ends_with("/no/such/folder")) error.retry = TNT_RETRY_SAME_CONN;
}
void missing_unsure(std::string_view url, tnt_error &error) {
  if (url.ends_with("-that-does-not-exist")) error.effect = TNT_EFFECT_UNKNOWN;
}

const wrong malformed{{.name = "malformed-may-be-retried",
                       .fails = "error.malformed-url",
                       .table = [](tnt_adapter &t) { t.open = opening<malformed_again>; }}};
const wrong login{{.name = "login-may-be-retried",
                   .fails = "error.bad-login",
                   .table = [](tnt_adapter &t) { t.open = opening<login_again>; },
                   .right = "postgresql"}};
const wrong unreachable{{.name = "unreachable-on-same-connection",
                         .fails = "error.unreachable",
                         .table = [](tnt_adapter &t) { t.open = opening<unreachable_again>; }}};
const wrong missing_database{{.name = "missing-database-is-unsure",
                              .fails = "error.missing-database",
                              .table = [](tnt_adapter &t) { t.open = opening<missing_unsure>; }}};

// ---- the lost commit

const wrong sure_of_commit{{.name = "lost-commit-says-none",
                            .fails = "error.effect-after-lost-commit",
                            .table =
                                [](tnt_adapter &t) {
                                  t.commit = [](tnt_conn *conn, const tnt_call *call,
                                                tnt_error *error) -> tnt_status {
                                    const tnt_status status = right().commit(conn, call, error);
                                    if (status == TNT_CONNECTION_LOST) error->effect = TNT_EFFECT_NONE;
                                    return status;
                                  };
                                },
                            .right = "postgresql"}};

}  // namespace
}  // namespace tenantry::kit
