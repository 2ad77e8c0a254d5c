// The list alone; in the library and in the test.
#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

std::vector<wrong_way> &mutable_wrongs() {
  static std::vector<wrong_way> all;
  return all;
}

}  // namespace

wrong::wrong(const wrong_way &one) {
  mutable_wrongs().push_back(one);
}

const std::vector<wrong_way> &all_wrongs() {
  return mutable_wrongs();
}

}  // namespace tenantry::kit
