// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A program with a function of its own, whose code is looked up.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 calls;

__attribute__((noinline)) int add_call(__u64 count)
{
	calls += count;
	return 0;
}

SEC("raw_tp/sys_enter")
int count_calls(void *context)
{
	return add_call(1);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
