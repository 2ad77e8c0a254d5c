#pragma once
// What both floor programs share: lines of a file, a migration folder as whole SQL texts, and a few threads
// that take databases from a list.  Errors end the program: a floor that fails is no floor.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace tenantry_floor {

[[noreturn]] inline void give_up(const std::string &why) {
  std::cerr << "floor: " << why << '\n';
  std::_Exit(1);
}

inline std::string read_text(const std::filesystem::path &path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) give_up("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::vector<std::string> read_lines(const std::filesystem::path &path) {
  std::vector<std::string> lines;
  std::istringstream in(read_text(path));
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

struct migration_text {
  std::string tag;
  std::vector<std::string> statements;  // cut at Drizzle's breakpoint
};

// All *.sql of a folder in order of name.
inline std::vector<migration_text> read_folder(const std::filesystem::path &folder) {
  constexpr std::string_view breakpoint = "--> statement-breakpoint";
  std::vector<std::filesystem::path> files;
  for (const auto &entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".sql") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<migration_text> migrations;
  for (const auto &file : files) {
    migration_text one{file.stem().string(), {}};
    std::string text = read_text(file);
    for (std::size_t at = 0; at != std::string::npos;) {
      const std::size_t end = text.find(breakpoint, at);
      one.statements.push_back(text.substr(at, end == std::string::npos ? end : end - at));
      at = end == std::string::npos ? end : end + breakpoint.size();
    }
    migrations.push_back(std::move(one));
  }
  return migrations;
}

// work(database) for each, from `parallel` threads.
template <class Work>
void for_each_in_parallel(const std::vector<std::string> &databases, unsigned parallel, const Work &work) {
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < parallel; ++i)
    threads.emplace_back([&] {
      for (std::size_t mine = next++; mine < databases.size(); mine = next++) work(databases[mine]);
    });
}

// start and done of one migration, with values as wide as the real ones.
inline std::string history_insert(const std::string &table, const std::string &tag, int seq,
                                  const char *event) {
  const std::string digest(64, 'a');
  return "INSERT INTO " + table +
         " (track, seq, event, tag, checksum, stamp, drizzle_hash, step, steps, prefix_hash, actor, "
         "tool_version, run, "
         "message) VALUES ('tenant', " +
         std::to_string(seq) + ", '" + event + "', '" + tag + "', 'v1:sha256:" + digest +
         "', 1795383698506, '" + digest + "', 1, 1, '" + digest + "', 'floor@floor', '0.1.0', 'floor', NULL)";
}

inline std::string history_table(const std::string &name, const std::string &now) {
  return "CREATE TABLE " + name +
         " (track varchar(63) NOT NULL, seq bigint NOT NULL, event varchar(10) NOT NULL, tag varchar(255) "
         "NOT NULL, "
         "checksum varchar(255) NOT NULL, stamp bigint NOT NULL, drizzle_hash varchar(64) NOT NULL, step "
         "integer NOT "
         "NULL, steps integer NOT NULL, prefix_hash varchar(64) NOT NULL, actor varchar(255) NOT NULL, "
         "tool_version "
         "varchar(40) NOT NULL, run varchar(64) NOT NULL, message varchar(2000), at " +
         now + ", PRIMARY KEY (track, seq))";
}

struct arguments {
  bool fresh = false;
  std::vector<std::string> databases;
  std::vector<migration_text> migrations;
  unsigned parallel = 8;
};

inline arguments read_arguments(int argc, char **argv) {
  if (argc != 5)
    give_up("usage: " + std::string(argv[0]) + " fresh|noop FILE-OF-DATABASES MIGRATION-FOLDER PARALLEL");
  return {std::string(argv[1]) == "fresh", read_lines(argv[2]), read_folder(argv[3]),
          static_cast<unsigned>(std::strtoul(argv[4], nullptr, 10))};
}

}  // namespace tenantry_floor
