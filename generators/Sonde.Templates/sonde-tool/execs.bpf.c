// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Reports each program that is started.
#include <linux/bpf.h>
#include <sonde.bpf.h>

/* What C# has as Execs.Executed. */
struct executed {
	__u32 pid;
	__u32 user;
	char path[248];
};

SONDE_RING(execs, struct executed, 1 << 20);

/* Set from C# before loading: the id of the one user to report, or EVERYONE. */
#define EVERYONE 0xffffffff
const volatile __u32 only_user = EVERYONE;

/* What is used of the kernel's own struct. Where its fields lie is looked up when the program is loaded (CO-RE). */
struct trace_event_raw_sched_process_exec {
	__u32 __data_loc_filename;	/* where the path lies: the lower 16 bits are the bytes from the struct's begin */
	int pid;
} __attribute__((preserve_access_index));

SEC("tracepoint/sched/sched_process_exec")
int on_exec(struct trace_event_raw_sched_process_exec *exec)
{
	__u32 user = bpf_get_current_uid_gid();
	struct executed *executed;

	if (only_user != EVERYONE && user != only_user)
		return 0;
	executed = sonde_reserve(execs);        /* a full ring is counted */
	if (!executed)
		return 0;
	executed->pid = exec->pid;
	executed->user = user;
	bpf_probe_read_kernel_str(executed->path, sizeof(executed->path), (void *)exec + (exec->__data_loc_filename & 0xffff));
	sonde_submit(executed);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
