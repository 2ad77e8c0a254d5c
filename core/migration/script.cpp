#include "core/migration/script.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/adapter/catalog.hpp"
#include "core/base/text.hpp"
#include "core/migration/directives.hpp"

namespace tenantry {
namespace {

constexpr const char *cut_by_commit = "COMMIT in the file";
constexpr const char *cut_by_directive = "-- tenantry: commit";
constexpr const char *cut_outside = "cannot run in a transaction";
constexpr const char *cut_by_server = "commits by itself on this database";
constexpr const char *cut_by_enum = "a new enum value is used later";

// Drizzle Kit's `pull` writes what it found inside a comment, below a line that says so.
bool is_pulled_baseline(std::string_view text) {
  constexpr std::string_view sentence = "Current sql file was generated after introspecting the database";
  bool said = false;
  while (!text.empty()) {
    const std::string_view line = trim(text.substr(0, text.find('\n')));
    if (!line.empty() && line.substr(0, 2) != "--") return said && line.substr(0, 2) == "/*";
    said = said || line.find(sentence) != std::string_view::npos;
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return false;
}

// The first words of a statement, lower case.
std::vector<std::string> first_words(std::string_view sql) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < sql.size() && words.size() < 3;) {
    const std::size_t begin = sql.find_first_not_of(" \t\r\n", at);
    if (begin == std::string_view::npos) break;
    at = std::min(sql.find_first_of(" \t\r\n", begin), sql.size());
    words.push_back(to_lower(sql.substr(begin, at - begin)));
  }
  return words;
}

// The work done by the statements 1..k: `before` stands for 1..k-1.
sha256_sum extend_prefix(const sha256_sum *before, std::string_view sql) {
  sha256 input;
  if (before != nullptr) input.add(before->hex());
  input.add("\n");
  const std::string_view text = trim(sql);
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find("\r\n", begin);
    input.add(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return input.finish();
    begin = end + 1;
  }
}

class script_reader {
 public:
  script_reader(std::string_view text, const std::string &file, const adapter &a)
      : text_(text), file_(file), adapter_(a) {}

  result<script> read() {
    if (is_pulled_baseline(text_)) {
      out_.baseline = true;
      return std::move(out_);
    }
    TENANTRY_TRY_VOID(read_pieces());
    form_segments();
    return std::move(out_);
  }

 private:
  enum class control { drop, pass, commit, refuse };

  // Offsets grow from call to call, so the file is counted once.
  std::uint32_t line_at(std::size_t offset) {
    if (offset < counted_) counted_ = 0, line_ = 1;
    line_ +=
        static_cast<std::uint32_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                              text_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    counted_ = offset;
    return line_;
  }

  tl::unexpected<error> refuse(std::size_t offset, error e) {
    const line_column at = locate(text_, offset);
    e.category = category::folder;
    e.where = {file_, at.line, at.column};
    return fail(std::move(e));
  }
  tl::unexpected<error> refuse(std::size_t offset, std::string message, std::string next) {
    return refuse(offset, make_error(category::folder, std::move(message), std::move(next)));
  }

  // Drizzle cuts at its marker wherever it stands, also inside a quote: what it cannot run is refused here.
  status read_pieces() {
    for (std::size_t begin = 0; begin <= text_.size();) {
      const std::size_t marker = std::min(text_.find(breakpoint_marker, begin), text_.size());
      status fault;
      auto cut = adapter_.split(text_.substr(begin, marker - begin), [&](piece &&p) {
        p.begin += begin;
        p.end += begin;
        fault = take_next(p);
        return fault.has_value();
      });
      if (!fault) return fault;
      if (!cut) {
        error e = std::move(cut).error();
        const std::size_t at = begin + (e.offset == 0 ? 0 : e.offset - 1);
        if (e.next.empty())
          e.next = marker == text_.size() ? "close it"
                                          : "close it, or move the \"--> statement-breakpoint\" out of it";
        e.offset = 0;
        return refuse(at, std::move(e));
      }
      begin = marker + breakpoint_marker.size();
    }
    return read_gap(text_.size());
  }

  status take_next(const piece &p) {
    TENANTRY_TRY_VOID(read_gap(p.begin));
    if (out_.head.no_op)
      return refuse(p.begin, "the file is marked \"no-op\" but holds statements",
                    "remove the directive or the statements");
    TENANTRY_TRY_VOID(take_piece(p));
    behind_head_ = true;
    read_to_ = p.end;
    return {};
  }

  // What stands between two statements, before the first, behind the last.
  status read_gap(std::size_t end) {
    if (!behind_head_) return read_head(end);
    for (const found_directive &d : find_directives(text_, read_to_, end)) {
      if (d.words != "commit") return refuse_late_directive(d);
      cut(cut_by_directive);
    }
    return {};
  }

