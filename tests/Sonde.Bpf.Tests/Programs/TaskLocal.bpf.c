// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Counts the system calls of each task of a process in the task's own storage. Kernel 5.11 and BTF.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct task_struct;

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} calls SEC(".maps");

const volatile __u32 target;

SEC("tp_btf/sys_enter")
int on_enter(void *ctx)
{
	__u64 *count;

	if (bpf_get_current_pid_tgid() >> 32 != target)
		return 0;
	count = bpf_task_storage_get(&calls, bpf_get_current_task_btf(), NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (count)
		*count += 1;
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
