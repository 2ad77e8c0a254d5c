#include <fmt/format.h>
#include <tenantry/sdk/ext/draft/dialect.h>

#include <nlohmann/json.hpp>

#include "tools/conformance/history_table.hpp"
#include "tools/conformance/tests/script_split.hpp"

namespace tenantry::conformance {
namespace {

using nlohmann::json;

json table_document(const std::string &schema, const std::string &table) {
  json columns = json::parse(R"json([
    {"name": "track", "type": "varchar(63)", "null": false}, {"name": "seq", "type": "bigint", "null": false},
    {"name": "event", "type": "varchar(10)", "null": false}, {"name": "tag", "type": "varchar(255)", "null": false},
    {"name": "checksum", "type": "varchar(255)", "null": false}, {"name": "stamp", "type": "bigint", "null": false},
    {"name": "drizzle_hash", "type": "varchar(64)", "null": false},
    {"name": "step", "type": "integer", "null": false}, {"name": "steps", "type": "integer", "null": false},
    {"name": "prefix_hash", "type": "varchar(64)", "null": false},
    {"name": "actor", "type": "varchar(255)", "null": false},
    {"name": "tool_version", "type": "varchar(40)", "null": false},
    {"name": "run", "type": "varchar(64)", "null": false}, {"name": "message", "type": "varchar(2000)", "null": true},
    {"name": "at", "type": "timestamptz", "null": false, "default": "now"}])json");
  json made = {{"kind", "create_table"},
               {"name", table},
               {"columns", std::move(columns)},
               {"primary_key", {{"name", table + "_pk"}, {"columns", {"track", "seq"}}}}};
  if (!schema.empty()) made["schema"] = schema;
  return made;
}

}  // namespace

history::history(subject &it, std::string track, std::string schema)
    : it_(it), track_(std::move(track)), schema_(std::move(schema)), table_(it.scratch_name() + "_history") {
  if (!schema_.empty()) quoted_schema_ = quote(it, schema_);
  qualified_ = (schema_.empty() ? "" : quoted_schema_ + ".") + quote(it, table_);
}

std::string history::ask_dialect(bool render, const std::string &request) const {
  const auto *dialect = it_.extension<tnt_ext_dialect>(TNT_EXT_DIALECT);
  std::string text;
  tnt_text_sink sink{};
  sink.struct_size = sizeof sink;
  sink.data = &text;
  sink.write = [](void *data, tnt_text chunk) -> tnt_status {
    *static_cast<std::string *>(data) += from_text(chunk);
    return TNT_OK;
  };
  it_.must(ask({},
               [&](const tnt_call *during, tnt_error *error) {
                 return render ? dialect->render(during, to_text(request), &sink, error)
                               : dialect->describe(to_text(request), &sink, error);
               }),
           render ? "render" : "describe");
  return text;
}

bool history::schemas() const {
  const json facts = json::parse(ask_dialect(false, R"({"format":"tenantry.target/1"})"), nullptr, false);
  return facts.is_object() && facts.value("schemas", false);
}

std::vector<std::string> history::statements() const {
  json changes = json::array();
  if (!schema_.empty()) changes.push_back({{"kind", "create_schema"}, {"name", schema_}});
  changes.push_back(table_document(schema_, table_));
  nlohmann::ordered_json request;
  request["format"] = "tenantry.render/1";
  request["target"] = {{"format", "tenantry.target/1"}};
  request["changes"] = changes;
  const std::string text = ask_dialect(true, request.dump());
  const json answer = json::parse(text, nullptr, false);
  if (!answer.is_object() || !answer.contains("statements") || !answer["statements"].is_array() ||
      !answer.value("gaps", json::array()).empty())
    it_.fail(fmt::format("render of the history answered {}", text));
  std::vector<std::string> all;
  for (const json &one : answer["statements"]) all.push_back(one.is_object() ? one.value("sql", "") : "");
  it_.expect(!all.empty(), "render of the history gave no statement");
  return all;
}

void history::create(connection &on) const {
  for (const std::string &text : statements()) it_.must(on.execute(text), text);
}

// "INSERT INTO # ([track])": # is the table; names in brackets are quoted, as they were when the table was
// made.
std::string history::sql(std::string_view text) const {
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = std::min(text.find_first_of("[#", at), text.size());
    made += text.substr(at, open - at);
    if (open == text.size()) break;
    const std::size_t close = text[open] == '#' ? open : text.find(']', open);
    made += text[open] == '#' ? qualified_ : quote(it_, text.substr(open + 1, close - open - 1));
    at = close + 1;
  }
  return made;
}

answer history::insert(connection &on, const event &what) const {
  return on.execute(sql("INSERT INTO # ([track], [seq], [event], [tag], [checksum], [stamp], [drizzle_hash], "
                        "[step], [steps], "
                        "[prefix_hash], [actor], [tool_version], [run], [message]) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                    {value::text(track_), value::number(what.seq), value::text(what.kind),
                     value::text("0001_wells"), value::text("sha256:0a1b"), value::number(1'700'000'000'123),
                     value::text("-"), value::number(what.step), value::number(3), value::text("-"),
                     value::text(what.actor), value::text("1"), value::text("kit"),
                     what.message.empty() ? value::null() : value::text(what.message)});
}

answer history::select(connection &on) const {
  return on.execute(
      sql("SELECT [seq], [event], [tag], [checksum], [stamp], [drizzle_hash], [step], [steps], "
          "[prefix_hash], [actor], [run], [message], [at] FROM # WHERE [track] = ? ORDER BY [seq]"),
      {value::text(track_)});
}

}  // namespace tenantry::conformance
