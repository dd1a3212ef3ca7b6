// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Programs on both ends of a netkit pair. They count IPv4 alone: an interface that comes up sends IPv6 of its own accord.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

__u64 from_primary;
__u64 from_peer;
__u64 dropped;

#define NETKIT_NEXT -1 /* uapi/linux/bpf.h of 6.7 */
#define NETKIT_DROP 2

static __always_inline int verdict(struct __sk_buff *skb, __u64 *count, int verdict)
{
	if (skb->protocol != bpf_htons(ETH_P_IP))
		return NETKIT_NEXT;
	__sync_fetch_and_add(count, 1);
	return verdict;
}

SEC("netkit/primary")
int on_primary(struct __sk_buff *skb) { return verdict(skb, &from_primary, NETKIT_NEXT); }

SEC("netkit/primary")
int on_primary_dropped(struct __sk_buff *skb) { return verdict(skb, &dropped, NETKIT_DROP); }

SEC("netkit/peer")
int on_peer(struct __sk_buff *skb) { return verdict(skb, &from_peer, NETKIT_NEXT); }

char LICENSE[] SEC("license") = "Dual MIT/GPL";
