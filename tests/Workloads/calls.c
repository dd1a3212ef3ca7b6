// SPDX-License-Identifier: MIT
// calls user|kernel|nested|jump N: says "ready", waits for a line, calls a function exactly N times, says "done", waits for the end
// of its input. What the function does is the same each time, so that a tool that counts calls must say N.
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

volatile long sink;

__attribute__((noinline)) long workload_target(long n)
{
	sink += n;
	return sink;
}

/* Not traced by tests: makes an address near workload_target belong to another name. */
__attribute__((noinline)) long workload_other(long n)
{
	sink -= n;
	return sink;
}

/* Calls itself until depth is 0: depth + 1 calls. */
__attribute__((noinline)) long workload_nested(long depth)
{
	long result = depth > 0 ? workload_nested(depth - 1) : 0;

	sink += result;
	return result + 1;
}

static jmp_buf back;

/* Leaves without returning. */
__attribute__((noinline)) void workload_jump(long n)
{
	sink += n;
	longjmp(back, 1);
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "user";
	long count = argc > 2 ? atol(argv[2]) : 1;

	puts("ready");
	fflush(stdout);
	getchar();
	for (volatile long i = 0; i < count; i++) {
		if (!strcmp(kind, "kernel"))
			syscall(SYS_getpgid, 0);
		else if (!strcmp(kind, "nested"))
			workload_nested(9);
		else if (!strcmp(kind, "jump")) {
			if (!setjmp(back))
				workload_jump(i);
			workload_target(i);
		} else
			workload_target(i);
	}
	puts("done");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
