// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Wrong uses of kernel functions, and of what newer kernels check.
#include "refused.h"

extern void bpf_rcu_read_lock(void) __ksym __weak;
extern void bpf_rcu_read_unlock(void) __ksym __weak;
struct sock {
	int unused;
};

extern __u32 tcp_reno_ssthresh(struct sock *sk) __ksym __weak;

struct bpf_iter_num {
	__u64 state[1];
} __attribute__((aligned(8)));

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym __weak;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym __weak;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

// refused: LockMisuse
// refused before 6.2: UnknownFunction
SEC("tp_btf/sched_switch")
int rcu_never_unlocked(__u64 *ctx)
{
	bpf_rcu_read_lock();
	return 0;
}

// refused: LockMisuse
// refused before 6.2: UnknownFunction
SEC("tp_btf/sched_switch")
int rcu_unlocked_only(__u64 *ctx)
{
	bpf_rcu_read_unlock(); /* here */
	return 0;
}

// refused: UnknownFunction
SEC("tp_btf/sched_switch")
int kernel_function_of_others(__u64 *ctx)
{
	return tcp_reno_ssthresh((void *)ctx[1]);
}

// refused: UnreleasedReference
// refused before 6.4: UnknownFunction
SEC("tp_btf/sched_switch")
int iterator_never_destroyed(__u64 *ctx)
{
	struct bpf_iter_num numbers;

	bpf_iter_num_new(&numbers, 0, 3);
	return 0;
}

// refused: UninitialisedRead
// refused before 6.1: UnknownFunction
SEC("tp_btf/sched_switch")
int iterator_never_made(__u64 *ctx)
{
	struct bpf_iter_num numbers;

	return bpf_iter_num_next(&numbers) ? 1 : 0; /* here */
}

// refused: UninitialisedRead
// refused before 5.19: UnknownFunction
SEC("raw_tp")
int dynptr_never_made(void *ctx)
{
	struct bpf_dynptr pointer;
	__u64 number;

	asm volatile("" : "=m"(pointer));
	return bpf_dynptr_read(&number, sizeof(number), &pointer, 0, 0); /* here */
}

// refused: UnreleasedReference
// refused before 5.19: UnknownFunction
SEC("raw_tp")
int dynptr_never_submitted(void *ctx)
{
	struct bpf_dynptr pointer;

	return bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &pointer);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
