#include <tenantry/sdk/ext/draft/dialect.h>

#include <cstring>
#include <string>
#include <string_view>

#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

const tnt_ext_dialect &right_dialect() {
  return *static_cast<const tnt_ext_dialect *>(right().extension(TNT_EXT_DIALECT));
}

template <void (*Change)(tnt_ext_dialect &)>
void with_dialect(tnt_adapter &t) {
  t.extension = [](const char *id) -> const void * {
    if (std::strcmp(id, TNT_EXT_DIALECT) != 0) return right().extension(id);
    static const tnt_ext_dialect changed = [] {
      tnt_ext_dialect copy = right_dialect();
      Change(copy);
      return copy;
    }();
    return &changed;
  };
}

// A sink that keeps the document.
struct kept_text {
  std::string text;
  tnt_text_sink raw{sizeof(tnt_text_sink), 0, this, [](void *data, tnt_text chunk) -> tnt_status {
                      static_cast<kept_text *>(data)->text.append(chunk.data, chunk.size);
                      return TNT_OK;
                    }};
};

void replace_all(std::string &text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

tnt_status write(const tnt_text_sink *sink, const std::string &text) {
  return sink->write(sink->data, {text.data(), text.size()});
}

// describe whose document passes Edit.
template <void (*Edit)(std::string &)>
void describe_with(tnt_ext_dialect &dialect) {
  dialect.describe = [](tnt_text target, const tnt_text_sink *sink, tnt_error *error) -> tnt_status {
    kept_text kept;
    const tnt_status status = right_dialect().describe(target, &kept.raw, error);
    Edit(kept.text);
    return status == TNT_OK ? write(sink, kept.text) : status;
  };
}

void no_render(std::string &text) {
  replace_all(text, "tenantry.render/1", "tenantry.render/0");
}
void counts(std::string &text) {
  static int asked = 0;
  text.insert(1, "\"asked\": " + std::to_string(++asked) + ", ");
}
void percent(std::string &text) {
  replace_all(text, R"("placeholder":"?")", R"("placeholder":"%s")");
}
void backtick(std::string &text) {
  replace_all(text, R"("identifier_quote":"\"")", R"("identifier_quote":"`")");
}
void upper(std::string &text) {
  replace_all(text, R"("folding":"lower")", R"("folding":"upper")");
}
void one_more(std::string &text) {
  replace_all(text, R"("identifier_limit":63)", R"("identifier_limit":64)");
}
void one_row(std::string &text) {
  replace_all(text, "LIMIT {n}", "LIMIT 1");
}
void shouts(std::string &text) {
  replace_all(text, R"("table")", R"("TABLE")");
}

bool holds(tnt_text text, std::string_view part) {
  return std::string_view(text.data, text.size).find(part) != std::string_view::npos;
}

void refuses_kind(tnt_ext_dialect &dialect) {
  dialect.render = [](const tnt_call *call, tnt_text request, const tnt_text_sink *sink,
                      tnt_error *error) -> tnt_status {
    return holds(request, "kit_no_such_kind") ? TNT_UNSUPPORTED
                                              : right_dialect().render(call, request, sink, error);
  };
}
void refuses_key(tnt_ext_dialect &dialect) {
  dialect.render = [](const tnt_call *call, tnt_text request, const tnt_text_sink *sink,
                      tnt_error *error) -> tnt_status {
    return holds(request, "kit_no_such_key") ? TNT_BAD_ARGUMENT
                                             : right_dialect().render(call, request, sink, error);
  };
}
void takes_garbage(tnt_ext_dialect &dialect) {
  dialect.render = [](const tnt_call *call, tnt_text request, const tnt_text_sink *sink,
                      tnt_error *error) -> tnt_status {
    const tnt_status status = right_dialect().render(call, request, sink, error);
    return status == TNT_BAD_ARGUMENT ? TNT_OK : status;
  };
}
void forgets_not_null(tnt_ext_dialect &dialect) {
  dialect.render = [](const tnt_call *call, tnt_text request, const tnt_text_sink *sink,
                      tnt_error *error) -> tnt_status {
    if (!holds(request, "_history")) return right_dialect().render(call, request, sink, error);
    kept_text kept;
    const tnt_status status = right_dialect().render(call, request, &kept.raw, error);
    replace_all(kept.text, " NOT NULL", "");
    replace_all(kept.text, "PRIMARY KEY", "CHECK");
    return status == TNT_OK ? write(sink, kept.text) : status;
  };
}

// Takes each table that is like another one for that one.
void sees_no_difference(tnt_ext_dialect &dialect) {
  dialect.render = [](const tnt_call *call, tnt_text request, const tnt_text_sink *sink,
                      tnt_error *error) -> tnt_status {
    std::string text(request.data, request.size);
    replace_all(text, R"("put")", R"("kit")");
    return right_dialect().render(call, {text.data(), text.size()}, sink, error);
  };
}

void keeps_anew(tnt_ext_dialect &dialect) {
  dialect.project = [](const tnt_call *call, tnt_text request, const tnt_text_sink *sink,
                       tnt_error *error) -> tnt_status {
    static int asked = 0;
    kept_text kept;
    const tnt_status status = right_dialect().project(call, request, &kept.raw, error);
    replace_all(kept.text, R"("format":"tenantry.schema/1")",
                R"("format":"tenantry.schema/1","kit":)" + std::to_string(++asked));
    return status == TNT_OK ? write(sink, kept.text) : status;
  };
}
void sees_nulls(tnt_ext_dialect &dialect) {
  dialect.introspect = [](tnt_conn *conn, const tnt_call *call, tnt_text request, const tnt_text_sink *sink,
                          tnt_error *error) -> tnt_status {
    kept_text kept;
    const tnt_status status = right_dialect().introspect(conn, call, request, &kept.raw, error);
    replace_all(kept.text, R"("null":false)", R"("null":true)");
    return status == TNT_OK ? write(sink, kept.text) : status;
  };
}

// probe that says To where the right one says From.
template <std::int32_t From, std::int32_t To>
void probe_with(tnt_ext_dialect &dialect) {
  dialect.probe = [](tnt_conn *conn, const tnt_call *call, tnt_text sql, std::int32_t *state,
                     const tnt_text_sink *document, tnt_error *error) -> tnt_status {
    const tnt_status status = right_dialect().probe(conn, call, sql, state, document, error);
    if (*state == From) *state = To;
    return status;
  };
}

const wrong a{{.name = "renders-nothing",
               .fails = "dialect.describe",
               .table = with_dialect<describe_with<no_render>>}};
const wrong b{{.name = "describes-anew",
               .fails = "dialect.describe-again",
               .table = with_dialect<describe_with<counts>>}};
const wrong c{{.name = "placeholder-percent",
               .fails = "dialect.placeholder",
               .table = with_dialect<describe_with<percent>>}};
const wrong d{{.name = "quotes-otherwise",
               .fails = "dialect.identifier-quote",
               .table = with_dialect<describe_with<backtick>>}};
const wrong e{{.name = "folds-up",
               .fails = "dialect.folding",
               .table = with_dialect<describe_with<upper>>,
               .right = "postgresql"}};
const wrong f{{.name = "limit-too-long",
               .fails = "dialect.identifier-limit",
               .table = with_dialect<describe_with<one_more>>,
               .right = "postgresql"}};
const wrong g{{.name = "limits-to-one-row",
               .fails = "dialect.row-limit",
               .table = with_dialect<describe_with<one_row>>}};
const wrong h{{.name = "reserved-words-shout",
               .fails = "dialect.reserved-words",
               .table = with_dialect<describe_with<shouts>>}};
const wrong i{{.name = "refuses-unknown-change",
               .fails = "dialect.unknown-change",
               .table = with_dialect<refuses_kind>}};
const wrong j{
    {.name = "refuses-unknown-keys", .fails = "dialect.unknown-keys", .table = with_dialect<refuses_key>}};
const wrong k{
    {.name = "renders-garbage", .fails = "dialect.malformed-request", .table = with_dialect<takes_garbage>}};
const wrong l{
    {.name = "forgets-key", .fails = "dialect.history-table", .table = with_dialect<forgets_not_null>}};
const wrong q{{.name = "sees-no-difference",
               .fails = "dialect.listed-tables",
               .table = with_dialect<sees_no_difference>}};
const wrong m{{.name = "probe-says-done",
               .fails = "dialect.probe-table",
               .table = with_dialect<probe_with<TNT_PROBE_NOT_DONE, TNT_PROBE_DONE>>}};
const wrong n{{.name = "probe-is-sure",
               .fails = "dialect.probe-unclear",
               .table = with_dialect<probe_with<TNT_PROBE_UNCLEAR, TNT_PROBE_NOT_DONE>>}};

const wrong o{
    {.name = "projects-anew", .fails = "dialect.projection-stable", .table = with_dialect<keeps_anew>}};
const wrong p{
    {.name = "introspects-nulls", .fails = "dialect.schema-law", .table = with_dialect<sees_nulls>}};

}  // namespace
}  // namespace tenantry::kit