  status read_head(std::size_t end) {
    for (const found_directive &d : find_directives(text_, 0, end)) {
      if (d.words == "commit") {
        out_.warnings.push_back(
            fmt::format("line {}: nothing stands before \"-- tenantry: commit\"", line_at(d.offset)));
        continue;
      }
      if (auto read = read_head_directive(d.words, out_.head); !read)
        return refuse(d.offset, std::move(read).error());
    }
    return {};
  }

  tl::unexpected<error> refuse_late_directive(const found_directive &d) {
    directives ignored;
    if (!read_head_directive(d.words, ignored))
      return refuse(d.offset, unknown_directive(d.words), "correct it or remove it");
    return refuse(d.offset, fmt::format("the directive \"{}\" counts at the head of the file alone", d.words),
                  "move it above the first statement");
  }

  status take_piece(const piece &p) {
    if (p.before_begin) {
      out_.rebuild = true;
      return {};
    }
    if (!p.transaction_control) return add(p), status{};
    const std::string_view sql = text_.substr(p.begin, p.end - p.begin);
    switch (control_of(p, sql)) {
      case control::pass:
        add(p);
        return {};
      case control::drop:
        warn(p, sql, "is left out: tenantry begins the transaction itself");
        return {};
      case control::commit:
        warn(p, sql,
             "is honoured: what stands before it is committed on its own; write \"-- tenantry: commit\"");
        cut(cut_by_commit);
        return {};
      case control::refuse:
        break;
    }
    return refuse(p.begin,
                  fmt::format("\"{}\" cannot stand in a migration: tenantry ends the transaction itself",
                              excerpt(sql, 60)),
                  "remove it; a migration that must not run is taken out of the journal");
  }

  static control control_of(const piece &p, std::string_view sql) {
    if (p.commit) return control::commit;
    const std::vector<std::string> words = first_words(sql);
    const std::string first = words.empty() ? "" : words[0];
    if (first == "begin" || first == "start") return control::drop;
    if (first == "savepoint" || first == "save" || first == "release") return control::pass;
    const bool to = std::find(words.begin(), words.end(), "to") != words.end();
    return first == "rollback" && to ? control::pass : control::refuse;
  }

  void warn(const piece &p, std::string_view sql, std::string_view what) {
    out_.warnings.push_back(fmt::format("line {}: \"{}\" {}", line_at(p.begin), excerpt(sql, 60), what));
  }

  void add(const piece &p) {
    statement s;
    s.sql = text_.substr(p.begin, p.end - p.begin);
    s.line = line_at(p.begin);
    s.number = static_cast<std::uint32_t>(out_.statements.size() + 1);
    s.prefix = extend_prefix(out_.statements.empty() ? nullptr : &out_.statements.back().prefix, s.sql);
    s.implicit_commit = p.implicit_commit && !adapter_.transactional_ddl();
    s.outside = p.no_transaction || out_.head.no_transaction || s.implicit_commit;
    s.long_wait = p.long_wait;
    s.commit_after = p.commit_after;
    s.used_as = p.used_as;
    s.repeat = p.repeat;
    out_.statements.push_back(std::move(s));
    cuts_.emplace_back("");
  }

  void cut(const char *why) {
    if (!cuts_.empty() && *cuts_.back() == '\0') cuts_.back() = why;
  }

  [[nodiscard]] bool used_later(std::size_t index) const {
    const std::string &used_as = out_.statements[index].used_as;
    return std::any_of(
        out_.statements.begin() + static_cast<std::ptrdiff_t>(index + 1), out_.statements.end(),
        [&](const statement &later) { return later.sql.find(used_as) != std::string_view::npos; });
  }

  // Why a segment ends behind statement `i`; "" where it goes on.
  [[nodiscard]] const char *cut_after(std::size_t i) const {
    const statement &s = out_.statements[i];
    if (i + 1 == out_.statements.size()) return "";
    const statement &behind = out_.statements[i + 1];
    if (s.outside || behind.outside)
      return (s.outside ? s : behind).implicit_commit ? cut_by_server : cut_outside;
    if (*cuts_[i] != '\0') return cuts_[i];
    return s.commit_after && used_later(i) ? cut_by_enum : "";
  }

  void form_segments() {
    for (std::size_t i = 0, first = 0; i < out_.statements.size(); ++i) {
      const char *why = cut_after(i);
      if (*why == '\0' && i + 1 < out_.statements.size()) continue;
      out_.segments.push_back({!out_.statements[i].outside, first, i, why});
      first = i + 1;
    }
  }

  std::string_view text_;
  const std::string &file_;
  const adapter &adapter_;
  script out_;
  bool behind_head_ = false;      // a piece was taken
  std::size_t read_to_ = 0;       // its end
  long_list<const char *> cuts_;  // for each statement
  std::size_t counted_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace

result<script> parse_script(std::string_view text, const std::string &file, const adapter &a) {
  return script_reader(text, file, a).read();
}

}  // namespace tenantry
