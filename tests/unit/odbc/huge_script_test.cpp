// T-37: a script of hundreds of megabytes is cut where it is mapped; what the splitter keeps does not grow
// with it. An executable of its own, for it counts what lives on the heap.
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <new>

#include "plugins/odbc/mysql/script.hpp"
#include "tests/support/counts.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

std::atomic<std::size_t> living{0}, most{0};

void note_more(std::size_t bytes) {
  const std::size_t now = living += bytes;
  for (std::size_t seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
  }
}

}  // namespace

void *operator new(std::size_t size) {
  void *const made = std::malloc(size);
  if (made == nullptr) throw std::bad_alloc();
  note_more(malloc_usable_size(made));
  return made;
}
void *operator new(std::size_t size, const std::nothrow_t & /*unused*/) noexcept {
  void *const made = std::malloc(size);
  if (made != nullptr) note_more(malloc_usable_size(made));
  return made;
}
void *operator new[](std::size_t size) {
  return operator new(size);
}
void operator delete(void *old) noexcept {
  if (old == nullptr) return;
  living -= malloc_usable_size(old);
  std::free(old);
}
void operator delete(void *old, std::size_t) noexcept {
  operator delete(old);
}
void operator delete[](void *old) noexcept {
  operator delete(old);
}
void operator delete[](void *old, std::size_t) noexcept {
  operator delete(old);
}

namespace {

using tenantry::testing::rounds;
using tenantry::testing::temporary_folder;

constexpr std::size_t mega = std::size_t{1} << 20U;

// Statements as a dump has them: rows of many kinds of text, comments, code comments, a procedure now and
// then.
std::string some_statements() {
  std::string text =
      "-- a dump; with semicolons\n"
      "/*!40101 SET @saved = @@character_set_client */;\n"
      "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; SELECT ';'; END//\nDELIMITER ;\n"
      "CREATE FUNCTION f() RETURNS int BEGIN RETURN CASE WHEN 1 THEN 2 END; END;\n";
  for (int i = 0; i < 2000; ++i)
    text += "INSERT INTO wells VALUES (" + std::to_string(i) +
            ", 'it\\'s; \xf0\x9f\x9b\xa2', \"a \"\"quoted\"\" text\", NULL, 3.14); # done;\n";
  return text;
}

std::size_t statements_in_some() {
  return 3 + 2000;
}

struct mapped {
  const char *data = nullptr;
  std::size_t size = 0;

  explicit mapped(const std::filesystem::path &file) : size(std::filesystem::file_size(file)) {
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    void *const at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    close(descriptor);
    REQUIRE(at != MAP_FAILED);
    data = static_cast<const char *>(at);
  }
  ~mapped() { munmap(const_cast<char *>(data), size); }  // NOLINT: munmap knows no const
  mapped(const mapped &) = delete;
  mapped &operator=(const mapped &) = delete;
};

struct seen {
  std::size_t bytes = 0, pieces = 0, statements = 0, heap = 0;
};

seen cut_a_file_of(std::size_t megabytes) {
  const temporary_folder folder;
  const auto file = folder.path() / "huge.sql";
  seen told;
  {
    const std::string some = some_statements();
    std::ofstream out(file, std::ios::binary);
    for (; told.bytes < megabytes * mega; told.bytes += some.size()) {
      out << some;
      told.statements += statements_in_some();
    }
  }
  const mapped text(file);
  const std::size_t before = living;
  most = before;
  tenantry::mysql::script().split({text.data, text.size},
                                  [&](const tenantry::sdk::piece &) { ++told.pieces; });
  told.heap = most - before;
  return told;
}

}  // namespace

TEST_CASE("T-37: MySQL: what the splitter keeps of a huge script does not grow with it") {
  const std::size_t large = rounds(20, 200);
  const seen little = cut_a_file_of(large / 10), much = cut_a_file_of(large);
  INFO(little.bytes << " bytes: " << little.pieces << " pieces, " << little.heap << " bytes of heap; "
                    << much.bytes << " bytes: " << much.pieces << " pieces, " << much.heap
                    << " bytes of heap");
  CHECK(little.pieces == little.statements);
  CHECK(much.pieces == much.statements);
  CHECK(much.bytes > 9 * little.bytes);
  CHECK(much.heap <= little.heap + little.heap / 10 + 4096);
  CHECK(much.heap < much.bytes / 100);
}
