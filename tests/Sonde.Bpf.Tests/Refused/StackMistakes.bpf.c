// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Wrong uses of registers, of the stack and of the flow of control.
#include "refused.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u64);
	__type(value, struct entry);
} table SEC(".maps");

// refused: UninitialisedRead
SEC("raw_tp")
int register_never_set(void *ctx)
{
	__u64 result;

	asm volatile("%0 = r7" : "=r"(result)); /* here */
	return result;
}

// refused: UninitialisedRead
SEC("raw_tp")
int argument_lost_in_a_call(void *ctx)
{
	__u64 result;

	asm volatile("call 5; %0 = r1" : "=r"(result) : : "r0", "r1", "r2", "r3", "r4", "r5"); /* here */
	return result;
}

// refused: UninitialisedStackRead
// accepted since 6.3
SEC("raw_tp")
int key_never_set(void *ctx)
{
	__u64 key;

	asm volatile("" : "=m"(key));
	return bpf_map_delete_elem(&table, &key); /* here */
}

// refused: UninitialisedStackRead
// accepted since 6.3
SEC("raw_tp")
int stack_never_set(void *ctx)
{
	__u64 result;

	asm volatile("%0 = *(u64 *)(r10 - 64)" : "=r"(result)); /* here */
	return result;
}

// refused: StackLimit
SEC("raw_tp")
int below_the_stack(void *ctx)
{
	asm volatile("r1 = 0; *(u64 *)(r10 - 520) = r1" : : : "r1"); /* here */
	return 0;
}

// refused: StackLimit
SEC("raw_tp")
int above_the_stack(void *ctx)
{
	asm volatile("r1 = 0; *(u64 *)(r10 + 8) = r1" : : : "r1"); /* here */
	return 0;
}

static __noinline int three_hundred_bytes(struct __sk_buff *ctx)
{
	volatile char buffer[300];

	buffer[ctx->len & 127] = 1;
	return buffer[ctx->mark & 127];
}

// refused: StackLimit
SEC("socket")
int two_large_frames(struct __sk_buff *ctx)
{
	volatile char buffer[300] = {};

	buffer[ctx->len & 127] = 1;
	return three_hundred_bytes(ctx) + buffer[3];
}

// refused: UnboundedAccess
SEC("raw_tp")
int no_bound_on_a_stack_index(__u64 *ctx)
{
	volatile char buffer[16] = {};

	buffer[ctx[0]] = 1; /* here */
	return buffer[0];
}

// refused: OutOfBounds
SEC("raw_tp")
int stack_index_too_high(__u64 *ctx)
{
	volatile char buffer[16] = {};

	buffer[ctx[0] & 31] = 1; /* here */
	return buffer[0];
}

// refused: OutOfBounds
SEC("raw_tp")
int key_smaller_than_the_map_says(void *ctx)
{
	__u32 key = 1;

	return bpf_map_delete_elem(&table, &key); /* here */
}

// refused: Misaligned
SEC("raw_tp")
int misaligned_on_the_stack(void *ctx)
{
	asm volatile("r1 = 0; *(u64 *)(r10 - 9) = r1" : : : "r1"); /* here */
	return 0;
}

// refused: ReadOnlyWrite
SEC("raw_tp")
int frame_pointer_changed(void *ctx)
{
	asm volatile("r10 = 0"); /* here */
	return 0;
}

// refused: InvalidInstruction
SEC("raw_tp")
int division_by_zero(__u64 *ctx)
{
	__u64 number = ctx[0];

	asm volatile("%0 /= 0" : "+r"(number)); /* here */
	return number;
}

// refused: InvalidInstruction
SEC("raw_tp")
int shift_by_64(__u64 *ctx)
{
	__u64 number = ctx[0];

	asm volatile("%0 <<= 64" : "+r"(number)); /* here */
	return number;
}

// refused: InvalidInstruction
SEC("raw_tp")
int jump_out_of_the_program(void *ctx)
{
	asm volatile("goto +100");
	return 0;
}

// refused: InvalidInstruction
SEC("raw_tp")
int unreachable_instruction(void *ctx)
{
	asm volatile("goto +1; r0 = 1; r0 = 0");
	return 0;
}

// refused: InvalidInstruction
SEC("raw_tp")
int no_exit(void *ctx)
{
	asm volatile("r0 = 0");
	__builtin_unreachable();
}

// refused: Loop
SEC("raw_tp")
int endless_loop(void *ctx)
{
	for (;;)
		asm volatile("");
}

// refused: Loop
SEC("raw_tp")
int loop_without_progress(__u64 *ctx)
{
	__u64 i = 0;

	while (i < 10)
		asm volatile("r1 = 0" : : : "r1");
	return i;
}

// refused: TooComplex
SEC("raw_tp")
int too_many_branches(__u64 *ctx)
{
	__u64 number, sum = 0;

	asm volatile(".rept 8200; %0 = *(u64 *)(%2 + 0); if %0 == 7 goto +1; %1 += 1; .endr" : "=&r"(number), "+&r"(sum) : "r"(ctx));
	return sum;
}

static __noinline int deepest(__u64 *ctx) { HIDE(ctx); return ctx[0]; }

#define CALLS(name, callee) static __noinline int name(__u64 *ctx) { HIDE(ctx); return callee(ctx) + 1; }

CALLS(depth7, deepest)
CALLS(depth6, depth7)
CALLS(depth5, depth6)
CALLS(depth4, depth5)
CALLS(depth3, depth4)
CALLS(depth2, depth3)
CALLS(depth1, depth2)

// refused: StackLimit
// accepted since 7.0
SEC("raw_tp")
int nine_frames(__u64 *ctx)
{
	return depth1(ctx) + 1;
}

__noinline int value_of(struct entry *entry)
{
	return entry->value; /* here in global_function_without_check */
}

// refused: MissingNullCheck
// refused before 5.13: WrongType
SEC("raw_tp")
int global_function_without_check(void *ctx)
{
	struct entry entry = {};

	return value_of(&entry) + 1;
}

static __noinline int local_value_of(__u64 *key)
{
	struct entry *entry = bpf_map_lookup_elem(&table, key);

	return entry->value; /* here in mistake_in_a_function */
}

// refused: MissingNullCheck
SEC("raw_tp")
int mistake_in_a_function(void *ctx)
{
	__u64 key = 1;

	return local_value_of(&key) + 1;
}

// refused: InvalidReturnValue
SEC("cgroup/sock_create")
int return_value_out_of_range(void *ctx)
{
	return 2; /* here */
}

// refused: InvalidReturnValue
SEC("cgroup/sock_create")
int return_value_unknown(struct bpf_sock *ctx)
{
	return ctx->family;
}

// refused: InvalidReturnValue
SEC("cgroup/sock_create")
int pointer_returned(void *ctx)
{
	return (long)ctx;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
