/* A process whose calendar is ahead, as after days without power: LD_PRELOAD this, AHEAD=<seconds>. Nothing else changes. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
  long failed = syscall(SYS_clock_gettime, clock, now);
  const char *ahead = getenv("AHEAD");
  if (!failed && clock == CLOCK_REALTIME && ahead) now->tv_sec += atol(ahead);
  return (int)failed;
}
