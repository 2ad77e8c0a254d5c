#pragma once
// Who holds a lease, told so that another process can find out whether he is dead.
#include <string>

namespace tenantry {

struct lease_owner {
  std::string token;    // of this claim alone
  std::string actor;    // who, as the history has it
  std::string run;      // in which run
  std::string host;     // the machine's name, for people
  std::string machine;  // which running kernel and process space: equal texts see the same processes
  std::string process;  // "4711:123456": process id, and when it began, for ids are used again
};

// This process.  token is new at each call.
lease_owner this_owner(const std::string &actor, const std::string &run);

enum class life { alive, dead, elsewhere };  // elsewhere: another machine's process, which nobody here sees
life life_of(const lease_owner &owner);

}  // namespace tenantry
