#include "tools/tenantry/generate_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tools/tenantry/json_events.hpp"

namespace tenantry {
namespace {

using json = nlohmann::ordered_json;

std::string to_line(const json &event) {
  return event.dump(-1, ' ', false, json::error_handler_t::replace);
}

class report_writer {
 public:
  report_writer(const generate_report &report, output &out) : report_(report), out_(out) {}

  void show() {
    if (report_.written)
      show_written(*report_.written, out_);
    else
      show_drafts();
    for (const migration_risk &risk : report_.draft->risks) show_risk(risk);
    for (const drafted_rendition &one : report_.draft->renditions) show_losses(one);
    for (const drafted_rendition &one : report_.draft->renditions) show_exposures(one);
    for (const drafted_rendition &one : report_.draft->renditions) show_gaps(one);
    for (const drafted_rendition &one : report_.draft->renditions) show_down(one);
    show_down_losses();
    for (const std::string &note : report_.notes) show_note(note);
    show_end();
  }

 private:
  void show_drafts() {
    for (const drafted_rendition &one : report_.draft->renditions)
      for (const bool down : {false, true}) {
        const std::string &sql = down ? one.down : one.sql;
        if (sql.empty()) continue;
        if (out_.json())
          out_.line(to_line(
              {{"v", 1}, {"event", "drafted"}, {"dialect", one.dialect}, {"down", down}, {"sql", sql}}));
        else
          out_.line(fmt::format("-- {}{}\n{}\n", one.dialect, down ? ", to undo it" : "", printable(sql)));
      }
  }

  void show_risk(const migration_risk &risk) {
    if (out_.json())
      out_.line(to_line({{"v", 1},
                         {"event", "unsafe"},
                         {"rule", risk.rule},
                         {"object", risk.object},
                         {"message", risk.message}}));
    else
      out_.line(fmt::format("{}   {} {}: {}", out_.colors().yellow("unsafe"), risk.rule,
                            printable(risk.object), printable(risk.message)));
  }

  // What only a dialect's own statements tell: a type that keeps less.
  void show_losses(const drafted_rendition &one) {
    for (const std::string &loss : one.losses) {
      if (loss.ends_with(" are gone")) continue;  // told as D002 or D003
      show_risk({"D008", one.dialect, loss});
    }
  }

  // What a server cannot do while others write; told, since its file has the plain form then.
  void show_exposures(const drafted_rendition &one) {
    for (const std::string &exposure : one.exposures) show_risk({"W006", one.dialect, exposure});
  }

  void show_gaps(const drafted_rendition &one) {
    if (one.gaps.empty()) return;
    const std::string file = (report_.folder / one.dialect / (tag() + ".sql")).string();
    std::optional<std::size_t> tenants;
    if (report_.tenants) {
      const auto found = report_.tenants->find(one.dialect);
      tenants = found == report_.tenants->end() ? 0 : found->second;
    }
    for (const drafted_gap &gap : one.gaps) {
      if (out_.json()) {
        json event = {{"v", 1},
                      {"event", "gap"},
                      {"dialect", one.dialect},
                      {"tenants", tenants ? json(*tenants) : json(nullptr)},
                      {"change", gap.change},
                      {"why", gap.why},
                      {"file", file}};
        if (!gap.way_out.empty()) event["mapping"] = gap.way_out;
        out_.line(to_line(event));
      } else {
        out_.line(fmt::format("{}      {} ({}): {}: {}", out_.colors().red("gap"), one.dialect,
                              tenants ? counted(*tenants, "tenant") : "number of tenants not known",
                              printable(gap.change), printable(gap.why)));
        if (!gap.way_out.empty())
          out_.line(
              fmt::format("         or say what stands for it in tenantry.toml: {}", printable(gap.way_out)));
      }
    }
    if (!out_.json())
      out_.line(
          fmt::format("         finish {}.draft by hand and name it {}; until then these tenants are "
                      "skipped with no_rendition",
                      file, file));
  }

  void show_down(const drafted_rendition &one) {
    if (one.down.empty() && out_.json())
      out_.line(to_line({{"v", 1}, {"event", "no_down"}, {"dialect", one.dialect}, {"why", one.no_down}}));
    else if (one.down.empty())
      out_.line(fmt::format("no down  {}: {}", one.dialect, printable(one.no_down)));
  }

  // Each once, however many dialects say it.
  void show_down_losses() {
    if (out_.json()) return;
    std::set<std::string> told;
    for (const drafted_rendition &one : report_.draft->renditions)
      for (const std::string &loss : one.down_losses)
        if (told.insert(loss).second)
          out_.line(fmt::format("lossy    when it is undone: {}", printable(loss)));
  }

  void show_note(const std::string &note) {
    if (out_.json())
      out_.line(to_line({{"v", 1}, {"event", "note"}, {"message", note}}));
    else
      out_.line(fmt::format("note     {}", printable(note)));
  }

  void show_end() {
    std::vector<std::string> dialects;
    for (const drafted_rendition &one : report_.draft->renditions) dialects.push_back(one.dialect);
    if (out_.json())
      out_.line(to_line({{"v", 1},
                         {"event", "generated"},
                         {"track", report_.track},
                         {"tag", report_.written ? json(tag()) : json(nullptr)},
                         {"changes", report_.draft->changes.size()},
                         {"dialects", dialects}}));
    else if (!report_.last)
      out_.line("");
    else if (report_.written)
      out_.line(fmt::format("\nnext: read the files, then tenantry plan {}", report_.track));
    else
      out_.line(fmt::format("{}; nothing was written: --dry-run",
                            counted(report_.draft->changes.size(), "change")));
  }

  [[nodiscard]] std::string tag() const { return report_.written ? report_.written->tag : "TAG"; }

  const generate_report &report_;
  output &out_;
};

}  // namespace

void show_written(const written_migration &written, output &out) {
  for (const std::filesystem::path &file : written.files)
    out.line(out.json() ? file_event("written", file.string(), written.tag)
                        : fmt::format("written  {}", file.string()));
}

void show_generated(const generate_report &report, output &out) {
  report_writer(report, out).show();
}

void show_unchanged(const std::string &track, const std::vector<std::string> &notes, output &out) {
  for (const std::string &note : notes)
    out.line(out.json() ? to_line({{"v", 1}, {"event", "note"}, {"message", note}})
                        : fmt::format("note     {}", printable(note)));
  if (out.json())
    out.line(to_line({{"v", 1},
                      {"event", "generated"},
                      {"track", track},
                      {"tag", nullptr},
                      {"changes", 0},
                      {"dialects", json::array()}}));
  else
    out.line(fmt::format("{}: no change: the folder says what the schema says; nothing was written", track));
}

}  // namespace tenantry
