// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Reads the arguments of a static probe.
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

volatile const __u32 target_tgid;

__u64 calls;
__u64 first;   /* sums of the arguments */
__s64 second;
__u64 cookies;

SEC("usdt")
int on_probe(struct pt_regs *ctx)
{
	long argument;

	if (bpf_get_current_pid_tgid() >> 32 != target_tgid)
		return 0;
	__sync_fetch_and_add(&calls, 1);
	__sync_fetch_and_add(&cookies, bpf_usdt_cookie(ctx));
	if (!bpf_usdt_arg(ctx, 0, &argument))
		__sync_fetch_and_add(&first, argument);
	if (!bpf_usdt_arg(ctx, 1, &argument))
		__sync_fetch_and_add(&second, argument);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
