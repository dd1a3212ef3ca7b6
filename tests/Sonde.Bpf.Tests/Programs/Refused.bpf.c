// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Programs that the verifier refuses.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} table SEC(".maps");

SEC("raw_tp")
int unchecked_lookup(void *ctx)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&table, &key);

	return *value; /* no check for NULL */
}

SEC("raw_tp")
int number_as_pointer(__u64 *ctx)
{
	__u64 number = ctx[0];

	return *(int *)number; /* not a pointer */
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
