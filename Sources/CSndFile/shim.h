#include <sndfile.h>
#include <sys/types.h>

#ifdef __linux__
/* Copies what is in a pipe to another and leaves it there: a look at a stream's first bytes. libc has
   it, but declares it only to programs that ask for GNU extensions. */
ssize_t tee(int source, int target, size_t length, unsigned int flags);
#endif
