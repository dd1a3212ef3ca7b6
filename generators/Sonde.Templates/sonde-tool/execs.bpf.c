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

/* As /sys/kernel/tracing/events/sched/sched_process_exec/format has them. */
struct exec_arguments {
	__u64 common;
	__u32 path;		/* where it lies: the lower 16 bits are the bytes from here */
	__s32 pid, old_pid;
};

SEC("tracepoint/sched/sched_process_exec")
int on_exec(struct exec_arguments *arguments)
{
	__u32 user = bpf_get_current_uid_gid();
	struct executed *executed;

	if (only_user != EVERYONE && user != only_user)
		return 0;
	executed = sonde_reserve(execs);        /* a full ring is counted */
	if (!executed)
		return 0;
	executed->pid = arguments->pid;
	executed->user = user;
	bpf_probe_read_kernel_str(executed->path, sizeof(executed->path), (void *)arguments + (arguments->path & 0xffff));
	sonde_submit(executed);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
