// Group dialect, tenantry.render/2: a table of the request's list is rendered as the same table in its
// change.
#include <fmt/format.h>

#include <algorithm>

#include "tools/conformance/documents.hpp"

namespace tenantry::conformance {
namespace {

using nlohmann::json;

json column(const char *name, const char *type) {
  return {{"name", name}, {"type", type}};
}
json wells(const json &columns) {
  return {{"name", "wells"}, {"columns", columns}};
}
json change(const char *kind, const char *part, json before, json after) {
  return {{"kind", kind}, {"column", part}, {"name", part}, {"before", before}, {"after", after}};
}
json put(int like, const json &columns) {
  return {{"like", like}, {"put", {{"columns", columns}}}};
}

const registered listed{
    {.id = "dialect.listed-tables",
     .at = level::migrations,
     .demands = "where describe names tenantry.render/2, changes with numbers of tables in a list have the "
                "statements that they have with the tables themselves",
     .where = "docs/schema-format.md: tables in a list",
     .with = {.extensions = {"tenantry.dialect/1"}},
     .run = [](subject &it) {
       const json formats = describe(it).value("formats", json::array());
       if (std::find(formats.begin(), formats.end(), "tenantry.render/2") == formats.end())
         it.skip("it takes tenantry.render/1 alone");
       const json id = column("id", "bigint"), narrow = column("title", "varchar(40)"),
                  wide = column("title", "varchar(80)"), depth = column("depth", "integer");
       const json first = wells({id, narrow}), second = wells({id, wide}), third = wells({id, wide, depth}),
                  last = wells({id, depth});
       json create = first;
       create["kind"] = "create_table";
       const json whole = render(
           it, {create, change("alter_column", "title", first, second),
                change("add_column", "depth", second, third), change("drop_column", "title", third, last)});
       json target = target_of(it);
       if (target.value("dialect", "").empty()) target["dialect"] = describe(it).value("dialect", "");
       const json request = {{"format", "tenantry.render/2"},
                             {"target", target},
                             {"tables",
                              {first,
                               put(0, json::array({wide})),
                               put(1, json::array({depth})),
                               {{"like", 2}, {"gone", {{"columns", json::array({"title"})}}}}}},
                             {"changes",
                              {{{"kind", "create_table"}, {"after", 0}},
                               change("alter_column", "title", 0, 1),
                               change("add_column", "depth", 1, 2),
                               change("drop_column", "title", 2, 3)}}};
       std::string text;
       it.must(render_raw(it, request.dump(), text), "render of tenantry.render/2");
       const json told = read_document(it, text, "tenantry.rendered/1");
       it.expect(told == whole, fmt::format("it answers {} instead of {}", told.dump(), whole.dump()));
     }}};

}  // namespace
}  // namespace tenantry::conformance
