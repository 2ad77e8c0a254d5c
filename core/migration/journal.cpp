// meta/_journal.json of Drizzle's v0 form: which migrations there are, and in which order.
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/migration/folder_reading.hpp"

namespace tenantry {
namespace {

using json = nlohmann::json;
constexpr std::string_view repair = "repair the journal, or take it from version control";

error json_error(std::string_view text, const std::string &file, std::size_t offset) {
  const line_column at = locate(text, offset);
  const bool merge = text.find("<<<<<<<") != std::string_view::npos;
  error e = make_error(category::folder, "the file is not valid JSON",
                       merge ? "resolve the merge conflict that is marked in the file"
                             : "repair the file, or take it from version control");
  e.where = {file, at.line, at.column};
  return e;
}

// A number too great to be one: the exception quotes it, and says nothing of its place.
std::size_t offset_of_quoted(std::string_view text, std::string_view what) {
  const std::size_t open = what.find('\'');
  const std::size_t close = what.rfind('\'');
  if (open == std::string_view::npos || close <= open) return 0;
  const std::size_t found = text.find(what.substr(open + 1, close - open - 1));
  return found == std::string_view::npos ? 0 : found;
}

// The lines where the members of root's "entries" begin, for messages.  The text is known to be valid JSON.
std::vector<std::uint32_t> entry_lines(std::string_view text) {
  std::vector<std::uint32_t> found;
  std::uint32_t line = 1;
  std::string_view last_string;
  int depth = 0;
  bool inside = false;   // root's "entries"
  bool awaited = false;  // a member of it begins at the next character that is not blank
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    if (awaited && c != ']') found.push_back(line);
    awaited = inside && depth == 2 && c == ',';
    if (c == '"') {
      const std::size_t begin = ++i;
      while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
      last_string = text.substr(begin, i - begin);
    } else if (c == '{' || c == '[') {
      if (depth == 1 && c == '[' && last_string == "entries") {
        inside = awaited = true;
        found.clear();
      }
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 1) inside = false;
    }
  }
  return found;
}

class journal_reader {
 public:
  journal_reader(std::string_view text, const std::string &file) : text_(text), file_(file) {}

  result<journal> read() {
    TENANTRY_TRY_VOID(check_json(text_, file_));
    const json root = json::parse(text_);
    if (!root.is_object()) return refuse(1, "the journal is not a JSON object");
    TENANTRY_TRY_VOID(read_head(root));
    const auto entries = root.find("entries");
    if (entries == root.end() || !entries->is_array())
      return refuse(1, "the journal has no list \"entries\"");
    lines_ = entry_lines(text_);
    for (std::size_t i = 0; i < entries->size(); ++i) TENANTRY_TRY_VOID(read_entry((*entries)[i], i));
    return std::move(made_);
  }

 private:
  tl::unexpected<error> refuse(std::uint32_t line, std::string message) const {
    return folder_fault({file_, line, 0}, std::move(message), std::string(repair));
  }

  status read_head(const json &root) {
    const auto version = root.find("version");
    if (version == root.end() || !version->is_string() ||
        (*version != "5" && *version != "6" && *version != "7"))
      return folder_fault({file_, 1, 0},
                          fmt::format("the journal's version is {}, known are \"5\", \"6\" and \"7\"",
                                      version == root.end() ? "missing" : version->dump()),
                          "use the Drizzle Kit 0.31 form, or a newer tenantry");
    const auto dialect = root.find("dialect");
    if (dialect == root.end() || !dialect->is_string() || dialect->get_ref<const std::string &>().empty())
      return refuse(1, "the journal names no \"dialect\"");
    made_.dialect = dialect_name(dialect->get_ref<const std::string &>());
    return {};
  }

  status read_entry(const json &one, std::size_t index) {
    const std::uint32_t line = index < lines_.size() ? lines_[index] : 0;
    const auto wrong = [&](std::string_view key, std::string_view wanted) {
      return refuse(line, fmt::format("entry {} of the journal: \"{}\" is not {}", index + 1, key, wanted));
    };
    if (!one.is_object())
      return refuse(line, fmt::format("entry {} of the journal is not an object", index + 1));
    const auto natural = [&](const char *key) {
      const auto at = one.find(key);
      return at != one.end() && at->is_number_integer() && *at >= 0 && *at <= INT64_MAX;
    };
    if (!natural("idx")) return wrong("idx", "a whole number");
    if (!natural("when")) return wrong("when", "a whole number of milliseconds");
    const auto tag = one.find("tag");
    if (tag == one.end() || !tag->is_string()) return wrong("tag", "a text");
    if (const auto version = one.find("version"); version != one.end() && !version->is_string())
      return wrong("version", "a text");
    journal_entry entry{one["idx"].get<std::int64_t>(), one["when"].get<std::int64_t>(),
                        tag->get<std::string>(), line};
    TENANTRY_TRY_VOID(check_tag(entry));
    TENANTRY_TRY_VOID(check_unique(entry));
    made_.entries.push_back(std::move(entry));
    return {};
  }

  status check_tag(const journal_entry &entry) const {
    bool good = !entry.tag.empty() && entry.tag.find('\\') == std::string::npos;
    for (const char c : entry.tag) good = good && static_cast<unsigned char>(c) >= 0x20;
    for (const std::string_view part : split(entry.tag, '/'))
      good = good && !part.empty() && part != "." && part != "..";
    if (good) return {};
    return refuse(entry.line,
                  fmt::format("the tag {} is not the name of a file inside the folder",
                              json(entry.tag).dump(-1, ' ', false, json::error_handler_t::replace)));
  }

  status check_unique(const journal_entry &entry) {
    const auto [same_tag, new_tag] = tags_.emplace(to_lower(entry.tag), entry.line);
    if (!new_tag)
      return refuse(entry.line,
                    fmt::format("the tag \"{}\" stands in the journal twice (first on line {}), case ignored",
                                entry.tag, same_tag->second));
    const auto [same_idx, new_idx] = indexes_.emplace(entry.idx, entry.line);
    if (!new_idx)
      return refuse(entry.line, fmt::format("\"idx\" {} stands in the journal twice (first on line {})",
                                            entry.idx, same_idx->second));
    return {};
  }

  std::string_view text_;
  const std::string &file_;
  journal made_;
  std::vector<std::uint32_t> lines_;
  std::map<std::string, std::uint32_t> tags_;
  std::map<std::int64_t, std::uint32_t> indexes_;
};

}  // namespace

status check_json(std::string_view text, const std::string &file) {
  if (json::accept(text)) return {};
  try {
    const json never = json::parse(text);
  } catch (const json::parse_error &problem) {
    return fail(json_error(text, file, problem.byte == 0 ? 0 : problem.byte - 1));
  } catch (const json::exception &problem) {
    return fail(json_error(text, file, offset_of_quoted(text, problem.what())));
  }
  return {};
}

result<journal> parse_journal(std::string_view text, const std::string &file) {
  return journal_reader(text, file).read();
}

std::string dialect_name(std::string_view drizzle_name) {
  std::string name = to_lower(drizzle_name);
  if (name == "pg" || name == "postgres") return "postgresql";
  if (name == "turso") return "sqlite";
  return name;
}

std::string_view prefix_of(std::string_view tag) {
  return tag.substr(0, tag.find('_'));
}

std::filesystem::path journal_path(const std::filesystem::path &folder) {
  return folder / "meta" / "_journal.json";
}

}  // namespace tenantry
