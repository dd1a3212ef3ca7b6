// SPDX-License-Identifier: MIT
// What the peers share: a clock, loading an object, running a program.
#pragma once
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

/* Nanoseconds of CPU time of this process. */
static inline uint64_t cpu_time(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000ull + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000ull;
}

static inline void fail(const char *what)
{
	perror(what);
	exit(1);
}

static inline struct bpf_object *load(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);

	if (!object || bpf_object__load(object))
		fail("load");
	return object;
}

static inline int program(struct bpf_object *object, const char *name)
{
	struct bpf_program *found = bpf_object__find_program_by_name(object, name);

	if (!found)
		fail(name);
	return bpf_program__fd(found);
}

static inline int map(struct bpf_object *object, const char *name)
{
	int fd = bpf_object__find_map_fd_by_name(object, name);

	if (fd < 0)
		fail(name);
	return fd;
}

/* Runs a raw tracepoint program and gives what it returned. */
static inline uint32_t run(int program, uint64_t argument)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &argument, .ctx_size_in = sizeof(argument));

	if (bpf_prog_test_run_opts(program, &options))
		fail("test run");
	return options.retval;
}

/* The first line: who this is, and what else the runner must know. */
static inline void introduce(const char *rest)
{
	printf("libbpf %s%s\n", libbpf_version_string() + (*libbpf_version_string() == 'v'), rest);
	fflush(stdout);
}
