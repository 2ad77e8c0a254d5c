// MariaDB's driver speaks TLS through OpenSSL, whose state for a thread is freed when that thread ends.  The
// thread of a line that was given up in the middle of a statement may still be ending when the test's process
// does: what OpenSSL then has not freed yet is no leak of ours.  The same goes for what the C library keeps
// of a thread's last dlopen.
extern "C" const char *__lsan_default_suppressions();   // NOLINT(*-reserved-identifier,*-naming)
extern "C" const char *__lsan_default_suppressions() {  // NOLINT(*-reserved-identifier,*-naming)
  return "leak:libcrypto.so\nleak:_dlerror_run";
}
