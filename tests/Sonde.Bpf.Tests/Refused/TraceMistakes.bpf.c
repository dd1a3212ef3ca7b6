// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Wrong uses of kernel pointers with types.
#include "refused.h"

struct task_struct {
	int pid;
	struct task_struct *group_leader;
} __attribute__((preserve_access_index));

// refused: ReadOnlyWrite
SEC("tp_btf/sched_switch")
int kernel_memory_written(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[1];

	task->pid = 0; /* here */
	return 0;
}

// refused: OutOfBounds
SEC("tp_btf/sched_switch")
int past_a_kernel_structure(__u64 *ctx)
{
	char *task = (void *)ctx[1];

	return task[1 << 20]; /* here */
}

// refused: BadContextAccess
SEC("tp_btf/sched_switch")
int argument_that_is_not_there(__u64 *ctx)
{
	return ctx[9]; /* here */
}

// refused: WrongType
SEC("tp_btf/sched_switch")
int kernel_pointer_as_map(__u64 *ctx)
{
	__u32 key = 0;

	return bpf_map_delete_elem((void *)ctx[1], &key); /* here */
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
