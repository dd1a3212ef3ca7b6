// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Wrong uses of map values, ring records and other memory.
#include "refused.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct entry);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64[16]);
} numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
} constants SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_WRONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
} write_only SEC(".maps");

// refused: MissingNullCheck
SEC("raw_tp")
int unchecked_look_up(void *ctx)
{
	__u32 key = 0;
	struct entry *entry = bpf_map_lookup_elem(&table, &key);

	return entry->value; /* here */
}

// refused: MissingNullCheck
SEC("raw_tp")
int unchecked_reserve(void *ctx)
{
	struct entry *entry = bpf_ringbuf_reserve(&ring, sizeof(*entry), 0);

	entry->value = 1; /* here */
	bpf_ringbuf_submit(entry, 0);
	return 0;
}

// refused: MissingNullCheck
SEC("raw_tp")
int arithmetic_before_check(void *ctx)
{
	__u32 key = 0;
	__u64 *values = bpf_map_lookup_elem(&table, &key);

	asm volatile("%0 += 8" : "+r"(values)); /* here */
	return values ? *values : 0;
}

// refused: MissingNullCheck
SEC("raw_tp")
int unchecked_argument(void *ctx)
{
	__u32 key = 0;
	void *value = bpf_map_lookup_elem(&table, &key);

	return bpf_map_update_elem(&table, &key, value, 0); /* here */
}

// refused: NotAPointer
SEC("raw_tp")
int number_used_as_pointer(__u64 *ctx)
{
	__u64 number = ctx[0];

	return *(int *)number; /* here */
}

// refused: NotAPointer
SEC("raw_tp")
int record_used_after_submit(void *ctx)
{
	struct entry *entry = bpf_ringbuf_reserve(&ring, sizeof(*entry), 0);

	if (!entry)
		return 0;
	bpf_ringbuf_submit(entry, 0);
	entry->value = 1; /* here */
	return 0;
}

// refused: OutOfBounds
SEC("raw_tp")
int past_the_end_of_a_value(void *ctx)
{
	__u32 key = 0;
	__u64 *entry = bpf_map_lookup_elem(&table, &key);

	return entry ? entry[2] : 0; /* here */
}

// refused: OutOfBounds
SEC("raw_tp")
int past_the_end_of_a_record(void *ctx)
{
	__u64 *record = bpf_ringbuf_reserve(&ring, 8, 0);

	if (!record)
		return 0;
	record[1] = 1; /* here */
	bpf_ringbuf_submit(record, 0);
	return 0;
}

// refused: OutOfBounds
SEC("raw_tp")
int bound_too_high(__u64 *ctx)
{
	__u32 key = 0;
	__u64 index = ctx[0];
	__u64 *values = bpf_map_lookup_elem(&numbers, &key);

	if (!values || index > 16)
		return 0;
	return values[index]; /* here */
}

// refused: UnboundedAccess
SEC("raw_tp")
int no_bound_on_an_index(__u64 *ctx)
{
	__u32 key = 0;
	__u32 index = ctx[0];
	__u64 *values = bpf_map_lookup_elem(&numbers, &key);

	if (!values)
		return 0;
	return values[index]; /* here */
}

// refused: UnboundedAccess
SEC("raw_tp")
int no_lower_bound_on_an_index(__s64 *ctx)
{
	__u32 key = 0;
	__s64 index = ctx[0];
	__u64 *values = bpf_map_lookup_elem(&numbers, &key);

	if (!values || index > 15)
		return 0;
	return values[index]; /* here */
}

// refused: UnboundedAccess
SEC("raw_tp")
int no_bound_on_a_length(__u64 *ctx)
{
	__u32 key = 0;
	__u64 length = ctx[0];
	void *values = bpf_map_lookup_elem(&numbers, &key);

	if (!values)
		return 0;
	return bpf_probe_read_kernel(values, length, (void *)ctx[1]); /* here */
}

// refused: UnboundedAccess
SEC("raw_tp")
int no_lower_bound_on_a_length(__s64 *ctx)
{
	__u32 key = 0;
	__s32 length = ctx[0];
	void *values = bpf_map_lookup_elem(&numbers, &key);

	if (!values || length > 64)
		return 0;
	return bpf_probe_read_kernel(values, length, (void *)ctx[1]); /* here */
}

// refused: OutOfBounds
SEC("raw_tp")
int length_beyond_the_value(__u64 *ctx)
{
	__u32 key = 0;
	void *values = bpf_map_lookup_elem(&numbers, &key);

	if (!values)
		return 0;
	return bpf_probe_read_kernel(values, 129, (void *)ctx[0]); /* here */
}

