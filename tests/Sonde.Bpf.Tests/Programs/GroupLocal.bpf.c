// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The old storage of control groups, shared and per CPU: one value where the program is attached.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u64);
} packets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE);
	__type(key, struct bpf_cgroup_storage_key);
	__type(value, __u32);
} packets_by_cpu SEC(".maps");

SEC("cgroup_skb/egress")
int on_packet(struct __sk_buff *skb)
{
	__u64 *count = bpf_get_local_storage(&packets, 0);
	__u32 *own = bpf_get_local_storage(&packets_by_cpu, 0);

	__sync_fetch_and_add(count, 1);
	*own += 1;
	return 1;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
