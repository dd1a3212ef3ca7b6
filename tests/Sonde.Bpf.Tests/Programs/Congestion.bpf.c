// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Two congestion controls of one section, whose names and flags C# sets. As Steady.bpf.c has it, a struct has the fields that it sets.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct sock;

struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	__u32 flags;
	char name[16];
};

SEC("struct_ops/ssthresh")
__u64 ssthresh(__u64 *ctx)
{
	return 10;
}

SEC("struct_ops/cong_avoid")
__u64 cong_avoid(__u64 *ctx)
{
	return 0;
}

SEC("struct_ops/undo_cwnd")
__u64 undo_cwnd(__u64 *ctx)
{
	return 10;
}

SEC(".struct_ops")
struct tcp_congestion_ops first = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "sonde_first",
};

SEC(".struct_ops")
struct tcp_congestion_ops second = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.flags = 2,
	.name = "sonde_second",
};

char LICENSE[] SEC("license") = "Dual MIT/GPL";
