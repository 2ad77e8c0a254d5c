#pragma once
// The migration folder of one track, read and checked once, immutable after that and shared by all workers.
// Two forms are read: Drizzle's v0 (meta/_journal.json and flat files) and v1 (a folder for each migration).
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/frozen_file.hpp"
#include "core/base/result.hpp"
#include "core/migration/script.hpp"

namespace tenantry {

enum class folder_form { v0, v1 };

// A file of a migration: its text and the checksums of it.
struct source_file {
  std::filesystem::path path;
  std::shared_ptr<const frozen_file> bytes;  // as they were when the folder was read
  std::string_view text;                     // of bytes: BOM dropped, line ends as in the file
  std::string checksum;  // "v1:sha256:…" of the text with LF, without BOM, ending in one newline
  std::string meaning;   // "v1:sha256:…" of the text without comments and with blanks folded (T-34)
  // SHA-256 hex of each form in which Drizzle may have seen the file (raw first): raw bytes, LF, CRLF,
  // without BOM.
  std::vector<std::string> drizzle_hashes;
};

// What the history's column "checksum" holds for a file: checksum and meaning together, so that an edit which
// changes comments alone can be told from one that changes statements (T-34).
std::string history_checksum(const source_file &f);
// How a file differs from what the history says was run: not at all, in comments and blanks alone, or in
// statements.
enum class text_change { none, comments, statements };
text_change compare_checksum(std::string_view in_history, const source_file &f);

struct migration {
  std::size_t index = 0;  // place in the folder's order, from 0
  std::string tag;        // file name without .sql, or the v1 folder's name
  std::int64_t when = 0;  // Drizzle's stamp: ms since the epoch
  std::map<std::string, source_file, std::less<>>
      files;  // by dialect; the base dialect's file is always there
  std::map<std::string, source_file, std::less<>> downs;
};

// One migration as a dialect runs it: its statements in segments.
struct rendition {
  const migration *of = nullptr;
  const source_file *file = nullptr;
  std::string dialect;  // whose file it is: a fallback's, perhaps
  script body;
};

// Something worth telling that stops nothing: no seal, a SQL file that the journal does not list, a stamp in
// the future (T-41), a stamp that does not grow.
struct folder_note {
  std::string kind;  // unsealed | unlisted | future_stamp | stamp_order | no_snapshot
  position where;
  std::string message;
};

struct load_options {
  std::int64_t now_ms = 0;  // for stamps in the future; 0: the system's clock
  bool check_seal = true;   // false: the files shall be sealed anew
};

class folder {
 public:
  // Reads everything and checks all that needs no adapter: JSON, entries without files, duplicates of tag or
  // index, mixed forms, encodings, empty files, snapshots that are not JSON, the seal. Error category:
  // folder, with file, line and what to do.
  static result<folder> load(const std::filesystem::path &path, const load_options &options = {});
  // Without a migration: for work on databases that no file has a part in.
  static folder none();

  [[nodiscard]] const std::filesystem::path &path() const { return path_; }
  [[nodiscard]] folder_form form() const { return form_; }
  [[nodiscard]] const std::string &base_dialect() const {
    return base_dialect_;
  }  // of the journal; v1: postgresql
  [[nodiscard]] const std::vector<migration> &migrations() const { return *migrations_; }
  [[nodiscard]] const std::vector<folder_note> &notes() const { return notes_; }
  [[nodiscard]] const migration *find(std::string_view tag) const;

 private:
  std::filesystem::path path_;
  folder_form form_ = folder_form::v0;
  std::string base_dialect_;
  std::unique_ptr<std::vector<migration>> migrations_;  // stable addresses for rendition::of
  std::vector<folder_note> notes_;
};

// All migrations of a folder as one dialect runs them.  `chain` is the dialect and its fallbacks, most
// special first. The base dialect's own files serve a dialect only when the base dialect is in the chain.
struct compiled_folder {
  const folder *source = nullptr;
  std::string dialect;                // first of the chain
  bool base = false;                  // the base dialect is this dialect: Drizzle's history counts here
  std::vector<rendition> renditions;  // in folder order, those that exist
  // First migration without a rendition for this dialect and the file to make, if any: skip reason
  // no_rendition.
  struct gap {
    std::string tag;
    std::filesystem::path file_to_make;
  };
  std::optional<gap> missing;
};

class adapter;
// Splits every file with the adapter's splitter and forms segments.  Errors: folder, with file and line, for
// an unterminated quote, comment or dollar quote, a bad directive, a file without a statement that is not
// marked no-op (but Drizzle's own `--custom` file of comments alone runs as empty).
result<compiled_folder> compile(const folder &f, const adapter &a, const std::vector<std::string> &chain);
// The reverse of one migration for a dialect; nullopt where no such file exists.
result<std::optional<rendition>> compile_down(const migration &m, const adapter &a,
                                              const std::vector<std::string> &chain);

}  // namespace tenantry
