// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Takes records out of a user ring buffer.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct order {
	__u64 number;
	__u32 kind;
};

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, struct order);
} orders SEC(".maps");

__u64 drain_flags;
__u64 received;
__u64 sum;
__u64 last;
__u64 out_of_order;
__u64 bytes;

static long on_order(struct bpf_dynptr *dynptr, void *ctx)
{
	struct order order;

	if (bpf_dynptr_read(&order, sizeof(order), dynptr, 0, 0))
		return 0;
	if (received && order.number <= last)
		out_of_order++;
	last = order.number;
	sum += order.number;
	received++;
	return 0;
}

SEC("raw_tp")
int take_orders(void *ctx)
{
	return bpf_user_ringbuf_drain(&orders, on_order, 0, drain_flags);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
