// SPDX-License-Identifier: MIT
// ring_drain OBJECT: for each line on its input fills the ring of the object and drains it with libbpf's ring_buffer__consume;
// prints records and nanoseconds of the draining.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t count, sum;

static int on_record(void *context, void *data, size_t length)
{
	count++;
	sum += *(uint64_t *)data;
	return 0;
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

int main(int argc, char **argv)
{
	struct bpf_object *object = bpf_object__open_file(argc > 1 ? argv[1] : "", NULL);
	struct ring_buffer *ring;
	int program, map;

	if (!object || bpf_object__load(object))
		fail("load");
	program = bpf_program__fd(bpf_object__find_program_by_name(object, "fill"));
	map = bpf_object__find_map_fd_by_name(object, "records");
	ring = ring_buffer__new(map, on_record, NULL, NULL);
	if (!ring)
		fail("ring_buffer__new");
	printf("libbpf %s\n", libbpf_version_string());
	fflush(stdout);

	while (getchar() != EOF) {
		LIBBPF_OPTS(bpf_test_run_opts, run);
		uint64_t start, end;

		if (bpf_prog_test_run_opts(program, &run))
			fail("test run");
		count = sum = 0;
		start = now();
		ring_buffer__consume(ring);
		end = now();
		if (count != run.retval || sum != count * (count - 1) / 2) {
			fprintf(stderr, "drained %lu of %u\n", count, run.retval);
			return 1;
		}
		printf("%lu %lu\n", count, end - start);
		fflush(stdout);
	}
	return 0;
}
