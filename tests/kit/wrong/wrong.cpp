// In the library and in the test; the latter never calls what needs the right adapter.
#include "tests/kit/wrong/wrong.hpp"

namespace tenantry::kit {
namespace {

std::vector<wrong_way> &mutable_wrongs() {
  static std::vector<wrong_way> all;
  return all;
}

const tnt_adapter *right_table = nullptr;

}  // namespace

wrong::wrong(const wrong_way &one) {
  mutable_wrongs().push_back(one);
}

const std::vector<wrong_way> &all_wrongs() {
  return mutable_wrongs();
}

const tnt_adapter &right() {
  return *right_table;
}

void set_right(const tnt_adapter *table) {
  right_table = table;
}

}  // namespace tenantry::kit
