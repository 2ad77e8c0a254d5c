// MariaDB's driver speaks TLS through OpenSSL, whose state for a thread is freed when that thread ends.  The
// thread of a line that was given up in the middle of a statement may still be ending when the test's process
// does: what OpenSSL then has not freed yet is no leak of ours.
extern "C" const char *__lsan_default_suppressions();   // NOLINT(*-reserved-identifier,*-naming)
extern "C" const char *__lsan_default_suppressions() {  // NOLINT(*-reserved-identifier,*-naming)
  return "leak:libcrypto.so";
}
