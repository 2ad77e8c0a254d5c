#include "core/migration/snapshot_chain.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

constexpr std::string_view rebase = "`tenantry generate TRACK --rebase` puts the later one behind the other";
constexpr std::string_view no_parent = "00000000-0000-0000-0000-000000000000";

// The texts "id" and "prevId" of a snapshot's root, and no further: a folder has as many snapshots as
// migrations, and each has all tables.
class link_reader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit link_reader(snapshot_link &into) : into_(into) { into_.id = into_.parent = unknown; }

  [[nodiscard]] bool done() const { return into_.id != unknown && into_.parent != unknown; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t &) override { return true; }
  bool binary(binary_t &) override { return true; }
  bool string(string_t &text) override {
    if (depth_ == 1 && value_ != nullptr) *value_ = text;
    return !done();
  }
  bool key(string_t &name) override {
    if (depth_ != 1) return true;
    value_ = name == "id" ? &into_.id : name == "prevId" ? &into_.parent : nullptr;
    return true;
  }
  bool start_object(std::size_t) override { return ++depth_ != 0; }
  bool start_array(std::size_t) override { return start_object(0); }
  bool end_object() override { return depth_-- != 0; }
  bool end_array() override { return end_object(); }
  bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &) override {
    return false;
  }

 private:
  static constexpr const char *unknown = "?";

  snapshot_link &into_;
  std::string *value_ = nullptr;
  std::size_t depth_ = 0;
};

result<snapshot_link> read_link(const folder &f, const migration &m) {
  snapshot_link made;
  made.tag = m.tag;
  made.file = f.path() / "meta" / (std::string(prefix_of(m.tag)) + "_snapshot.json");
  made.there = is_file(made.file);
  if (!made.there) return made;
  TENANTRY_TRY(const std::string text, read_folder_file(made.file));
  link_reader reader(made);
  if (!nlohmann::json::sax_parse(text, &reader) && !reader.done())
    TENANTRY_TRY_VOID(check_json(text, made.file.string()));
  if (!reader.done())
    return folder_fault({made.file.string(), 1, 0}, "the snapshot has no \"id\" and \"prevId\"",
                        "restore it from version control");
  return made;
}

class fault_finder {
 public:
  explicit fault_finder(std::vector<snapshot_link> links) { chain_.links = std::move(links); }

  snapshot_chain find() {
    const snapshot_link *last = nullptr;
    for (const snapshot_link &one : chain_.links) {
      if (!one.there) {
        tell(chain_fault::kind::missing, one,
             fmt::format("the snapshot of \"{}\" is missing: the chain has a hole", one.tag),
             "restore it from version control");
        last = nullptr;
        continue;
      }
      if (look_at_file(one)) look_at_parent(one, last);
      last = &one;
    }
    return std::move(chain_);
  }

 private:
  void tell(chain_fault::kind is, const snapshot_link &one, std::string message, std::string_view next) {
    chain_.faults.push_back({is, {one.file.string(), 0, 0}, std::move(message), std::string(next)});
  }

  // Two migrations with one number have one snapshot between them.
  bool look_at_file(const snapshot_link &one) {
    const auto [other, first] = files_.emplace(one.file, one.tag);
    if (first) return true;
    tell(chain_fault::kind::shared, one,
         fmt::format("\"{}\" and \"{}\" have one number, and so one snapshot", other->second, one.tag),
         rebase);
    return false;
  }

  void look_at_parent(const snapshot_link &one, const snapshot_link *last) {
    const auto [other, first] = parents_.emplace(one.parent, one.tag);
    if (!first) {
      tell(chain_fault::kind::collision, one,
           fmt::format("\"{}\" and \"{}\" were both made from the schema before \"{}\"", other->second,
                       one.tag, other->second),
           rebase);
      return;
    }
    const bool begins = &one == chain_.links.data() && (one.parent == no_parent || one.parent.empty());
    if (begins || last == nullptr || one.parent == last->id) return;
    tell(chain_fault::kind::broken, one,
         fmt::format("the snapshot of \"{}\" was not made from that of \"{}\"", one.tag, last->tag), rebase);
  }

  snapshot_chain chain_;
  std::map<std::filesystem::path, std::string> files_;
  std::map<std::string, std::string> parents_;
};

// What begins with "_" is no snapshot to Drizzle Kit either.
void note_strays(const folder &f, snapshot_chain &chain) {
  std::set<std::filesystem::path> known;
  for (const snapshot_link &one : chain.links) known.insert(one.file);
  for (const std::string &name : names_in(f.path() / "meta", false)) {
    const std::filesystem::path file = f.path() / "meta" / name;
    if (name.starts_with("_") || !name.ends_with("_snapshot.json") || known.count(file) != 0) continue;
    chain.faults.push_back(
        {chain_fault::kind::stray,
         {file.string(), 0, 0},
         fmt::format("the snapshot \"{}\" belongs to no migration: Drizzle Kit would go on from it", name),
         "remove it, or run the `tenantry generate` again that broke off"});
  }
}

}  // namespace

result<snapshot_chain> read_snapshot_chain(const folder &f) {
  if (f.form() != folder_form::v0) return snapshot_chain{};
  std::vector<snapshot_link> links;
  for (const migration &m : f.migrations()) {
    TENANTRY_TRY(snapshot_link one, read_link(f, m));
    links.push_back(std::move(one));
  }
  snapshot_chain made = fault_finder(std::move(links)).find();
  note_strays(f, made);
  return made;
}

}  // namespace tenantry
