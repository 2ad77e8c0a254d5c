/* Libraries that are broken before any table exists, one for each definition. */
#include <signal.h>
#include <stdlib.h>
#include <tenantry/sdk/adapter.h>
#include <unistd.h>

#if defined(CONSTRUCTOR_CRASHES)
__attribute__((constructor)) static void on_load(void) {
  raise(SIGSEGV);
}
#elif defined(CONSTRUCTOR_EXITS)
__attribute__((constructor)) static void on_load(void) {
  _exit(0);
}
#elif defined(CONSTRUCTOR_HANGS)
__attribute__((constructor)) static void on_load(void) {
  for (;;) pause();
}
#elif defined(CONSTRUCTOR_CLOSES_ALL)
__attribute__((constructor)) static void on_load(void) {
  for (int fd = 0; fd < 64; ++fd) close(fd);
}
#endif

#if defined(NO_ENTRY)
TNT_EXPORT int something_else(void);
int something_else(void) {
  return 1;
}
#else
tnt_status tenantry_adapter_v1(const tnt_host *host, const tnt_adapter **out, tnt_error *error) {
  (void)host;
  (void)error;
  *out = NULL;
#if defined(ENTRY_HANGS)
  for (;;) pause();
#elif defined(ENTRY_CRASHES)
  abort();
#elif defined(GARBAGE_TABLE)
  static const tnt_adapter table = {.struct_size = 3, .traits = ~0ull};
  *out = &table;
#endif
  return TNT_OK;
}
#endif
