// SPDX-License-Identifier: MIT
// ring_stream OBJECT PROGRAM: consumes with libbpf's ring_buffer__poll while another process produces. First line: name and the
// program's id. For each line "SECONDS" waits for records, consumes for that long and prints records consumed, nanoseconds, CPU
// nanoseconds, records written and records lost meanwhile.
#include "peer.h"

static uint64_t count, sum;

static int on_record(void *context, void *data, size_t length)
{
	count++;
	sum += *(uint64_t *)data;
	return 0;
}

static uint64_t counter(int counters, uint32_t which)
{
	uint64_t value;

	if (bpf_map_lookup_elem(counters, &which, &value))
		fail("counters");
	return value;
}

int main(int argc, char **argv)
{
	struct bpf_object *object = load(argv[1]);
	int stream = program(object, argv[2]), counters = map(object, "counters");
	struct ring_buffer *ring = ring_buffer__new(map(object, "records"), on_record, NULL, NULL);
	struct bpf_prog_info info = {};
	uint32_t size = sizeof(info);
	char rest[32];
	double seconds;

	if (!ring)
		fail("ring_buffer__new");
	if (bpf_obj_get_info_by_fd(stream, &info, &size))
		fail("info");
	snprintf(rest, sizeof(rest), " %u", info.id);
	introduce(rest);
	while (scanf("%lf", &seconds) == 1) {
		uint64_t start, end, cpu, written, lost;

		ring_buffer__consume(ring);
		for (count = 0; !count;)
			ring_buffer__poll(ring, 100);
		written = counter(counters, 0);
		lost = counter(counters, 1);
		count = 0;
		start = now();
		cpu = cpu_time();
		while ((end = now()) - start < seconds * 1e9)
			ring_buffer__poll(ring, 100);
		printf("%lu %lu %lu %lu %lu\n", count, end - start, cpu_time() - cpu, counter(counters, 0) - written, counter(counters, 1) - lost);
		fflush(stdout);
	}
	return 0;
}
