#pragma once
// Inside of core/migration: the parts from which folder::load is made.  Nothing outside this room includes
// it.
#include <nlohmann/json_fwd.hpp>

#include "core/migration/folder.hpp"

namespace tenantry {

// An error of the migration folder at a place in one of its files.
tl::unexpected<error> folder_fault(position where, std::string message, std::string next);

// ---- one file (source.cpp)

// Reads one SQL file: UTF-8 only, not empty.
result<source_file> read_source(const std::filesystem::path &path, std::string_view dialect);
// "v1:sha256:…" of a text: LF, no BOM, one newline at the end.  Never changes for a given text (T-33).
std::string checksum_of(std::string_view text);
bool is_file(const std::filesystem::path &path);
result<std::string> read_folder_file(const std::filesystem::path &path);
result<std::shared_ptr<const frozen_file>> freeze_folder_file(const std::filesystem::path &path);

// ---- JSON files (journal.cpp)

struct journal_entry {
  std::int64_t idx = 0;
  std::int64_t when = 0;
  std::string tag;
  std::uint32_t line = 0;
};
struct journal {
  std::string dialect;
  std::vector<journal_entry> entries;  // in the order of the file, which is the order of the migrations
};
result<journal> parse_journal(std::string_view text, const std::string &file);
// Refuses text that is not JSON, with line and column.
status check_json(std::string_view text, const std::string &file);
// "postgresql" for "pg" and "postgres", "sqlite" for "turso".
std::string dialect_name(std::string_view drizzle_name);
// The part of a tag before its first "_": what the snapshot of the migration is named after.
std::string_view prefix_of(std::string_view tag);
std::filesystem::path journal_path(const std::filesystem::path &folder);

// ---- the two forms

struct folder_contents {
  folder_form form = folder_form::v0;
  std::string base_dialect;
  std::vector<migration> migrations;
  std::vector<folder_note> notes;
};
result<folder_contents> read_v0(const std::filesystem::path &folder);
result<folder_contents> read_v1(const std::filesystem::path &folder);
// Folders that hold a migration.sql, in byte order of their names.
std::vector<std::string> v1_folder_names(const std::filesystem::path &folder);
// Milliseconds of the 14 digits that begin a v1 folder's name, or nothing.
std::optional<std::int64_t> v1_stamp(std::string_view name);
// "20261122214623"
std::string utc_digits(std::int64_t unix_milliseconds);

// Names of sub-folders and files, sorted; hidden ones and those that cannot be read are left out.
std::vector<std::string> names_in(const std::filesystem::path &folder, bool folders);

// ---- the seal (seal.cpp)

std::filesystem::path seal_path(const std::filesystem::path &folder, folder_form form);
// Compares the files with the seal, and notes what is not sealed.
status check_seal(const std::filesystem::path &folder, folder_contents &contents);
// Path → checksum, as the seal holds them; empty where there is none.
result<std::map<std::string, std::string>> read_seal(const std::filesystem::path &file);
status write_seal_file(const std::filesystem::path &file, const std::map<std::string, std::string> &sums);

}  // namespace tenantry
