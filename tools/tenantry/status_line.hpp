#pragma once
// The lines at the bottom of a terminal that show where a run is: one for the whole, one for each busy
// worker.  Nothing where the stream is no terminal.  Any thread; a thread of its own keeps the clock moving.
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "core/base/mutex.hpp"
#include "core/rollout/rollout.hpp"

namespace tenantry {

// The lines for a moment of a run.  Pure.
std::vector<std::string> status_lines(const rollout_progress &now, const std::string &track,
                                      std::int64_t elapsed_ms, std::size_t width, std::size_t height);
// "1,204 of 10,000 tenants, 412/s, 21 s left"
std::string progress_text(const rollout_progress &now, std::int64_t elapsed_ms);

class status_line {
 public:
  // Draws on `stream` when it is a terminal and `wanted`.
  status_line(std::FILE *stream, bool wanted);
  ~status_line();
  status_line(const status_line &) = delete;
  status_line &operator=(const status_line &) = delete;

  [[nodiscard]] bool drawing() const { return drawing_; }
  void begin(const std::string &track);
  void update(const rollout_progress &now);
  void end();

  // Takes the lines away while something else is written; resume draws them again.
  void pause();
  void resume();

 private:
  void draw() TENANTRY_REQUIRES(mutex_);
  void clear() TENANTRY_REQUIRES(mutex_);
  void tick(const std::stop_token &stop);

  std::FILE *stream_;
  bool drawing_;
  mutex mutex_;
  bool active_ TENANTRY_GUARDED_BY(mutex_) = false;
  std::string track_ TENANTRY_GUARDED_BY(mutex_);
  rollout_progress now_ TENANTRY_GUARDED_BY(mutex_);
  monotonic::time_point started_ TENANTRY_GUARDED_BY(mutex_);
  std::size_t drawn_ TENANTRY_GUARDED_BY(mutex_) = 0;  // lines on the screen
  int paused_ TENANTRY_GUARDED_BY(mutex_) = 0;
  std::jthread ticker_;  // last: it uses all above
};

}  // namespace tenantry
