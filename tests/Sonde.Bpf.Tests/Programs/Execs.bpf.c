// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A tracepoint's record, handed on as the kernel wrote it.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <sonde.bpf.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct trace_entry {
	unsigned short type;
	unsigned char flags;
	unsigned char preempt_count;
	int pid;
};

struct trace_event_raw_sched_process_exec {
	struct trace_entry ent;
	__u32 __data_loc_filename;
	int pid;
	int old_pid;
	char __data[];
};

#pragma clang attribute pop

SONDE_EXPORT_KERNEL(struct trace_event_raw_sched_process_exec);

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} records SEC(".maps");
SONDE_LOSSES(records);

const volatile int target_pid;
int pid_by_core;

SEC("tp/sched/sched_process_exec")
int on_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	void *record;

	if (BPF_CORE_READ(ctx, pid) != target_pid)
		return 0;
	pid_by_core = BPF_CORE_READ(ctx, old_pid);
	record = sonde_reserve_bytes(records, 256);
	if (!record)
		return 0;
	bpf_probe_read_kernel(record, 256, ctx);
	sonde_submit(record);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
