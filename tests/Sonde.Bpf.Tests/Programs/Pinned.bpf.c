// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A map that is pinned by its name, and one that is not.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
	__type(key, __u32);
	__type(value, __u64);
} kept SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u64));
} loose SEC(".maps");

SEC("raw_tp")
int keep(void *ctx)
{
	__u32 key = 1, zero = 0;
	__u64 one = 1, *value = bpf_map_lookup_elem(&kept, &key);

	if (value)
		*value += 1;
	else
		bpf_map_update_elem(&kept, &key, &one, BPF_ANY);
	bpf_map_update_elem(&loose, &zero, &one, BPF_ANY);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
