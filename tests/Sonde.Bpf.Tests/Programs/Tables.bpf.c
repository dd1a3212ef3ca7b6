// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Maps of each type, global data, and a program that counts in them.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum colour { RED, GREEN, BLUE };

struct point {
	__u32 x;
	__u16 y;
	__u8 colour;
	char name[9];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, struct point);
} points SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 64);
	__type(key, __u64);
	__type(value, __u64);
} recent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 10);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1000);
	__type(key, __u32);
	__type(value, __u32);
} per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} per_cpu_counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 600 * 1024);
} huge SEC(".maps");

volatile const __u64 step = 1;
volatile const enum colour favourite = BLUE;
__u64 runs;
__u32 initial = 42;

SEC("raw_tp")
int count(void *ctx)
{
	__u32 zero = 0;
	__u32 key = 7;
	__u32 one = 1;
	__u32 *slot;
	__u64 *counter;

	__sync_fetch_and_add(&runs, step);
	counter = bpf_map_lookup_elem(&counters, &zero);
	if (counter)
		*counter += step;
	counter = bpf_map_lookup_elem(&per_cpu_counters, &zero);
	if (counter)
		*counter += step;
	slot = bpf_map_lookup_elem(&per_cpu, &key);
	if (slot)
		*slot += 1;
	else
		bpf_map_update_elem(&per_cpu, &key, &one, BPF_ANY);
	return favourite;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
