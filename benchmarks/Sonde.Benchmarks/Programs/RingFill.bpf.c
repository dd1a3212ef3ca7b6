// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Writes records of 32, 128 or 1024 bytes into a ring buffer. The peers of the benchmarks load this object too.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MOST_RECORDS (1 << 20)

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

struct progress {
	__u64 written;
	__u64 lost;
};

/* Writes words of the record as a program that reports something would; the first is its number. */
#define WRITER(size)								\
static __always_inline int write##size(__u64 number)				\
{										\
	__u64 *record = bpf_ringbuf_reserve(&records, size, 0);			\
										\
	if (!record)								\
		return 1;							\
	_Pragma("unroll") for (int i = 1; i < (size > 128 ? 128 : size) / 8; i++)	\
		record[i] = number + i;						\
	record[0] = number;							\
	bpf_ringbuf_submit(record, 0);						\
	return 0;								\
}										\
										\
static long fill_one##size(__u32 i, struct progress *progress)			\
{										\
	if (write##size(i))							\
		return 1;							\
	progress->written++;							\
	return 0;								\
}										\
										\
static long stream_one##size(__u32 i, struct progress *progress)		\
{										\
	if (write##size(i))							\
		progress->lost++;						\
	else									\
		progress->written++;						\
	return 0;								\
}										\
										\
/* Fills the ring and returns how many records that took, numbered from 0. */	\
SEC("raw_tp")									\
int fill##size(void *ctx)							\
{										\
	struct progress progress = {};						\
										\
	bpf_loop(MOST_RECORDS, fill_one##size, &progress, 0);			\
	return progress.written;						\
}										\
										\
/* Tries 10,000 records and counts those that went in and those that did not. */	\
SEC("raw_tp")									\
int stream##size(void *ctx)							\
{										\
	struct progress progress = {};						\
										\
	bpf_loop(10000, stream_one##size, &progress, 0);			\
	add(0, progress.written);						\
	add(1, progress.lost);							\
	return 0;								\
}

static __always_inline void add(__u32 which, __u64 count)
{
	__u64 *counter = bpf_map_lookup_elem(&counters, &which);

	if (counter)
		__sync_fetch_and_add(counter, count);
}

WRITER(32)
WRITER(128)
WRITER(1024)

/* One record that says when it was written. */
SEC("raw_tp")
int stamp(void *ctx)
{
	__u64 *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);

	if (!record)
		return 1;
	*record = bpf_ktime_get_ns();
	bpf_ringbuf_submit(record, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
