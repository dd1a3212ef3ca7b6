// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Times calls of functions into log2 histograms.
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define MAX_THREADS 8192
#define MAX_HISTS 4096
#define MAX_DEPTH 32 /* a power of two */
#define SLOTS 64

#if defined(__TARGET_ARCH_x86)
#define RETURN_ADDRESS_SIZE 8 /* a return takes it off the stack */
#else
#define RETURN_ADDRESS_SIZE 0
#endif

volatile const __u32 target_tgid;    /* 0: all */
volatile const __u64 nanoseconds_per_unit = 1;
volatile const __u32 max_depth = MAX_DEPTH;
volatile const bool by_function;     /* a histogram a function */
volatile const bool by_process;      /* and a process */
volatile const bool use_cookie;      /* functions are told apart by cookie, otherwise by address */

struct frame {
	__u64 start;
	__u64 stack_pointer;
	__u64 function; /* cookie or address */
};

struct calls {
	__u32 depth;
	__u32 too_deep; /* calls under way that got no frame */
	struct frame frames[MAX_DEPTH];
};

struct hist_key {
	__u64 function;
	__u32 tgid;
	__u32 unused;
};

struct hist {
	__u64 slots[SLOTS];
	__u64 total;
	__u64 count;
};

/*
 * By task_struct and not by thread number: the idle tasks of all CPUs are thread 0. LRU: a thread that ends inside a function
 * leaves its entry behind, and a living one takes its place.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, MAX_THREADS);
	__type(key, __u64);
	__type(value, struct calls);
} threads SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_HISTS);
	__type(key, struct hist_key);
	__type(value, struct hist);
} hists SEC(".maps");

/* Calls that could not be timed, by the reason. */
__u64 lost_threads;
__u64 lost_depth;
__u64 lost_hists;
__u64 lost_entries; /* a return whose entry was not seen */
__u64 lost_returns; /* an entry whose return will not be seen */

static const struct calls no_calls;
static const struct hist no_hist;

/*
 * A call cannot begin at or above the stack of one that still runs, so such a one was left by longjmp or an exception. At the
 * same place another function may run on: it has jumped here as its last act, and both will return.
 */
static __always_inline __u32 drop_stale(struct calls *calls, __u64 stack_pointer, __u64 function)
{
	__u32 depth = calls->depth;

	for (int i = 0; i < MAX_DEPTH && depth; i++) {
		struct frame *top = &calls->frames[(depth - 1) & (MAX_DEPTH - 1)];

		if (top->stack_pointer > stack_pointer || (top->stack_pointer == stack_pointer && top->function != function))
			break;
		depth--;
		__sync_fetch_and_add(&lost_returns, 1);
	}
	return depth;
}

static __always_inline void enter(__u64 stack_pointer, __u64 function)
{
	__u64 task = bpf_get_current_task();
	struct calls *calls;
	struct frame *frame;
	__u32 depth;

	if (target_tgid && target_tgid != bpf_get_current_pid_tgid() >> 32)
		return;
	calls = bpf_map_lookup_elem(&threads, &task);
	if (!calls) {
		bpf_map_update_elem(&threads, &task, &no_calls, BPF_NOEXIST);
		calls = bpf_map_lookup_elem(&threads, &task);
		if (!calls) {
			__sync_fetch_and_add(&lost_threads, 1);
			return;
		}
	}

	depth = drop_stale(calls, stack_pointer, function);
	if (depth >= max_depth) {
		__sync_fetch_and_add(&lost_depth, 1);
		calls->too_deep++;
		calls->depth = depth;
		return;
	}
	frame = &calls->frames[depth & (MAX_DEPTH - 1)];
	frame->stack_pointer = stack_pointer;
	frame->function = function;
	calls->depth = depth + 1;
	frame->start = bpf_ktime_get_ns();
}

static __always_inline __u32 log2_slot(__u64 value)
{
	__u32 slot = 1;

	if (value >> 32) { value >>= 32; slot += 32; }
	if (value >> 16) { value >>= 16; slot += 16; }
	if (value >> 8) { value >>= 8; slot += 8; }
	if (value >> 4) { value >>= 4; slot += 4; }
	if (value >> 2) { value >>= 2; slot += 2; }
	if (value >> 1) slot += 1;
	return slot;
}

static __always_inline void record(struct frame *frame, __u64 now, __u32 tgid)
{
	struct hist_key key = {};
	__u64 elapsed = now - frame->start;
	struct hist *hist;

	if (by_function)
		key.function = frame->function;
	if (by_process)
		key.tgid = tgid;
	hist = bpf_map_lookup_elem(&hists, &key);
	if (!hist) {
		bpf_map_update_elem(&hists, &key, &no_hist, BPF_NOEXIST);
		hist = bpf_map_lookup_elem(&hists, &key);
		if (!hist) {
			__sync_fetch_and_add(&lost_hists, 1);
			return;
		}
	}
	__sync_fetch_and_add(&hist->slots[log2_slot(elapsed / nanoseconds_per_unit) & (SLOTS - 1)], 1);
	__sync_fetch_and_add(&hist->total, elapsed);
	__sync_fetch_and_add(&hist->count, 1);
}

/*
 * The stack pointer tells which call returns. A frame below it belongs to a call whose return was missed (longjmp, a
 * kretprobe too many) and is dropped; a return whose entry was not seen finds no frame.
 */
static __always_inline void leave(__u64 stack_pointer)
{
	__u64 now = bpf_ktime_get_ns();
	__u64 task = bpf_get_current_task();
	__u64 id = bpf_get_current_pid_tgid();
	bool found = false;
	struct calls *calls;

	if (target_tgid && target_tgid != id >> 32)
		return;
	calls = bpf_map_lookup_elem(&threads, &task);
	if (!calls) {
		__sync_fetch_and_add(&lost_entries, 1);
		return;
	}

	for (int i = 0; i < MAX_DEPTH; i++) {
		__u32 depth = calls->depth;
		struct frame *frame = &calls->frames[(depth - 1) & (MAX_DEPTH - 1)];

		if (!depth || frame->stack_pointer > stack_pointer)
			break;
		calls->depth = depth - 1;
		if (frame->stack_pointer + RETURN_ADDRESS_SIZE < stack_pointer) {
			__sync_fetch_and_add(&lost_returns, 1);
			continue;
		}
		record(frame, now, id >> 32);
		found = true;
		break;
	}
	if (!found && calls->too_deep)
		calls->too_deep--;
	else if (!found)
		__sync_fetch_and_add(&lost_entries, 1);
	if (!calls->depth)
		bpf_map_delete_elem(&threads, &task);
}

/* Kprobes and uprobes are of one type: these two serve both. */
SEC("kprobe")
int on_entry(struct pt_regs *ctx)
{
	enter(PT_REGS_SP(ctx), use_cookie ? bpf_get_attach_cookie(ctx) : PT_REGS_IP(ctx));
	return 0;
}

SEC("kretprobe")
int on_return(struct pt_regs *ctx)
{
	leave(PT_REGS_SP(ctx));
	return 0;
}

/* The context of both lies on the stack of the call's trampoline, at the same place: it identifies the call. */
SEC("fentry")
int on_fentry(void *ctx)
{
	enter((__u64)ctx, 0);
	return 0;
}

SEC("fexit")
int on_fexit(void *ctx)
{
	leave((__u64)ctx);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
