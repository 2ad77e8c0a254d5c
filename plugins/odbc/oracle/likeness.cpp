#include "likeness.hpp"

#include "pl_sql.hpp"

namespace tenantry::oracle {
namespace {

bool is_number(std::string_view token) {
  return !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos;
}

class rewriter {
 public:
  explicit rewriter(std::string_view sql) : sql_(sql), at_(sql) {}

  std::string all() {
    while (!at_.at_end()) step();
    return out_.append(sql_.substr(copied_));
  }

 private:
  void step() {
    const std::size_t begin = at_.begin(), end = begin + at_.text().size();
    const bool behind_number = is_number(before_);
    before_ = at_.text();
    if (at_.take("SYSTIMESTAMP")) return replace(begin, end, "CURRENT_TIMESTAMP(6)");
    if (at_.take("BINARY_DOUBLE")) return replace(begin, end, "DOUBLE");
    if (at_.take("BINARY_FLOAT")) return replace(begin, end, "FLOAT");
    if (at_.take("CHAR")) {
      if (behind_number && at_.text() == ")") replace(begin, end, "");
      return;
    }
    if (!at_.take("WITH")) return at_.advance();
    cursor zone = at_;
    zone.take("LOCAL");
    if (!zone.take("TIME") || !zone.at_word("ZONE")) return;
    replace(begin, zone.begin() + zone.text().size(), "");
    while (at_.take("LOCAL") || at_.take("TIME") || at_.take("ZONE")) {
    }
  }
  void replace(std::size_t begin, std::size_t end, std::string_view with) {
    out_.append(sql_.substr(copied_, begin - copied_)).append(with);
    copied_ = end;
  }

  std::string_view sql_;
  cursor at_;
  std::string out_;
  std::string_view before_;
  std::size_t copied_ = 0;
};

}  // namespace

std::string for_mariadb(std::string_view sql) {
  return rewriter(sql).all();
}

}  // namespace tenantry::oracle
