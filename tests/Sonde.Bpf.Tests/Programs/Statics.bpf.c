// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Data sections that hold nothing but static variables: the text of a bpf_printk, and a counter.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

static __u64 calls;

SEC("raw_tp")
int say(void *ctx)
{
	__sync_fetch_and_add(&calls, 1);
	if (calls > 1000000)
		bpf_printk("many calls: %d", (int)calls);
	return (int)calls;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
