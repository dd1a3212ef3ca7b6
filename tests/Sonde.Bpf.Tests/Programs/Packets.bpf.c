// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Programs to be run by BPF_PROG_TEST_RUN: what a user's own programs would be.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define BLOCKED_PORT 53

__u64 dropped;

/* Sends a frame back to where it came from. */
SEC("xdp")
int reflect(struct xdp_md *ctx)
{
	struct ethhdr *frame = (void *)(long)ctx->data;
	unsigned char mac[ETH_ALEN];

	if ((void *)(frame + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	__builtin_memcpy(mac, frame->h_dest, ETH_ALEN);
	__builtin_memcpy(frame->h_dest, frame->h_source, ETH_ALEN);
	__builtin_memcpy(frame->h_source, mac, ETH_ALEN);
	return XDP_TX;
}

/* Puts four bytes before the frame. */
SEC("xdp")
int encapsulate(struct xdp_md *ctx)
{
	__u32 *tag;

	if (bpf_xdp_adjust_head(ctx, -(int)sizeof(*tag)))
		return XDP_ABORTED;
	tag = (void *)(long)ctx->data;
	if ((void *)(tag + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	*tag = bpf_htonl(0x12345678);
	return XDP_PASS;
}

/* Drops UDP to one port, marks the rest with the port. */
SEC("tc")
int filter_udp(struct __sk_buff *skb)
{
	struct ethhdr *frame = (void *)(long)skb->data;
	struct iphdr *ip = (void *)(frame + 1);
	struct udphdr *udp = (void *)(ip + 1);

	if ((void *)(udp + 1) > (void *)(long)skb->data_end)
		return TC_ACT_OK;
	if (frame->h_proto != bpf_htons(ETH_P_IP) || ip->protocol != IPPROTO_UDP)
		return TC_ACT_OK;
	if (udp->dest == bpf_htons(BLOCKED_PORT)) {
		__sync_fetch_and_add(&dropped, 1);
		return TC_ACT_SHOT;
	}
	skb->mark = bpf_ntohs(udp->dest);
	return TC_ACT_OK;
}

SEC("raw_tp")
int add(__u64 *ctx)
{
	return ctx[0] + ctx[1];
}

SEC("raw_tp")
int cpu(void *ctx)
{
	return bpf_get_smp_processor_id();
}

struct sum {
	__u64 a;
	__u64 b;
	__u64 sum;
};

SEC("syscall")
int add_in_place(struct sum *ctx)
{
	ctx->sum = ctx->a + ctx->b;
	return 7;
}

SEC("tracepoint")
int not_runnable(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
