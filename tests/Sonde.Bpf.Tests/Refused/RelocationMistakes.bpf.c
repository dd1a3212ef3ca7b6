// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Types of the kernel that no kernel has, each used without asking whether it is there.
#include "refused.h"
#include <bpf/bpf_core_read.h>

struct task_struct {
	int pid;
	int no_such_field;
} __attribute__((preserve_access_index));

struct task_struct___other {
	unsigned long long pid[2];
} __attribute__((preserve_access_index));

struct no_such_structure {
	int field;
} __attribute__((preserve_access_index));

enum bpf_map_type___wrong {
	NO_SUCH_VALUE = 7,
};

SEC("raw_tp")
int missing_field(__u64 *ctx)
{
	return BPF_CORE_READ((struct task_struct *)ctx[0], no_such_field); /* here */
}

SEC("raw_tp")
int missing_type(__u64 *ctx)
{
	return BPF_CORE_READ((struct no_such_structure *)ctx[0], field); /* here */
}

SEC("raw_tp")
int missing_enum_value(__u64 *ctx)
{
	return bpf_core_enum_value(enum bpf_map_type___wrong, NO_SUCH_VALUE); /* here */
}

SEC("raw_tp")
int field_of_another_shape(__u64 *ctx)
{
	return BPF_CORE_READ((struct task_struct___other *)ctx[0], pid[1]); /* here */
}

SEC("raw_tp")
int missing_size(__u64 *ctx)
{
	return bpf_core_type_size(struct no_such_structure) + ctx[0];
}

static __noinline int read_missing_field(struct task_struct *task)
{
	return BPF_CORE_READ(task, no_such_field); /* here */
}

SEC("raw_tp")
int missing_field_in_a_function(__u64 *ctx)
{
	return read_missing_field((void *)ctx[0]) + 1;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
