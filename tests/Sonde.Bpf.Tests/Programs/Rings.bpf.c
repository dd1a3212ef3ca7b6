// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Rings of each kind: with counted losses, without wake-ups, several in an array of maps, and a perf event array.
#include <linux/bpf.h>
#include <sonde.bpf.h>

struct item {
	__u64 number;
	__u64 square;
	__u32 cpu;
};

SONDE_RING(events, struct item, 64 * 1024);

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
	__type(value, struct item);
};

struct ring first SEC(".maps");
struct ring second SEC(".maps");

struct inner_ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
};

struct inner_ring shard0 SEC(".maps");
struct inner_ring shard1 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner_ring);
} shards SEC(".maps") = { .values = { &shard0, &shard1 } };

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(value, struct item);
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(max_entries, 64);
	__type(value, struct item);
} sparse SEC(".maps");

__u64 submit_flags;
__u32 sample_size;
__u32 sample_target;
__u64 next;
__u64 output_errors;

static __always_inline void fill(struct item *item)
{
	item->number = next++;
	item->square = item->number * item->number;
	item->cpu = bpf_get_smp_processor_id();
}

/* One record a run: the verifiers of all kernels follow that. */
SEC("raw_tp")
int write_events(void *ctx)
{
	struct item *item = sonde_reserve(events);

	if (!item)
		return 0;
	fill(item);
	bpf_ringbuf_submit(item, submit_flags);
	return 0;
}

SEC("raw_tp")
int output_events(void *ctx)
{
	struct item item = {};

	fill(&item);
	if (sonde_output(events, &item, sizeof(item)))
		output_errors++;
	return 0;
}

SEC("raw_tp")
int output_sized(void *ctx)
{
	struct { struct item item; char rest[72]; } record = {};
	__u64 size = sample_size;

	if (size > sizeof(record))
		size = sizeof(record);
	fill(&record.item);
	return bpf_ringbuf_output(&events, &record, size, 0);
}

SEC("raw_tp")
int write_both(void *ctx)
{
	struct item item = {};

	fill(&item);
	bpf_ringbuf_output(&first, &item, sizeof(item), 0);
	fill(&item);
	bpf_ringbuf_output(&second, &item, sizeof(item), 0);
	return 0;
}

SEC("raw_tp")
int write_shards(void *ctx)
{
	struct item item = {};
	__u32 key = next & 1;
	void *ring = bpf_map_lookup_elem(&shards, &key);

	if (!ring)
		return 0;
	fill(&item);
	return bpf_ringbuf_output(ring, &item, sizeof(item), 0);
}

SEC("raw_tp")
int write_samples(void *ctx)
{
	struct { struct item item; char rest[40]; } sample = {};
	__u64 size = sample_size;

	if (size > sizeof(sample))
		size = sizeof(sample);
	fill(&sample.item);
	if (bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, &sample, size))
		output_errors++;
	return 0;
}

SEC("raw_tp")
int write_sparse(void *ctx)
{
	struct item item = {};

	fill(&item);
	if (bpf_perf_event_output(ctx, &sparse, sample_target & BPF_F_INDEX_MASK, &item, sizeof(item)))
		output_errors++;
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
