// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Reports each file that a process opens.
#include <linux/bpf.h>
#include <sonde.bpf.h>

struct opened {
	__u32 pid;
	char command[16];
	char path[232];
};

SONDE_RING(opens, struct opened, 1 << 20);

struct open_arguments { __u64 common, nr, directory; const char *path; };

SEC("tracepoint/syscalls/sys_enter_openat")
int on_open(struct open_arguments *arguments)
{
	struct opened *opened = sonde_reserve(opens);   /* a full ring is counted */

	if (!opened)
		return 0;
	opened->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(opened->command, sizeof(opened->command));
	bpf_probe_read_user_str(opened->path, sizeof(opened->path), arguments->path);
	sonde_submit(opened);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
