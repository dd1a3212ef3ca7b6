// SPDX-License-Identifier: MIT
// ring_latency OBJECT: for each line "RECORDS MICROSECONDS" has one thread write so many records with such a pause between them, while
// this one waits with libbpf's ring_buffer__poll; prints for each record the nanoseconds from its writing to its handling.
#include "peer.h"
#include <pthread.h>

static int stamp, records, pause_us;
static volatile int handled;
static uint64_t latency[100000];

static int on_record(void *context, void *data, size_t length)
{
	latency[handled] = now() - *(uint64_t *)data;
	handled++;
	return 0;
}

static void *write_records(void *unused)
{
	for (int i = 0; i < records; i++) {
		usleep(pause_us);
		run(stamp, 0);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct bpf_object *object = load(argv[1]);
	struct ring_buffer *ring = ring_buffer__new(map(object, "records"), on_record, NULL, NULL);

	stamp = program(object, "stamp");
	if (!ring)
		fail("ring_buffer__new");
	introduce("");
	while (scanf("%d %d", &records, &pause_us) == 2) {
		pthread_t writer;

		handled = 0;
		if (records > 100000 || pthread_create(&writer, NULL, write_records, NULL))
			fail("writer");
		while (handled < records)
			ring_buffer__poll(ring, 100);
		pthread_join(writer, NULL);
		for (int i = 0; i < records; i++)
			printf("%lu%c", latency[i], i == records - 1 ? '\n' : ' ');
		fflush(stdout);
	}
	return 0;
}
