#include "tools/tenantry/completion.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>

#include "tools/tenantry/command_tree.hpp"

using namespace tenantry;

namespace {

// What bash offers for the words so far, the last of which is being typed.
std::string bash_offers(const std::string &words, int index) {
  const std::string file = "/tmp/tenantry-completion-" + std::to_string(::getpid()) + ".bash";
  std::ofstream(file) << bash_completion() << "\nCOMP_WORDS=(" << words << ")\nCOMP_CWORD=" << index
                      << "\n_tenantry\necho \"${COMPREPLY[*]}\"\n";
  std::string offers;
  if (FILE *shell = ::popen(("bash " + file).c_str(), "r"); shell != nullptr) {
    for (int c = 0; (c = std::fgetc(shell)) != EOF;) offers.push_back(static_cast<char>(c));
    CHECK(::pclose(shell) == 0);
  }
  std::remove(file.c_str());
  return offers;
}

}  // namespace

TEST_CASE("both completions mention every command and every flag") {
  for (const std::string &script : {bash_completion(), zsh_completion()}) {
    for (const command_definition &command : all_commands())
      CHECK(script.find("\"" + std::string(command.path) + "\"") != std::string::npos);
    for (const flag_definition &flag : all_flags())
      CHECK(script.find("--" + std::string(flag.name)) != std::string::npos);
  }
}

TEST_CASE("bash is offered commands, tracks, flags and values") {
  CHECK(bash_offers("tenantry mi", 1) == "migrate\n");
  CHECK(bash_offers("tenantry migrate ''", 2) == "master tenant all\n");
  CHECK(bash_offers("tenantry adapter ''", 2) == "new list check trust\n");
  CHECK(bash_offers("tenantry migrate tenant --max", 3) == "--max-failures\n");
  CHECK(bash_offers("tenantry --color ''", 2) == "auto always never\n");
  CHECK(bash_offers("tenantry migrate --trust li tenant", 3) == "listed\n");
}
