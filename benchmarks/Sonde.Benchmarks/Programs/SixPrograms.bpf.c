// SPDX-License-Identifier: GPL-2.0-only OR MIT
// An object as a tool has it: six programs on tracepoints of three kinds, six maps, types of the kernel by CO-RE.
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct mm_struct {
	unsigned long total_vm;
} __attribute__((preserve_access_index));

struct sched_entity {
	__u64 vruntime;
	__u64 exec_start;
} __attribute__((preserve_access_index));

struct task_struct {
	int pid;
	int tgid;
	int prio;
	__u64 start_time;
	char comm[16];
	struct sched_entity se;
	struct mm_struct *mm;
	struct task_struct *real_parent;
} __attribute__((preserve_access_index));

char LICENSE[] SEC("license") = "Dual MIT/GPL";

struct ev { __u64 ts; __u32 pid, tgid, ppid, cpu; __u64 start, vruntime, rss; char comm[16], pcomm[16]; };
struct info { __u64 first, last, count, oncpu; __u32 ppid, prio; char comm[16]; };

struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 256 * 1024); } events SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, __u32); __type(value, struct info); } procs SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_HASH); __uint(max_entries, 1024); __type(key, __u32); __type(value, __u64); } syscalls SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 64); __type(key, __u32); __type(value, __u64); } stats SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __uint(max_entries, 4096); __type(key, __u64); __type(value, __u64); } inflight SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 32); __type(key, __u32); __type(value, __u64); } settings SEC(".maps");

const volatile __u32 target_pid = 0;
const volatile __u64 min_ns = 0;

static __always_inline void bump(__u32 slot)
{
	__u64 *v = bpf_map_lookup_elem(&stats, &slot);
	if (v) (*v)++;
}

static __always_inline struct info *get_info(struct task_struct *t)
{
	__u32 pid = BPF_CORE_READ(t, pid);
	struct info *i = bpf_map_lookup_elem(&procs, &pid);
	if (i) return i;
	struct info n = {};
	n.first = bpf_ktime_get_ns();
	n.ppid = BPF_CORE_READ(t, real_parent, tgid);
	n.prio = BPF_CORE_READ(t, prio);
	BPF_CORE_READ_STR_INTO(&n.comm, t, comm);
	bpf_map_update_elem(&procs, &pid, &n, BPF_ANY);
	return bpf_map_lookup_elem(&procs, &pid);
}

static __always_inline void emit(struct task_struct *t)
{
	__u32 tgid = BPF_CORE_READ(t, tgid);
	if (target_pid && tgid != target_pid) return;
	struct ev *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e) { bump(1); return; }
	e->ts = bpf_ktime_get_ns();
	e->pid = BPF_CORE_READ(t, pid);
	e->tgid = tgid;
	e->ppid = BPF_CORE_READ(t, real_parent, tgid);
	e->cpu = bpf_get_smp_processor_id();
	e->start = BPF_CORE_READ(t, start_time);
	e->vruntime = BPF_CORE_READ(t, se.vruntime);
	e->rss = BPF_CORE_READ(t, mm, total_vm);
	BPF_CORE_READ_STR_INTO(&e->comm, t, comm);
	BPF_CORE_READ_STR_INTO(&e->pcomm, t, real_parent, comm);
	bpf_ringbuf_submit(e, 0);
}

SEC("tracepoint/sched/sched_process_exec")
int on_exec(void *ctx)
{
	bump(2);
	emit((struct task_struct *)bpf_get_current_task());
	return 0;
}

SEC("tracepoint/sched/sched_process_exit")
int on_exit(void *ctx)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	__u32 pid = BPF_CORE_READ(t, pid);
	bump(3);
	emit(t);
	bpf_map_delete_elem(&procs, &pid);
	return 0;
}

SEC("raw_tp/sys_enter")
int on_enter(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 id = bpf_get_current_pid_tgid(), now = bpf_ktime_get_ns();
	bpf_map_update_elem(&inflight, &id, &now, BPF_ANY);
	return 0;
}

SEC("raw_tp/sys_exit")
int on_leave(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 id = bpf_get_current_pid_tgid(), *s = bpf_map_lookup_elem(&inflight, &id);
	__u32 k = id >> 32;
	if (!s || bpf_ktime_get_ns() - *s < min_ns) return 0;
	__u64 one = 1, *v = bpf_map_lookup_elem(&syscalls, &k);
	if (v) (*v)++; else bpf_map_update_elem(&syscalls, &k, &one, BPF_NOEXIST);
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct info *i = get_info(prev);
	if (i) { i->last = bpf_ktime_get_ns(); i->oncpu += i->last - BPF_CORE_READ(next, se.exec_start); }
	bump(4);
	return 0;
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(on_wakeup, struct task_struct *p)
{
	__u32 zero = 0;
	__u64 *c = bpf_map_lookup_elem(&settings, &zero);
	struct info *i = get_info(p);
	if (i && c && i->count++ < *c) emit(p);
	return 0;
}
