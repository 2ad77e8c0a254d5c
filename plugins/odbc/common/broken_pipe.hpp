// Drivers turn SIGPIPE off for the whole process, which is the host's.  Here it is kept from the threads that
// drivers write on, and the process is left as it was.
#pragma once

namespace tenantry::odbc {

// For a thread that runs a driver: a write on a broken line is an error there, and no signal.
void block_broken_pipe();

// While it lives a driver may set what the process does with SIGPIPE; after that it is as before.  Several
// may live at once, on any threads: what counts is what the first of them found.
class kept_broken_pipe {
 public:
  kept_broken_pipe();
  ~kept_broken_pipe();
  kept_broken_pipe(const kept_broken_pipe &) = delete;
  kept_broken_pipe &operator=(const kept_broken_pipe &) = delete;
};

}  // namespace tenantry::odbc
