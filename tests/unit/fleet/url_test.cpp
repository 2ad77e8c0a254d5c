// What people paste as a connection, and that no password ever comes back out of it.
#include "core/fleet/url.hpp"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

using namespace tenantry;

namespace {

struct url_case {
  const char *text;
  const char *server_key, *database, *user, *password;
};

void check(const url_case &c) {
  INFO(c.text);
  const auto url = parse_url(c.text, "/base");
  REQUIRE(url.has_value());
  CHECK(url->server_key() == c.server_key);
  CHECK(url->database == c.database);
  CHECK(url->user == c.user);
  CHECK(url->password == c.password);
}

const std::string everything(const error &e) {
  std::string out = to_string(e);
  for (const auto &[key, value] : e.details) out += value;
  return out + e.sql;
}

}  // namespace

TEST_CASE("URLs of each scheme are taken apart and default ports filled in") {
  for (const url_case &c : std::initializer_list<url_case>{
           {"postgresql://app:pw@db.example.com:6432/acme", "db.example.com:6432", "acme", "app", "pw"},
           {"postgres://app@DB.Example.com/acme?sslmode=require", "db.example.com:5432", "acme", "app", ""},
           {"postgresql:///acme", ":5432", "acme", "", ""},
           {"postgresql://", ":5432", "", "", ""},
           {"postgresql://localhost", "localhost:5432", "", "", ""},
           {"postgresql://localhost:/acme", "localhost:5432", "acme", "", ""},
           {"  postgresql://h/acme\n", "h:5432", "acme", "", ""},
           {"mysql://root@127.0.0.1/acme", "127.0.0.1:3306", "acme", "root", ""},
           {"sqlserver://sa:p%40ss@h:1444/acme", "h:1444", "acme", "sa", "p@ss"},
           {"sqlserver://h:1433;databaseName=acme;user=sa;password=x-y", "h:1433", "acme", "sa", "x-y"},
           {"oracle://app:pw@h/FREEPDB1", "h:1521", "FREEPDB1", "app", "pw"},
           {"acmedb://h/x", "h:", "x", "", ""},
       })
    check(c);
}

TEST_CASE("PostgreSQL URLs may name several hosts, IPv6 addresses and sockets") {
  for (const url_case &c : std::initializer_list<url_case>{
           {"postgresql://a:5432,b:5433/acme", "a,b:5432,5433", "acme", "", ""},
           {"postgresql://A,b/acme?target_session_attrs=read-write", "a,b:5432", "acme", "", ""},
           {"postgresql://[::1]:5433/acme", "[::1]:5433", "acme", "", ""},
           {"postgresql://[2001:DB8::1]/acme", "[2001:db8::1]:5432", "acme", "", ""},
           {"postgresql://[::1],[::2]:1/acme", "[::1],[::2]:5432,1", "acme", "", ""},
           {"postgresql:///acme?host=/var/run/PG&port=5433", "/var/run/PG:5433", "acme", "", ""},
           {"postgresql://%2Fvar%2Frun/acme", "/var/run:5432", "acme", "", ""},
           {"postgresql:///?dbname=acme&user=app&password=a%20b", ":5432", "acme", "app", "a b"},
           {"postgresql://?service=prod", "service=prod:5432", "", "", ""},
       })
    check(c);
}

TEST_CASE("key=value strings of libpq are read with their quotes and escapes") {
  for (const url_case &c : std::initializer_list<url_case>{
           {"host=DB port=6432 dbname=acme user=app password=pw", "db:6432", "acme", "app", "pw"},
           {"host = db dbname = 'a b' password='it\\'s \\\\ here'", "db:5432", "a b", "", "it's \\ here"},
           {"host=/var/run dbname=acme", "/var/run:5432", "acme", "", ""},
           {"hostaddr=10.0.0.1 dbname=acme password=a;b", "10.0.0.1:5432", "acme", "", "a;b"},
           {"service=prod", "service=prod:5432", "", "", ""},
           {"password=''", ":5432", "", "", ""},
       })
    check(c);
}

TEST_CASE("ODBC strings are read ignoring case, with braces and the port in the server") {
  for (const url_case &c : std::initializer_list<url_case>{
           {"Driver={ODBC Driver 18 for SQL Server};Server=tcp:DB,1434;Database=acme;UID=sa;PWD={p;w}}d}",
            "db:1434", "acme", "sa", "p;w}d"},
           {"DRIVER={MySQL ODBC 8.0};SERVER=db;PORT=3307;DATABASE=acme;USER=root;PASSWORD=x y;", "db:3307",
            "acme", "root", "x y"},
           {"Driver={MariaDB};Server=db;Database=acme", "db:3306", "acme", "", ""},
           {"Driver=Oracle;DBQ=//db:1522/freepdb1;UID=app", "db:1522", "freepdb1", "app", ""},
           {"DSN=Prod;UID=sa;PWD=x", "dsn=prod:", "", "sa", "x"},
           {"Server=db\\inst;Initial Catalog=acme;;User Id=sa", "db\\inst:", "acme", "sa", ""},
           {"Driver={SQL Server};Server=fe80::1;Database=a", "fe80::1:1433", "a", "", ""},
       }) {
    INFO(c.text);
    const auto url = parse_url(c.text, "/base");
    REQUIRE(url.has_value());
    if (url->host.find("::") == std::string::npos) CHECK(url->server_key() == c.server_key);
    CHECK(url->database == c.database);
    CHECK(url->user == c.user);
    CHECK(url->password == c.password);
  }
}

