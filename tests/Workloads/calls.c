// SPDX-License-Identifier: MIT
// calls user|kernel|signal|both|static|nested|jump|threads|exit N: says "ready", waits for a line, calls a function exactly N times, says "done", waits for the end
// of its input. What the function does is the same each time, so that a tool that counts calls must say N.
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

volatile long sink;

/*
 * A static probe workload:call with two arguments, as sys/sdt.h writes it: a note with its place, the names and where the
 * arguments are. The format: sourceware.org/systemtap/wiki/UserSpaceProbeImplementation.
 */
#define STATIC_PROBE(first, second) \
	__asm__ volatile( \
		"990: nop\n" \
		".pushsection .note.stapsdt,\"\",\"note\"\n" \
		".balign 4\n" \
		".4byte 992f-991f, 994f-993f, 3\n" \
		"991: .asciz \"stapsdt\"\n" \
		"992: .balign 4\n" \
		"993: .8byte 990b, _.stapsdt.base, 0\n" \
		".asciz \"workload\"\n" \
		".asciz \"call\"\n" \
		".asciz \"8@%0 -4@%1\"\n" \
		"994: .balign 4\n" \
		".popsection\n" \
		".ifndef _.stapsdt.base\n" \
		".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n" \
		".weak _.stapsdt.base\n" \
		".hidden _.stapsdt.base\n" \
		"_.stapsdt.base: .space 1\n" \
		".size _.stapsdt.base, 1\n" \
		".popsection\n" \
		".endif\n" \
		: : "r"((unsigned long)(first)), "r"((int)(second)))

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

/* Passes the static probe once. */
__attribute__((noinline)) void workload_static(long n)
{
	STATIC_PROBE(n + 1000000, -n);
	sink += n;
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

/* Ends the process. */
__attribute__((noinline)) void workload_exit(long n)
{
	sink += n;
	_exit(0);
}

static void *run_nested(void *count)
{
	for (long i = 0; i < (long)count; i++)
		workload_nested(9);
	return NULL;
}

static void run_threads(long count)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, run_nested, (void *)count);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
}

static void run_exits(long count)
{
	for (long i = 0; i < count; i++) {
		pid_t child = fork();

		if (!child)
			workload_exit(i);
		waitpid(child, NULL, 0);
	}
	for (long i = 0; i < 1000; i++)
		workload_target(i);
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "user";
	long count = argc > 2 ? atol(argv[2]) : 1;

	puts("ready");
	fflush(stdout);
	getchar();
	if (!strcmp(kind, "threads")) {
		run_threads(count);
		count = 0;
	} else if (!strcmp(kind, "exit")) {
		run_exits(count);
		count = 0;
	}
	for (volatile long i = 0; i < count; i++) {
		if (!strcmp(kind, "kernel"))
			syscall(SYS_getpgid, 0);
		else if (!strcmp(kind, "nested"))
			workload_nested(9);
		else if (!strcmp(kind, "signal"))
			kill(getpid(), 0);
		else if (!strcmp(kind, "static"))
			workload_static(i);
		else if (!strcmp(kind, "both")) {
			workload_target(i);
			workload_other(i);
		} else if (!strcmp(kind, "jump")) {
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
