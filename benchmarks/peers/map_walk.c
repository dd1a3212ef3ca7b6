// SPDX-License-Identifier: MIT
// map_walk KEY VALUE PERCPU: fills a hash table with 100,000 entries. For each line on its input, "w" walks them in batches of 4096
// and "l" looks each up; prints entries and nanoseconds.
#include "peer.h"
#include <errno.h>

#define ENTRIES 100000
#define BATCH 4096

static int table;
static size_t key_size, value_size; /* of all CPUs */
static char *keys, *values;

static uint64_t sum;

static uint64_t walk(void)
{
	uint32_t token = 0, count;
	uint64_t entries = 0;
	int first = 1, ended = 0;

	while (!ended) {
		count = BATCH;
		if (bpf_map_lookup_batch(table, first ? NULL : &token, &token, keys, values, &count, NULL)) {
			if (errno != ENOENT)
				fail("batch");
			ended = 1;
		}
		first = 0;
		for (uint32_t i = 0; i < count; i++)
			sum += *(uint64_t *)(values + i * value_size);
		entries += count;
	}
	return entries;
}

static uint64_t look_up(void)
{
	memset(keys, 0, key_size);
	for (uint32_t i = 0; i < ENTRIES; i++) {
		*(uint32_t *)keys = i;
		if (bpf_map_lookup_elem(table, keys, values))
			fail("look up");
		sum += *(uint64_t *)values;
	}
	return ENTRIES;
}

int main(int argc, char **argv)
{
	size_t per_cpu = atoi(argv[3]);
	int line;

	key_size = atoi(argv[1]);
	value_size = per_cpu ? ((atoi(argv[2]) + 7) & ~7) * libbpf_num_possible_cpus() : atoi(argv[2]);
	table = bpf_map_create(per_cpu ? BPF_MAP_TYPE_PERCPU_HASH : BPF_MAP_TYPE_HASH, "walk", key_size, atoi(argv[2]), ENTRIES, NULL);
	if (table < 0)
		fail("create");
	keys = calloc(BATCH, key_size);
	values = calloc(BATCH, value_size);
	for (uint32_t i = 0; i < ENTRIES; i++) {
		*(uint32_t *)keys = i;
		*(uint64_t *)values = i;
		if (bpf_map_update_elem(table, keys, values, BPF_ANY))
			fail("update");
	}
	introduce("");
	while ((line = getchar()) != EOF) {
		uint64_t start, entries;

		if (line == '\n')
			continue;
		start = now();
		entries = line == 'w' ? walk() : look_up();
		printf("%lu %lu\n", entries, now() - start);
		fflush(stdout);
	}
	return sum == 0;
}
