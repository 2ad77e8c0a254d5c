#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "core/base/digest.hpp"
#include "core/migration/folder_reading.hpp"
#include "tests/unit/migration/scene.hpp"

using namespace tenantry;
using namespace tenantry::testing;

namespace {

source_file read(std::string_view text) {
  const temporary_folder root;
  auto file = read_source(root.write("a.sql", text), "postgresql");
  REQUIRE(file);
  return *file;
}

error refused(std::string_view text) {
  const temporary_folder root;
  auto file = read_source(root.write("a.sql", text), "postgresql");
  REQUIRE_FALSE(file);
  CHECK(file.error().category == category::folder);
  CHECK(contains(file.error().where.file, "a.sql"));
  CHECK_FALSE(file.error().next.empty());
  return file.error();
}

}  // namespace

TEST_CASE("T-32: line ends, a byte order mark and newlines at the end do not change the checksum") {
  const std::string golden = "v1:sha256:5ee0febeab660ad5112fc2d257c1007b3f28a087ef9450ef54af083dc6004b73";
  for (const char *text : {"CREATE TABLE a (b int);\n", "CREATE TABLE a (b int);",
                           "CREATE TABLE a (b int);\r\n", "CREATE TABLE a (b int);\n\n\n",
                           ("\xEF\xBB\xBF"
                            "CREATE TABLE a (b int);\r\n")}) {
    CAPTURE(text);
    CHECK(read(text).checksum == golden);
  }
  CHECK(read("a\r\nb").checksum == read("a\nb").checksum);
  CHECK(read("a \nb").checksum != read("a\nb").checksum);
}

TEST_CASE("T-33: checksums of the sample folder are what they were computed to be elsewhere") {
  const std::map<std::string, std::string> golden = {
      {"0000_acoustic_kylun", "f5ff4939960a6e4a37e797ea5199bb1e4e17cf35ff69966c0fd491954c6a4dc2"},
      {"0001_add_work_orders", "f1aad2a5a375d944745d250549b4cf390038c6dd59054dcfc2bb9b0062d52fb4"},
      {"0003_bitter_skaar", "d197d40968683d10a3065ddf5053d30fd04c7fcb95cacab3b7d35e724212cffe"},
      {"0010_alter_many", "b09085ef1024dd13a211117572e99aa8ad4e6f761b46cc212fd87ca0640aac58"},
      {"0013_flat_famine", "49a0fa6e06db91f39903f070ad7a4ae2760463f8710ee67ee5848275d3ed7d53"}};
  for (const auto &[tag, sum] : golden) {
    const auto file = read_source(drizzle_data("v0/tenant") / (tag + ".sql"), "postgresql");
    REQUIRE(file);
    CAPTURE(tag);
    CHECK(file->checksum == "v1:sha256:" + sum);
  }
}

TEST_CASE("a file's Drizzle hashes begin with that of its raw bytes and hold its other forms") {
  const source_file plain = read("CREATE TABLE a (b int);");
  CHECK(plain.drizzle_hashes ==
        std::vector<std::string>{"b2264f23d7fbb09d482d37c12866f025d0412d474711da01d57d2bf51e16a0ac"});
  const source_file windows = read(
      "\xEF\xBB\xBF"
      "a\r\nb");
  const source_file lf = read("a\nb");
  const source_file crlf = read("a\r\nb");
  CHECK(windows.drizzle_hashes.size() == 4);
  for (const std::string &hash : {lf.drizzle_hashes.front(), crlf.drizzle_hashes.front()})
    CHECK(std::count(windows.drizzle_hashes.begin(), windows.drizzle_hashes.end(), hash) == 1);
  CHECK(crlf.drizzle_hashes.front() != lf.drizzle_hashes.front());
  CHECK(lf.drizzle_hashes.back() == crlf.drizzle_hashes.front());
}

// As a person would write it down, with copies.
std::string with_lf(const std::string &text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text.compare(i, 2, "\r\n") != 0) out.push_back(text[i]);
  return out;
}
std::string with_crlf(const std::string &lf) {
  std::string out;
  for (const char c : lf) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

TEST_CASE("T-33: checksums are those of the copies that are never made") {
  CHECK(rc::check([] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(
        rc::gen::elementOf(std::vector<std::string>{"\r", "\n", "\r\n", "a", "b;"}));
    std::string text = *rc::gen::elementOf(std::vector<std::string>{"", "\xEF\xBB\xBF"}) + "x";
    for (const std::string &part : parts) text += part;
    const source_file file = read(text);
    const std::string bare = text.front() == 'x' ? text : text.substr(3);
    std::string lf = with_lf(bare);
    while (!lf.empty() && lf.back() == '\n') lf.pop_back();
    RC_ASSERT(file.checksum == "v1:sha256:" + sha256_hex(lf + "\n"));
    std::vector<std::string> forms;
    for (const std::string &one :
         {text, with_lf(text), with_crlf(with_lf(text)), bare, with_lf(bare), with_crlf(with_lf(bare))})
      if (std::find(forms.begin(), forms.end(), sha256_hex(one)) == forms.end())
        forms.push_back(sha256_hex(one));
    RC_ASSERT(file.drizzle_hashes == forms);
  }));
}

TEST_CASE("a byte order mark is no part of the text") {
  CHECK(read("\xEF\xBB\xBFSELECT 1").text == "SELECT 1");
  CHECK(read("SELECT 1\r\n").text == "SELECT 1\r\n");
}

TEST_CASE("T-36: UTF-16 and Latin-1 are refused with file and line") {
  const error little =
      refused(std::string_view("\xFF\xFE"
                               "S\0E\0",
                               6));
  CHECK(contains(little.message, "UTF-16"));
  CHECK(little.where.line == 1);
  CHECK(contains(refused(std::string_view("\xFE\xFF\0S\0E", 6)).message, "UTF-16"));
  const error bare = refused(std::string_view("-- a\nS\0E\0L\0", 11));
  CHECK(contains(bare.message, "NUL"));
  CHECK(bare.where.line == 2);
  const error latin = refused("SELECT 1;\n-- sch\xF6n");
  CHECK(contains(latin.message, "not valid UTF-8"));
  CHECK(latin.where.line == 2);
  CHECK(latin.where.column == 7);
}

TEST_CASE("an empty file and one of blanks alone are refused") {
  CHECK(contains(refused("").message, "is empty"));
  CHECK(contains(refused(" \n\t\r\n").message, "is empty"));
  CHECK(contains(refused("\xEF\xBB\xBF").message, "is empty"));
}

TEST_CASE("T-34: the history's checksum tells an edit of comments from an edit of statements") {
  const std::string then = history_checksum(read("-- why\nSELECT  1;\n"));
  CHECK(compare_checksum(then, read("-- why\r\nSELECT  1;")) == text_change::none);
  CHECK(compare_checksum(then, read("SELECT 1;")) == text_change::comments);
  CHECK(compare_checksum(then, read("-- why\nSELECT 2;\n")) == text_change::statements);
  CHECK(compare_checksum(read("SELECT  1;").checksum, read("SELECT 1;")) == text_change::statements);
}

TEST_CASE("stamps of 14 digits are UTC and must be dates") {
  CHECK(v1_stamp("20261122214138_acoustic_kylun") == 1795383698000);
  CHECK(v1_stamp("20261122214138") == 1795383698000);
  CHECK(utc_digits(1795383698506) == "20261122214138");
  for (const char *wrong : {"2026112221413_x", "20261122214138x", "20261322214138_x", "20260230000000_x",
                            "20261122244138_x", "20261122216038_x", "x", ""})
    CHECK_FALSE(v1_stamp(wrong));
}
