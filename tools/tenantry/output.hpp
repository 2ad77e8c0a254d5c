#pragma once
// Where results go: stdout as text or JSON Lines.  One object for a command.
#include <cstdio>
#include <string>
#include <string_view>

#include "tools/tenantry/words.hpp"

namespace tenantry {

class output {
 public:
  struct options {
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    bool color = false;
  };
  explicit output(options o, std::FILE *stream = stdout) : options_(o), stream_(stream) {}

  [[nodiscard]] bool json() const { return options_.json; }
  [[nodiscard]] bool quiet() const { return options_.quiet; }
  [[nodiscard]] bool verbose() const { return options_.verbose; }
  [[nodiscard]] palette colors() const { return palette{options_.color}; }

  // A whole line of text, or an event; the line end is added.  Flushed where somebody may be waiting for it.
  void line(std::string_view text);
  void flush();

 private:
  options options_;
  std::FILE *stream_;
};

}  // namespace tenantry
