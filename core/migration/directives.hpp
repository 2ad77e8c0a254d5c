#pragma once
// "-- tenantry: …" lines.  They count only in the comments between statements, never inside one.
#include "core/migration/script.hpp"

namespace tenantry {

struct found_directive {
  std::size_t offset = 0;  // of the comment in the text
  std::string_view words;  // behind "tenantry:", trimmed
};

constexpr std::string_view breakpoint_marker = "--> statement-breakpoint";

// Directives in text[begin, end): a stretch without statements.
std::vector<found_directive> find_directives(std::string_view text, std::size_t begin, std::size_t end);

// Adds one of the head to `out`.  Error category: folder; the caller adds the place.
status read_head_directive(std::string_view words, directives &out);

// What a file that undoes a migration says is lost by it: `-- tenantry: lossy "…"` in its first lines.
std::vector<std::string> find_losses(std::string_view text);

// The sentence for words that mean nothing at this place.
std::string unknown_directive(std::string_view words);

}  // namespace tenantry
