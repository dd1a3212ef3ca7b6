// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A program of each kind that counts how often it runs.
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <linux/ptrace.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

volatile const __u32 target_tgid;

__u64 calls;        /* of the program that the test attached */
__u64 replaced;     /* of the program that took its place */
__u64 cookies;      /* their sum */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} sockets SEC(".maps");

#define TCX_NEXT -1 /* uapi/linux/bpf.h of 6.6 */

#define COUNT(counter) __sync_fetch_and_add(&counter, 1)

static __always_inline int is_target(void)
{
	return bpf_get_current_pid_tgid() >> 32 == target_tgid;
}

SEC("tc")
int on_packet(struct __sk_buff *skb) { COUNT(calls); return TC_ACT_OK; }

SEC("tcx/ingress")
int on_tcx(struct __sk_buff *skb) { COUNT(calls); return TCX_NEXT; }

SEC("tcx/ingress")
int on_tcx_replaced(struct __sk_buff *skb) { COUNT(replaced); return TCX_NEXT; }

SEC("xdp")
int on_xdp(struct xdp_md *ctx) { COUNT(calls); return XDP_PASS; }

SEC("xdp")
int on_xdp_replaced(struct xdp_md *ctx) { COUNT(replaced); return XDP_PASS; }

SEC("cgroup_skb/ingress")
int on_cgroup_packet(struct __sk_buff *skb) { COUNT(calls); return 1; }

SEC("sk_lookup")
int on_socket_lookup(struct bpf_sk_lookup *ctx) { COUNT(calls); return SK_PASS; }

SEC("socket")
int on_socket(struct __sk_buff *skb) { COUNT(calls); return skb->len; }

SEC("sk_skb/stream_verdict")
int on_stream(struct __sk_buff *skb) { COUNT(calls); return SK_PASS; }

SEC("netfilter")
int on_netfilter(void *ctx) { COUNT(calls); return 1; }

SEC("perf_event")
int on_clock(void *ctx) { COUNT(calls); return 0; }

struct element {
	__u32 key;
	__u32 unused;
	__u64 value;
};

struct bpf_iter_meta {
	void *seq;
	__u64 session_id;
	__u64 seq_num;
} __attribute__((preserve_access_index));

struct bpf_iter__bpf_map_elem {
	struct bpf_iter_meta *meta;
	void *map;
	__u32 *key;
	__u64 *value;
} __attribute__((preserve_access_index));

SEC("iter/bpf_map_elem")
int on_element(struct bpf_iter__bpf_map_elem *ctx)
{
	struct element element = {};
	__u32 *key = ctx->key; /* read once: the verifier follows what was checked */
	__u64 *value = ctx->value;

	if (!key || !value)
		return 0;
	element.key = *key;
	element.value = *value;
	bpf_seq_write(ctx->meta->seq, &element, sizeof(element));
	return 0;
}

struct task_struct {
	int pid;
	int tgid;
} __attribute__((preserve_access_index));

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} __attribute__((preserve_access_index));

SEC("iter/task")
int on_task(struct bpf_iter__task *ctx)
{
	static const char format[] = "%d %d\n";
	struct task_struct *task = ctx->task;
	__u64 arguments[2];

	if (!task)
		return 0;
	arguments[0] = task->tgid;
	arguments[1] = task->pid;
	bpf_seq_printf(ctx->meta->seq, format, sizeof(format), arguments, sizeof(arguments));
	return 0;
}

struct bpf_iter__cgroup {
	struct bpf_iter_meta *meta;
	void *cgroup;
} __attribute__((preserve_access_index));

SEC("iter/cgroup")
int on_cgroup(struct bpf_iter__cgroup *ctx) { if (ctx->cgroup) COUNT(calls); return 0; }

SEC("tracepoint")
int on_tracepoint(void *ctx) { COUNT(calls); return 0; }

SEC("raw_tp")
int on_raw_tracepoint(void *ctx) { COUNT(calls); return 0; }

SEC("tp_btf/sys_enter")
int on_cookie(__u64 *ctx)
{
	if (is_target() && ctx[1] == 121 /* getpgid */) {
		COUNT(calls);
		__sync_fetch_and_add(&cookies, bpf_get_attach_cookie(ctx));
	}
	return 0;
}

/* One that freplace puts another in the place of. */
__attribute__((noinline)) int verdict(struct xdp_md *ctx)
{
	volatile int result = XDP_PASS;

	COUNT(calls);
	return result;
}

SEC("xdp")
int on_verdict(struct xdp_md *ctx) { return verdict(ctx); }

/* By linking in uprobes and kprobes of every form. */
SEC("kprobe")
int on_probe(struct pt_regs *ctx) { if (is_target()) COUNT(calls); return 0; }

SEC("kprobe")
int on_probe_cookie(struct pt_regs *ctx)
{
	if (is_target()) {
		COUNT(calls);
		__sync_fetch_and_add(&cookies, bpf_get_attach_cookie(ctx));
	}
	return 0;
}

SEC("kprobe.session")
int on_kernel_session(struct pt_regs *ctx) { if (is_target()) COUNT(calls); return 0; }

SEC("uprobe.session")
int on_user_session(struct pt_regs *ctx) { if (is_target()) COUNT(calls); return 0; }

SEC("lsm/task_kill")
int on_lsm(void *ctx) { if (is_target()) COUNT(calls); return 0; }

SEC("fmod_ret/security_task_kill")
int on_modify_return(void *ctx) { if (is_target()) COUNT(calls); return 0; }

char LICENSE[] SEC("license") = "Dual MIT/GPL";
