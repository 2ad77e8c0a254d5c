// The laws of the model over random schemas: nothing differs from itself; the changes make what they should;
// a schema survives each of its written forms.
#include <rapidcheck.h>
#include <tenantry/sdk/table_list.hpp>

#include <nlohmann/json.hpp>

#include "core/schema/apply.hpp"
#include "core/schema/diff.hpp"
#include "core/schema/render_request.hpp"
#include "tests/support/counts.hpp"
#include "tests/unit/schema/random_schema.hpp"
#include "tests/unit/schema/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

diff_options unasked() {
  diff_options options;
  options.ask = false;
  return options;
}

std::string as_text(const std::vector<schema_change> &changes) {
  std::string all;
  for (const schema_change &one : changes) all += write_change(one).dump() + "\n";
  return all;
}

// Runs a law for pairs of schemas; a failure prints both.
template <class Law>
void holds(const char *what, const Law &law) {
  const unsigned first = seed();
  for (unsigned round = 0; round < rounds(150, 5000); ++round) {
    const std::uint32_t one = first + 2 * round, other = first + 2 * round + 1;
    const std::string broken = law(random_schema(one), random_schema(other));
    if (broken.empty()) continue;
    UNSCOPED_INFO(what << " (TENANTRY_TEST_SEED=" << one << ")\nA = " << shown(random_schema(one))
                       << "\nB = " << shown(random_schema(other)));
    FAIL(broken);
  }
  SUCCEED();
}

}  // namespace

TEST_CASE("every random schema is one that a database could hold") {
  holds("no faults", [](const schema_model &a, const schema_model &) {
    const auto faults = find_faults(a);
    return faults.empty() ? std::string() : faults.front().message;
  });
}

TEST_CASE("no schema differs from itself") {
  holds("diff(A, A) is empty",
        [](const schema_model &a, const schema_model &) { return as_text(must(diff_schemas(a, a))); });
}

TEST_CASE("a request that lists its tables has those of its changes") {
  table_texts texts;
  holds("the list says what the changes hold", [&](const schema_model &a, const schema_model &b) {
    const auto changes = must(diff_schemas(a, b, unasked()));
    change_list all;
    for (const schema_change &one : changes) all.push_back(&one);
    const auto request = nlohmann::json::parse(write_listed_request({"x", "", ""}, a.enums, all, texts));
    sdk::table_list tables;
    tables.read(request.at("tables"));
    for (std::size_t at = 0; at < changes.size(); ++at) {
      const auto &written = request.at("changes").at(at);
      const bool part = changes[at].before && changes[at].after && changes[at].kind != "rename_table";
      if ((part && tables.at(written.at("before")) != *changes[at].before) ||
          (changes[at].after && tables.at(written.at("after")) != *changes[at].after))
        return written.dump() + " has another table";
    }
    return std::string();
  });
}

TEST_CASE("the changes from one schema to another, applied to the first, make the second") {
  holds("apply(diff(A, B), A) = B", [](schema_model a, const schema_model &b) {
    const auto changes = must(diff_schemas(a, b, unasked()));
    const status done = apply_changes(a, changes);
    if (!done) return to_string(done.error()) + "\n" + as_text(changes);
    return same_schema(a, b) ? std::string() : "made\n" + shown(a) + "by\n" + as_text(changes);
  });
}

TEST_CASE("after the changes nothing is left to change") {
  holds("diff(apply(diff(A, B), A), B) is empty", [](schema_model a, const schema_model &b) {
    (void)apply_changes(a, must(diff_schemas(a, b, unasked())));
    return as_text(must(diff_schemas(a, b)));
  });
}

TEST_CASE("the changes do not depend on the order in which the schema is written") {
  holds("diff(shuffled A, shuffled B) = diff(A, B)", [](const schema_model &a, const schema_model &b) {
    schema_model x = shuffled(a, 7), y = shuffled(b, 11);
    normalise(x);
    normalise(y);
    const std::string one = as_text(must(diff_schemas(a, b, unasked())));
    const std::string other = as_text(must(diff_schemas(x, y, unasked())));
    return one == other ? std::string() : one + "\nis not\n" + other;
  });
}

TEST_CASE("a told rename of a column is one change, and everything that names the column follows") {
  holds("rename", [](const schema_model &a, const schema_model &) {
    if (a.tables.empty()) return std::string();
    const sdk::table_definition &table = a.tables[0];
    schema_model b = a;
    rename_column(b, {table.schema, table.name}, table.columns[0].name, "fresh");
    normalise(b);
    const std::string path = display_name(table.schema, table.name);
    diff_options told;
    told.renames.push_back(must(parse_rename(path + "." + table.columns[0].name + "=" + path + ".fresh")));
    const auto changes = must(diff_schemas(a, b, told));
    schema_model made = a;
    if (const status done = apply_changes(made, changes); !done) return to_string(done.error());
    return changes.size() == 1 && same_schema(made, b) ? std::string() : as_text(changes);
  });
}

TEST_CASE("a schema survives its document and Drizzle's snapshot") {
  holds("read(write(A)) = A", [](const schema_model &a, const schema_model &) {
    const auto back = read_schema_document(write_schema_document(a), "a.json");
    if (!back) return to_string(back.error());
    if (*back != a) return "document: " + shown(*back);
    const std::string text = write_drizzle_snapshot({"1", "0", a, {}});
    const auto again = read_drizzle_snapshot(text, "0000_snapshot.json");
    if (!again) return to_string(again.error()) + text;
    return same_schema(again->schema, a) ? std::string() : "snapshot: " + shown(again->schema) + text;
  });
}

TEST_CASE("a document with any bytes changed is read or refused, never worse") {
  rc::check("mutated documents", [](std::uint32_t seed, std::uint16_t at, char byte) {
    std::string text = write_schema_document(random_schema(seed));
    text[at % text.size()] = byte;
    const auto read = read_schema_document(text, "a.json");
    const bool told = read || (!read.error().message.empty() && read.error().where.file == "a.json");
    RC_ASSERT(told);
  });
}
