// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A congestion control that does as little as the kernel takes. Its structs have the fields that it sets, by the kernel's names.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct sock;

struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
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
struct tcp_congestion_ops steady = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "sonde_steady",
};

char LICENSE[] SEC("license") = "Dual MIT/GPL";
