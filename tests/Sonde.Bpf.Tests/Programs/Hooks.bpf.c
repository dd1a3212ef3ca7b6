// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A program for each way to attach; each counts the calls of one process.
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

volatile const __u32 target_tgid;

__u64 kprobes;
__u64 kretprobes;
__u64 uprobes;
__u64 uretprobes;
__u64 tracepoints;
__u64 raw_tracepoints;
__u64 btf_tracepoints;
__u64 fentries;
__u64 fexits;
__u64 cookies;

#define GETPGID 121

static __always_inline int is_target(void)
{
	return bpf_get_current_pid_tgid() >> 32 == target_tgid;
}

#define COUNT(counter) \
	do { \
		if (is_target()) \
			__sync_fetch_and_add(&counter, 1); \
	} while (0)

SEC("kprobe/__x64_sys_getpgid")
int on_kprobe(struct pt_regs *ctx) { COUNT(kprobes); return 0; }

SEC("kretprobe/__x64_sys_getpgid")
int on_kretprobe(struct pt_regs *ctx) { COUNT(kretprobes); return 0; }

SEC("kprobe")
int on_uprobe(struct pt_regs *ctx) { COUNT(uprobes); return 0; }

SEC("kretprobe")
int on_uretprobe(struct pt_regs *ctx) { COUNT(uretprobes); return 0; }

SEC("kprobe")
int on_cookie(struct pt_regs *ctx)
{
	if (is_target())
		__sync_fetch_and_add(&cookies, bpf_get_attach_cookie(ctx));
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_getpgid")
int on_tracepoint(void *ctx) { COUNT(tracepoints); return 0; }

struct raw_arguments {
	__u64 regs;
	__s64 number;
};

SEC("raw_tp/sys_enter")
int on_raw_tracepoint(struct raw_arguments *ctx)
{
	if (ctx->number == GETPGID)
		COUNT(raw_tracepoints);
	return 0;
}

SEC("tp_btf/sys_enter")
int on_btf_tracepoint(struct raw_arguments *ctx)
{
	if (ctx->number == GETPGID)
		COUNT(btf_tracepoints);
	return 0;
}

SEC("fentry")
int on_fentry(void *ctx) { COUNT(fentries); return 0; }

SEC("fexit")
int on_fexit(void *ctx) { COUNT(fexits); return 0; }

char LICENSE[] SEC("license") = "Dual MIT/GPL";
