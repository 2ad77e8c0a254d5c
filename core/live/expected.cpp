#include "core/live/expected.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/sql_tokens.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/author/render.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/schema/drizzle_snapshot.hpp"

namespace tenantry {
namespace {

// Versions that are kept ready; a fleet is at few, and one that is at more reads files again.
constexpr std::size_t most_kept = 32;

status check_form(const folder &f) {
  if (f.form() == folder_form::v1)
    return fail(category::folder,
                fmt::format("\"{}\" has Drizzle's v1 form, whose snapshots are not read", f.path().string()),
                "compare one database by hand, or keep the folder in the form of Drizzle Kit 0.31");
  if (f.base_dialect() == "postgresql") return {};
  return fail(category::folder,
              fmt::format("the journal of \"{}\" is for {}: only snapshots for postgresql are read",
                          f.path().string(), f.base_dialect()),
              "there is no declared schema to compare with");
}

// The parts of a snapshot that say what the schema is.
nlohmann::json schema_part(const std::filesystem::path &file) {
  const auto text = read_file(file);
  nlohmann::json all = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
  if (!all.is_object()) return {};
  for (const char *key : {"id", "prevId", "_meta", "internal"}) all.erase(key);
  return all;
}

// Of a statement that makes or changes something; data alone names no object.
bool names_it(std::string_view sql, const std::string &table, const std::string &name) {
  using token = sdk::sql_token::kind;
  bool first = true, of_table = table.empty(), of_name = name.empty();
  for (const sdk::sql_token &one : sdk::read_sql_tokens(sql, {true, false, false})) {
    if (first && one.is == token::word) {
      const std::string verb = to_lower(one.text);
      if (verb == "insert" || verb == "update" || verb == "delete" || verb == "select" || verb == "with")
        return false;
    }
    first = false;
    // A DO block and a function are one text, in which names stand.
    if (one.is == token::text && one.text.find(name) != std::string::npos) of_name = of_table = true;
    if (one.is != token::word && one.is != token::quoted_name) continue;
    of_table = of_table || equal_ignoring_case(one.text, table);
    of_name = of_name || equal_ignoring_case(one.text, name);
  }
  return of_table && of_name;
}

}  // namespace

result<std::unique_ptr<expectations>> expectations::open(const folder &migrations) {
  TENANTRY_TRY_VOID(check_form(migrations));
  TENANTRY_TRY(snapshot_chain chain, read_snapshot_chain(migrations));
  for (const chain_fault &one : chain.faults) {
    if (one.is == chain_fault::kind::missing || one.is == chain_fault::kind::stray) continue;
    error e = make_error(category::folder, one.message, one.next);
    e.where = one.where;
    return fail(std::move(e));
  }
  std::unique_ptr<expectations> made(new expectations(std::move(chain)));
  made->find_custom();
  return made;
}

void expectations::find_custom() {
  nlohmann::json before = nlohmann::json::object();
  for (const snapshot_link &one : chain_.links) {
    nlohmann::json now = one.there ? schema_part(one.file) : nlohmann::json();
    if (!one.there || now == before) custom_.push_back(one.tag);
    if (one.there) before = std::move(now);
  }
}

template <class Value>
std::shared_ptr<const Value> expectations::find(shelf<Value> &in, const std::string &key) {
  const auto found = std::find_if(in.begin(), in.end(), [&](const auto &one) { return one.key == key; });
  if (found == in.end()) return nullptr;
  in.splice(in.begin(), in, found);
  return found->value;
}

template <class Value>
void expectations::put(shelf<Value> &in, const std::string &key, std::shared_ptr<const Value> value) {
  in.push_front({key, std::move(value)});
  if (in.size() > most_kept) in.pop_back();
}

result<std::shared_ptr<const expected_schema>> expectations::at(const std::string &tag,
                                                                const rendition_target &target,
                                                                const dialect_mapping &mapping) {
  const std::string key =
      fmt::format("{}\n{}\n{}\n{}", tag, target.dialect(), target.ask.flavour, target.ask.version);
  {
    const lock_guard lock(mutex_);
    if (auto known = find(schemas_, key)) return known;
  }
  const auto link = std::find_if(chain_.links.begin(), chain_.links.end(),
                                 [&](const snapshot_link &one) { return one.tag == tag; });
  if (link == chain_.links.end() || !link->there)
    return fail(category::folder,
                fmt::format("the migration \"{}\" has no snapshot, so it is not known what a database has "
                            "after it",
                            tag),
                "restore its file in meta/ from version control");
  TENANTRY_TRY(const std::string text, read_file(link->file));
  auto read = read_drizzle_snapshot(text, link->file.string());
  if (!read) {
    error e = std::move(read).error();
    e.category = category::folder;
    return fail(std::move(e));
  }
  auto made = std::make_shared<expected_schema>();
  made->tag = tag;
  made->declared = mapping.empty() ? std::move(read->schema) : map_schema(mapping, std::move(read->schema));
  TENANTRY_TRY(made->kept, project_schema(target, made->declared));
  const lock_guard lock(mutex_);
  put<expected_schema>(schemas_, key, made);
  return std::shared_ptr<const expected_schema>(std::move(made));
}

result<std::shared_ptr<const server_forms>> expectations::forms(const std::string &key,
                                                                const make_forms &make) {
  {
    const lock_guard lock(mutex_);
    if (auto known = find(forms_, key)) return known;
  }
  bool keep = true;
  TENANTRY_TRY(server_forms fresh, make(keep));
  auto made = std::make_shared<const server_forms>(std::move(fresh));
  const lock_guard lock(mutex_);
  if (keep) put<server_forms>(forms_, key, made);
  return made;
}

std::string expectations::hand_written(const compiled_folder &compiled,
                                       const std::vector<std::string> &applied, const std::string &table,
                                       const std::string &name, bool opaque) const {
  const std::string plain = name.substr(0, name.find('('));
  for (const rendition &one : compiled.renditions) {
    const std::string &tag = one.of->tag;
    const bool custom = std::find(custom_.begin(), custom_.end(), tag) != custom_.end();
    if ((!custom && !opaque) || std::find(applied.begin(), applied.end(), tag) == applied.end()) continue;
    for (const statement &step : one.body.statements)
      if (names_it(step.sql, table, plain)) return tag;
  }
  return {};
}

}  // namespace tenantry
