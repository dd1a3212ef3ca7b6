// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Fills a ring buffer with records of 32 bytes until it is full. The peers of the benchmark load this object too.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MOST_RECORDS (1 << 20)

struct record {
	__u64 number;
	__u64 data[3];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20);
} records SEC(".maps");

static long write_record(__u32 i, __u64 *written)
{
	struct record *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);

	if (!record)
		return 1;
	record->number = i;
	record->data[0] = record->data[1] = record->data[2] = i;
	bpf_ringbuf_submit(record, 0);
	(*written)++;
	return 0;
}

/* Returns how many records it wrote, numbered from 0. */
SEC("raw_tp")
int fill(void *ctx)
{
	__u64 written = 0;

	bpf_loop(MOST_RECORDS, write_record, &written, 0);
	return written;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
