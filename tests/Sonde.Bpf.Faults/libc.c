// SPDX-License-Identifier: MIT
// Stands before libc: lets the N-th system call of a thread fail with a chosen error. Loaded with LD_PRELOAD for libbpf, and
// found beside the program under the name libc.so for the program's own imports.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>

static __thread long seen = -1; /* not armed */
static __thread long target;
static __thread int failure;
static __thread int fired;
static __thread char name[32];
static __thread uint32_t part; /* entries that a batch does before it fails; 0: calls fail before they do anything */

/* The target-th counted call of this thread fails; 0 counts only. */
void faults_arm(long at, int error)
{
	target = at;
	failure = error;
	part = 0;
	fired = 0;
	seen = 0;
}

/* The target-th batch of this thread does some of its entries and fails then, as the kernel does at a locked bucket. */
void faults_arm_within_batch(long at, int error, uint32_t entries)
{
	faults_arm(at, error);
	part = entries;
}

/* Whether the call failed as asked. */
int faults_disarm(void)
{
	seen = -1;
	return fired;
}

const char *faults_name(void) { return name; }

/* Ours are libbpf and code that was compiled at run time; the runtime's own calls go through. */
static int is_ours(void *caller)
{
	Dl_info info;

	if (!dladdr(caller, &info) || !info.dli_fname)
		return 1;
	return strstr(info.dli_fname, "libbpf.so") || strstr(info.dli_fname, "/libc.so");
}

static int is_libbpf(void *caller)
{
	Dl_info info;

	return dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "libbpf.so");
}

/* What a signal can interrupt, and we make ourselves: libbpf does not try again. */
static int is_interruptible(const char *call, void *caller)
{
	return (!strcmp(call, "syscall") || !strcmp(call, "open") || !strcmp(call, "read") || !strcmp(call, "ioctl")) && !is_libbpf(caller);
}

static int fails(const char *call, void *caller)
{
	if (seen < 0 || (part && strcmp(call, "syscall")) || !is_ours(caller) || ++seen != target)
		return 0;
	if (failure == EINTR && !is_interruptible(call, caller))
		return 0;
	fired = 1;
	snprintf(name, sizeof(name), "%s", call);
	errno = failure;
	return 1;
}

#define NEXT(function) ({ static void *next; if (!next) next = dlsym(RTLD_NEXT, #function); next; })
#define FAILS(function) fails(#function, __builtin_return_address(0))

/* The head of union bpf_attr for batches. */
struct batch {
	uint64_t in_batch, out_batch, keys, values;
	uint32_t count, map;
};

static int is_batch(long number, const long *a)
{
	return number == SYS_bpf && a[0] >= 24 && a[0] <= 27; /* BPF_MAP_LOOKUP_BATCH to BPF_MAP_DELETE_BATCH */
}

/* The kernel does a part, and says where it stands; the error is ours. Its own errors are left as they are. */
static long fail_within(struct batch *batch, long (*next)(long, ...), const long *a)
{
	long result;

	if (part < batch->count)
		batch->count = part;
	result = next(SYS_bpf, a[0], a[1], a[2]);
	if (result < 0) {
		fired = 0;
		return result;
	}
	errno = failure;
	return -1;
}

long syscall(long number, ...)
{
	long (*next)(long, ...);
	long a[6];
	va_list arguments;

	va_start(arguments, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(arguments, long);
	va_end(arguments);
	next = (long (*)(long, ...))NEXT(syscall);
	if ((!part || is_batch(number, a)) && FAILS(syscall))
		return part ? fail_within((struct batch *)a[1], next, a) : -1;
	return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

#define MAPPING(function) \
	void *function(void *address, size_t length, int protection, int flags, int fd, off_t offset) \
	{ \
		if (FAILS(function)) \
			return (void *)-1; \
		return ((void *(*)(void *, size_t, int, int, int, off_t))NEXT(function))(address, length, protection, flags, fd, offset); \
	}
MAPPING(mmap)
MAPPING(mmap64)

#define OPENING(function) \
	int function(const char *path, int flags, ...) \
	{ \
		va_list arguments; \
		int mode; \
		va_start(arguments, flags); \
		mode = va_arg(arguments, int); \
		va_end(arguments); \
		if (FAILS(function)) \
			return -1; \
		return ((int (*)(const char *, int, ...))NEXT(function))(path, flags, mode); \
	}
OPENING(open)
OPENING(open64)

#define CONTROL(function, request_type) \
	int function(int fd, request_type request, ...) \
	{ \
		va_list arguments; \
		long argument; \
		va_start(arguments, request); \
		argument = va_arg(arguments, long); \
		va_end(arguments); \
		if (FAILS(function)) \
			return -1; \
		return ((int (*)(int, request_type, ...))NEXT(function))(fd, request, argument); \
	}
CONTROL(ioctl, unsigned long)
CONTROL(fcntl, int)
CONTROL(fcntl64, int)

#define PLAIN(type, function, parameters, ...) \
	type function parameters \
	{ \
		if (FAILS(function)) \
			return -1; \
		return ((type (*) parameters)NEXT(function))(__VA_ARGS__); \
	}
PLAIN(int, epoll_create1, (int flags), flags)
PLAIN(int, epoll_ctl, (int epoll, int operation, int fd, void *event), epoll, operation, fd, event)
PLAIN(int, eventfd, (unsigned int initial, int flags), initial, flags)
PLAIN(int, timerfd_create, (int clock, int flags), clock, flags)
PLAIN(int, timerfd_settime, (int fd, int flags, const void *next, void *old), fd, flags, next, old)
PLAIN(int, setsockopt, (int fd, int level, int option, const void *value, unsigned int length), fd, level, option, value, length)
PLAIN(int, socket, (int domain, int type, int protocol), domain, type, protocol)
PLAIN(ssize_t, read, (int fd, void *buffer, size_t count), fd, buffer, count)
PLAIN(int, rename, (const char *from, const char *to), from, to)
PLAIN(int, unlink, (const char *path), path)
