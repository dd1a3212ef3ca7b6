// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Maps of the less common types, with programs that use them; all of it loads on kernel 5.10.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u32);
} jumps SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} by_index SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 8);
	__type(key, __u64);
	__array(values, struct inner);
} by_key SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 1024);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 127 * sizeof(__u64));
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_STACK_BUILD_ID);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 127 * sizeof(struct bpf_stack_build_id));
} build_ids SEC(".maps");

struct prefix {
	__u32 length;
	__u8 address[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct prefix);
	__type(value, __u32);
} networks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__uint(key_size, 0);
	__uint(value_size, sizeof(__u64));
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 100);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, __u64);
} shared SEC(".maps");

struct locked {
	struct bpf_spin_lock lock;
	__u32 count;
	__u64 sum;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct locked);
} guarded SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 300);
	__type(key, __u32);
	__type(value, __u32);
} slots SEC(".maps");

__u64 missed;
__s32 kernel_stack;
__s32 user_stack;
__s32 build_id_stack;
__u8 address[4];
__u32 matched;
__u32 shown = 17;
const volatile __u32 limit = 5;

SEC("raw_tp")
int jump(void *ctx)
{
	bpf_tail_call(ctx, &jumps, 2);
	return 1;
}

SEC("raw_tp")
int landed(void *ctx)
{
	return 42;
}

static __always_inline void add_one(void *map)
{
	__u32 key = 7;
	__u64 one = 1, *value;

	value = map ? bpf_map_lookup_elem(map, &key) : NULL;
	if (value) {
		__sync_fetch_and_add(value, 1);
		return;
	}
	if (!map || bpf_map_update_elem(map, &key, &one, BPF_NOEXIST))
		__sync_fetch_and_add(&missed, 1);
}

SEC("raw_tp")
int count_by_index(void *ctx)
{
	__u32 index = 1;

	add_one(bpf_map_lookup_elem(&by_index, &index));
	return 0;
}

SEC("raw_tp")
int count_by_key(void *ctx)
{
	__u64 key = 99;

	add_one(bpf_map_lookup_elem(&by_key, &key));
	return 0;
}

SEC("raw_tp")
int take_stacks(void *ctx)
{
	kernel_stack = bpf_get_stackid(ctx, &stacks, 0);
	user_stack = bpf_get_stackid(ctx, &stacks, BPF_F_USER_STACK);
	build_id_stack = bpf_get_stackid(ctx, &build_ids, BPF_F_USER_STACK);
	return 0;
}

SEC("raw_tp")
int match(void *ctx)
{
	struct prefix prefix = { .length = 32 };
	__u32 *found;

	__builtin_memcpy(prefix.address, address, sizeof(address));
	found = bpf_map_lookup_elem(&networks, &prefix);
	matched = found ? *found : 0;
	return shown++;
}

SEC("raw_tp")
int enqueue(void *ctx)
{
	__u64 value = limit;

	bpf_map_push_elem(&queue, &value, BPF_EXIST);
	return 0;
}

SEC("raw_tp")
int share(void *ctx)
{
	__u32 index = 3;
	__u64 *value = bpf_map_lookup_elem(&shared, &index);

	if (value)
		__sync_fetch_and_add(value, 2);
	return 0;
}

SEC("raw_tp")
int fill_slots(void *ctx)
{
	__u32 index = 299, *slot = bpf_map_lookup_elem(&slots, &index);

	if (slot)
		*slot += 1;
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
