// SPDX-License-Identifier: MIT
// perf_drain OBJECT PAGES RUNS: for each line on its input fills the perf buffer of this CPU with RUNS times 100 records and drains
// it with libbpf's perf_buffer__consume; prints records and nanoseconds of the draining.
#include "peer.h"

static uint64_t count, sum, lost;

static void on_sample(void *context, int cpu, void *data, uint32_t size)
{
	count++;
	sum += *(uint64_t *)data;
}

static void on_lost(void *context, int cpu, __u64 records)
{
	lost += records;
}

int main(int argc, char **argv)
{
	struct bpf_object *object = load(argv[1]);
	int fill = program(object, "fill_samples"), runs = atoi(argv[3]);
	struct perf_buffer *buffer = perf_buffer__new(map(object, "samples"), atoi(argv[2]), on_sample, on_lost, NULL, NULL);

	if (!buffer)
		fail("perf_buffer__new");
	introduce("");
	while (getchar() != EOF) {
		uint64_t start, end, written = 0;

		for (int i = 0; i < runs; i++)
			written += run(fill, written);
		count = sum = 0;
		start = now();
		perf_buffer__consume(buffer);
		end = now();
		if (count != written || lost || sum != count * (count - 1) / 2) {
			fprintf(stderr, "drained %lu of %lu, lost %lu\n", count, written, lost);
			return 1;
		}
		printf("%lu %lu\n", count, end - start);
		fflush(stdout);
	}
	return 0;
}