// refused: ReadOnlyWrite
SEC("raw_tp")
int write_into_a_read_only_map(void *ctx)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&constants, &key);

	if (value)
		*value = 1; /* here */
	return 0;
}

volatile const __u64 limit = 7;

// refused: ReadOnlyWrite
SEC("raw_tp")
int write_into_rodata(void *ctx)
{
	*(volatile __u64 *)&limit = 8; /* here */
	return 0;
}

// refused: InvalidMapAccess
SEC("raw_tp")
int read_from_a_write_only_map(void *ctx)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&write_only, &key);

	return value ? *value : 0; /* here */
}

// refused: InvalidMapAccess
SEC("raw_tp")
int push_to_a_hash(void *ctx)
{
	struct entry entry = {};

	return bpf_map_push_elem(&table, &entry, 0); /* here */
}

// refused: InvalidMapAccess
SEC("raw_tp")
int tail_call_into_a_hash(void *ctx)
{
	bpf_tail_call(ctx, &table, 0); /* here */
	return 0;
}

// refused: UnreleasedReference
SEC("raw_tp")
int record_never_submitted(void *ctx)
{
	struct entry *entry = bpf_ringbuf_reserve(&ring, sizeof(*entry), 0);

	if (entry)
		entry->value = 1;
	return 0;
}

// refused: UnreleasedReference
SEC("raw_tp")
int record_lost_on_one_path(__u64 *ctx)
{
	struct entry *entry = bpf_ringbuf_reserve(&ring, sizeof(*entry), 0);

	if (!entry)
		return 0;
	entry->value = ctx[0];
	if (entry->value == 7)
		return 1;
	bpf_ringbuf_submit(entry, 0);
	return 0;
}

// refused: WrongType
SEC("raw_tp")
int record_submitted_twice(void *ctx)
{
	struct entry *entry = bpf_ringbuf_reserve(&ring, sizeof(*entry), 0);

	if (!entry)
		return 0;
	entry->value = 1;
	bpf_ringbuf_submit(entry, 0);
	bpf_ringbuf_submit(entry, 0); /* here */
	return 0;
}

// refused: PointerArithmetic
// accepted before 5.11
SEC("raw_tp")
int record_submitted_by_its_middle(void *ctx)
{
	struct entry *entry = bpf_ringbuf_reserve(&ring, sizeof(*entry), 0);

	if (!entry)
		return 0;
	entry->value = 1;
	bpf_ringbuf_submit(&entry->limit, 0); /* here */
	return 0;
}

// refused: WrongType
SEC("raw_tp")
int number_as_map(void *ctx)
{
	__u32 key = 0;
	void *map = (void *)1;

	HIDE(map);
	return bpf_map_delete_elem(map, &key); /* here */
}

// refused: WrongType
SEC("raw_tp")
int context_as_value(void *ctx)
{
	__u32 key = 0;

	return bpf_map_update_elem(&table, &key, ctx, 0); /* here */
}

// refused: WrongType
// refused before 5.11: UnboundedAccess
SEC("raw_tp")
int record_of_variable_size(__u64 *ctx)
{
	void *record = bpf_ringbuf_reserve(&ring, ctx[0] & 63, 0); /* here */

	if (record)
		bpf_ringbuf_discard(record, 0);
	return 0;
}

// refused: PointerArithmetic
SEC("raw_tp")
int pointer_multiplied(void *ctx)
{
	__u32 key = 0;
	__u64 *entry = bpf_map_lookup_elem(&table, &key);

	if (!entry)
		return 0;
	asm volatile("%0 *= 2" : "+r"(entry)); /* here */
	return *entry;
}

// refused: PointerArithmetic
SEC("raw_tp")
int pointer_masked(void *ctx)
{
	__u32 key = 0;
	__u64 *entry = bpf_map_lookup_elem(&table, &key);

	if (!entry)
		return 0;
	asm volatile("%0 &= -8" : "+r"(entry)); /* here */
	return *entry;
}

// Its log has several hundred kilobytes.
// refused: MissingNullCheck
SEC("raw_tp")
int mistake_after_a_long_way(void *ctx)
{
	__u32 key = 0;
	struct entry *entry = bpf_map_lookup_elem(&table, &key);

	asm volatile("r1 = 0; .rept 5000; r1 += 1; .endr" : : : "r1");
	return entry->value; /* here */
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
