#include "core/schema/sql_source.hpp"

#include <fmt/format.h>
#include <tenantry/sdk/sql_tokens.hpp>

#include <algorithm>

#include "core/base/file.hpp"
#include "core/schema/sql_fold.hpp"
#include "core/schema/sql_parser.hpp"
#include "core/schema/sql_text.hpp"

namespace tenantry {
namespace {

namespace fs = std::filesystem;

error to_error(const sql_refusal &bad, const split_sql &whole, sql_statement one, const std::string &file) {
  error e = make_error(category::bad_config, bad.message, bad.next);
  const std::string_view text = std::string_view(whole.text).substr(one.begin, one.end - one.begin);
  const std::string_view bare = bare_sql(text);  // the statement itself: behind what stands before it
  const std::size_t first = bare.empty() ? 0 : static_cast<std::size_t>(bare.data() - text.data());
  e.where = place_in(whole.text, one.begin + (bad.at == 0 ? first : bad.at), file);
  return e;
}

// The scanner cuts CREATE FUNCTION … BEGIN ATOMIC a; b; END at each ";": put together until it parses.
result<nlohmann::json> parse_joined(const split_sql &whole, std::size_t &number, const std::string &file) {
  sql_statement one = whole.statements[number];
  auto tree = parse_postgresql(whole.text, one, file);
  if (tree) return tree;
  const std::string lower = sdk::lower_case(whole.text.substr(one.begin, one.end - one.begin));
  if (lower.find("begin atomic") == std::string::npos) return tree;
  for (std::size_t next = number + 1; next < whole.statements.size() && next < number + 200; ++next) {
    one.end = whole.statements[next].end;
    auto longer = parse_postgresql(whole.text, one, file);
    if (!longer) continue;
    number = next;
    return longer;
  }
  return tree;
}

status fold_file(schema_fold &fold, const sql_file &file) {
  TENANTRY_TRY(const split_sql whole, split_postgresql(file.text, file.name));
  fold.skip("psql commands", whole.psql_lines);
  for (std::size_t number = 0; number < whole.statements.size(); ++number) {
    sql_statement one = whole.statements[number];
    TENANTRY_TRY(const nlohmann::json tree, parse_joined(whole, number, file.name));
    one.end = whole.statements[number].end;
    try {
      fold.fold(tree, std::string_view(whole.text).substr(one.begin, one.end - one.begin), one.begin, whole,
                file.name);
    } catch (const sql_refusal &bad) {
      return fail(to_error(bad, whole, one, file.name));
    } catch (const nlohmann::json::exception &bad) {
      return fail(
          to_error({0, fmt::format("the parser's tree of this statement is not understood: {}", bad.what()),
                    "please report it"},
                   whole, one, file.name));
    }
  }
  return {};
}

error to_error(const schema_fault &fault, const declared_schema &declared) {
  error e = make_error(category::bad_config, fault.message, fault.next);
  for (std::string path = fault.path;; path.resize(path.rfind('/'))) {
    if (const auto found = declared.places.find(path); found != declared.places.end())
      e.where = found->second;
    if (!e.where.file.empty() || path.find('/') == std::string::npos) return e;
  }
}

}  // namespace

result<declared_schema> read_sql_schema(const std::vector<sql_file> &files) {
  schema_fold fold;
  for (const sql_file &file : files) TENANTRY_TRY_VOID(fold_file(fold, file));
  declared_schema made = fold.finish();
  if (const auto faults = find_faults(made.schema); !faults.empty())
    return fail(to_error(faults.front(), made));
  return made;
}

result<declared_schema> load_sql_schema(const fs::path &path) {
  std::error_code problem;
  std::vector<fs::path> paths;
  if (fs::is_directory(path, problem)) {
    for (const auto &entry : fs::directory_iterator(path, problem))
      if (entry.path().extension() == ".sql") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
  } else {
    paths.push_back(path);
  }
  if (paths.empty() || problem)
    return fail(category::bad_config, fmt::format("the folder \"{}\" has no *.sql files", path.string()),
                "write the schema there: CREATE TABLE …, or the output of `pg_dump --schema-only`");
  std::vector<sql_file> files;
  for (const fs::path &one : paths) {
    TENANTRY_TRY(std::string text, read_file(one));
    files.push_back({one.string(), std::move(text)});
  }
  return read_sql_schema(files);
}

}  // namespace tenantry
