#pragma once
// tenantry's history as its engine keeps it (core/engine/bookkeeping.cpp): one table, made by the adapter's
// render, written with one INSERT and read with one SELECT.  The kit does not include core/, so this is its
// own copy.
#include <string>
#include <vector>

#include "tools/conformance/subject.hpp"

namespace tenantry::conformance {

struct event {
  std::int64_t seq = 1;
  std::string kind = "start";  // start, step, done
  std::int64_t step = 0;
  std::string actor = "kit";
  std::string message{};  // empty: NULL
};

class history {
 public:
  // schema: made as well; else the table stands where a name without a schema leads.
  history(subject &it, std::string track, std::string schema = {});

  [[nodiscard]] const std::string &track() const { return track_; }
  [[nodiscard]] const std::string &qualified() const { return qualified_; }  // also the lock's name
  [[nodiscard]] const std::string &quoted_schema() const { return quoted_schema_; }
  // What render answers: the statements that make schema and table.
  [[nodiscard]] std::vector<std::string> statements() const;
  void create(connection &on) const;
  answer insert(connection &on, const event &what) const;
  answer select(connection &on) const;  // of our track, by seq
  // Does the dialect have schemas?
  [[nodiscard]] bool schemas() const;

 private:
  [[nodiscard]] std::string ask_dialect(bool render, const std::string &request) const;
  [[nodiscard]] std::string sql(std::string_view text) const;

  subject &it_;
  std::string track_, schema_, table_, quoted_schema_, qualified_;
};

// Cells of a row that select gives.
enum history_cell : std::size_t {
  cell_seq,
  cell_event,
  cell_stamp = 4,
  cell_hash,
  cell_step,
  cell_steps,
  cell_actor = 9,
  cell_message = 11,
  cell_at
};

}  // namespace tenantry::conformance