TEST_CASE("SQLite paths are made absolute against the base folder") {
  for (const url_case &c : std::initializer_list<url_case>{
           {"sqlite:tenants/acme.db", "file", "/base/tenants/acme.db", "", ""},
           {"sqlite:./tenants/../tenants/acme.db", "file", "/base/tenants/acme.db", "", ""},
           {"sqlite://tenants/acme.db", "file", "/base/tenants/acme.db", "", ""},
           {"sqlite:///var/lib/acme.db", "file", "/var/lib/acme.db", "", ""},
           {"sqlite:/var/lib/acme.db", "file", "/var/lib/acme.db", "", ""},
           {"sqlite:a%20b%3F.db", "file", "/base/a b?.db", "", ""},
       })
    check(c);
}

TEST_CASE("the key of a database is one for all ways to write it, and empty where nothing can be said") {
  const auto key = [](const char *text) { return parse_url(text, "/base")->database_key(); };
  CHECK(key("postgres://a:x@H/acme") == key("postgresql://b:y@h:5432/acme?sslmode=disable"));
  CHECK(key("postgres://h/acme") == key("host=h dbname=acme"));
  CHECK(key("postgres://h/acme") != key("postgres://h/Acme"));
  CHECK(key("postgres://h/acme") != key("postgres://h:5433/acme"));
  CHECK(key("sqlite:a/../b.db") == key("sqlite:///base/b.db"));
  CHECK(key("postgres://h").empty());
  CHECK(key("sqlite::memory:").empty());
  // On Oracle the user's schema is the tenant's database.
  CHECK(key("oracle://one@h/svc") != key("oracle://two@h/svc"));
  CHECK(key("mysql://one@h/db") == key("mysql://two@h/db"));
}

TEST_CASE("T-68: a password with characters that must be encoded gives help and is not shown") {
  for (const char *text :
       {"postgresql://app:se/cret@h/acme", "postgresql://app:se#cret@h/acme",
        "postgresql://app:se?cret@h/acme", "postgresql://app:se@cret@h/acme",
        "postgresql://app:12/cret@h/acme", "postgresql://app:12#cret@h/acme", "postgresql://app:cret%@h/acme",
        "mysql://app:cret%zz@h/acme", "postgresql://app:cret%00@h/acme", "postgresql://app:12?cret@h/acme"}) {
    INFO(text);
    const auto url = parse_url(text, "/base");
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().category == category::bad_config);
    CHECK(everything(url.error()).find("cret") == std::string::npos);
    CHECK(everything(url.error()).find("percent-encoded") != std::string::npos);
  }
}

TEST_CASE("a colon inside a password does no harm") {
  const auto url = parse_url("postgresql://app:a:b:c@h/acme", "");
  REQUIRE(url.has_value());
  CHECK(url->password == "a:b:c");
  CHECK(url->server_key() == "h:5432");
}

TEST_CASE("what is no connection at all is refused with the part that is wrong") {
  const std::pair<const char *, const char *> cases[] = {
      {"", "empty"},
      {"   ", "empty"},
      {"jdbc:postgresql://h/acme", "jdbc:"},
      {"acme.db", "neither"},
      {"postgresql://h:port/acme", "port"},
      {"postgresql://h:123456/acme", "port"},
      {"postgresql://[::1/acme", "IPv6"},
      {"postgresql://[::1]x/acme", "IPv6"},
      {"sqlite:", "names no file"},
      {"host=h password='x", "closing '"},
      {"host=h secret", "no \"=\""},
      {"Driver={x;Server=h", "closing }"},
      {"Driver=x;Server=h;oops", "no \"=\""},
  };
  for (const auto &[text, part] : cases) {
    INFO(text);
    const auto url = parse_url(text, "/base");
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().category == category::bad_config);
    CHECK_THAT(url.error().message, Catch::Contains(part));
    CHECK_FALSE(url.error().next.empty());
  }
}

TEST_CASE("parsing any text neither throws nor shows the password that stood in it") {
  REQUIRE(rc::check("any bytes", [](const std::string &text) { (void)parse_url(text, "/base"); }));

  const auto piece =
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("aB0:@/?#%;={}'\\\" [],.&!")));
  REQUIRE(rc::check("a password in a URL", [&] {
    // The middle cannot stand in a message by chance.
    const std::string secret = *piece + "Zq7Xw" + *piece;
    const std::string form = *rc::gen::element<std::string>(
        "postgresql://app:", "mysql://app:", "host=h password='", "Driver={x};Server=h;PWD={");
    const std::string text =
        form + secret + *rc::gen::element<std::string>("@h:5/acme", "", "'", "}", "} ;x");
    const auto url = parse_url(text, "/base");
    if (url) {
      RC_ASSERT(url->server_key().empty() == false);
    } else {
      RC_ASSERT(everything(url.error()).find("Zq7Xw") == std::string::npos);
    }
  }));
  REQUIRE(rc::check("an encoded password comes back as it was", [&] {
    const std::string secret = *piece;
    std::string encoded;
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : secret) {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    const auto url = parse_url("postgresql://app:" + encoded + "@h/acme", "");
    RC_ASSERT(url.has_value());
    RC_ASSERT(url->password == secret);
    RC_ASSERT(url->password_as_written == encoded);
  }));
}

TEST_CASE("a scheme without slashes is an adapter's own, unless a form or a password may be meant") {
  CHECK(bare_scheme(" Lite:/srv/a.db") == "lite");
  CHECK(parse_bare("lite:/srv/a.db").database == "/srv/a.db");
  CHECK(parse_bare("lite:/srv/a.db").database_key() != parse_bare("lite:/srv/b.db").database_key());
  for (const char *text :
       {"sqlite:a.db", "postgresql://h/d", "postgres:d", "user:word@host/d", "host=a:b", "lite:", ""})
    CHECK(bare_scheme(text).empty());
}
