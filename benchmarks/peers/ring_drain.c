// SPDX-License-Identifier: MIT
// ring_drain OBJECT PROGRAM: for each line on its input fills the ring of the object by the program and drains it with libbpf's
// ring_buffer__consume; prints records and nanoseconds of the draining.
#include "peer.h"

static uint64_t count, sum;

static int on_record(void *context, void *data, size_t length)
{
	count++;
	sum += *(uint64_t *)data;
	return 0;
}

int main(int argc, char **argv)
{
	struct bpf_object *object = load(argv[1]);
	int fill = program(object, argv[2]);
	struct ring_buffer *ring = ring_buffer__new(map(object, "records"), on_record, NULL, NULL);

	if (!ring)
		fail("ring_buffer__new");
	introduce("");
	while (getchar() != EOF) {
		uint32_t written = run(fill, 0);
		uint64_t start, end;

		count = sum = 0;
		start = now();
		ring_buffer__consume(ring);
		end = now();
		if (count != written || sum != count * (count - 1) / 2) {
			fprintf(stderr, "drained %lu of %u\n", count, written);
			return 1;
		}
		printf("%lu %lu\n", count, end - start);
		fflush(stdout);
	}
	return 0;
}
