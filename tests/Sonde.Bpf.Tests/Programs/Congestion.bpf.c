// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A TCP congestion control that never lets the window grow.
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct sock;

struct tcp_congestion_ops {
	char name[16];
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
};

SEC("struct_ops/on_ssthresh")
__u32 on_ssthresh(__u64 *ctx) { return 2; }

SEC("struct_ops/on_avoid")
int on_avoid(__u64 *ctx) { return 0; }

SEC("struct_ops/on_undo")
__u32 on_undo(__u64 *ctx) { return 2; }

SEC(".struct_ops")
struct tcp_congestion_ops sonde_congestion = {
	.name = "sonde_test",
	.ssthresh = (void *)on_ssthresh,
	.cong_avoid = (void *)on_avoid,
	.undo_cwnd = (void *)on_undo,
};

char LICENSE[] SEC("license") = "Dual MIT/GPL";
