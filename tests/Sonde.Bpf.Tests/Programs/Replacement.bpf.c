// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A program that takes the place of a function of another program, and two that watch one.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 replaced;
__u64 watched;

SEC("freplace")
int on_replaced(struct xdp_md *ctx)
{
	__sync_fetch_and_add(&replaced, 1);
	return XDP_DROP;
}

SEC("fentry")
int on_watched(void *ctx)
{
	__sync_fetch_and_add(&watched, 1);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
