// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Wrong calls of the kernel, wrong contexts, packets, locks.
#include "refused.h"

struct locked {
	struct bpf_spin_lock lock;
	__u32 value;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct locked);
} locks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 8);
	__uint(key_size, 4);
	__uint(value_size, 80);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

// refused: UnknownFunction
SEC("raw_tp")
int helper_of_no_kernel(void *ctx)
{
	long (*helper)(void) = (void *)9999;

	return helper(); /* here */
}

// refused: UnknownFunction
SEC("socket")
int helper_of_another_type(struct __sk_buff *ctx)
{
	return bpf_get_stackid(ctx, &stacks, 0); /* here */
}

// refused: UnknownFunction
SEC("xdp")
int helper_of_tracing(struct xdp_md *ctx)
{
	return bpf_override_return((void *)ctx, 1); /* here */
}

// refused: SleepableMisuse
// refused before 6.8: UnknownFunction
SEC("raw_tp")
int sleeping_helper(__u64 *ctx)
{
	__u64 number;

	return bpf_copy_from_user(&number, sizeof(number), (void *)ctx[0]); /* here */
}

// refused: WrongType
SEC("raw_tp")
int format_from_the_context(void *ctx)
{
	return bpf_trace_printk(ctx, 8); /* here */
}

// refused: BadContextAccess
SEC("raw_tp")
int past_the_context(__u64 *ctx)
{
	return ctx[100000]; /* here */
}

// refused: BadContextAccess
SEC("socket")
int field_of_another_type(struct __sk_buff *ctx)
{
	return ctx->data; /* here */
}

// refused: BadContextAccess
SEC("xdp")
int context_written(struct xdp_md *ctx)
{
	ctx->ingress_ifindex = 1; /* here */
	return XDP_PASS;
}

// refused: BadContextAccess
SEC("raw_tp")
int context_at_a_variable_offset(__u64 *ctx)
{
	__u64 index = ctx[0] & 3;

	HIDE(index);
	return ctx[index]; /* here */
}

// refused: BadContextAccess
SEC("socket")
int context_moved(struct __sk_buff *ctx)
{
	char byte;

	return bpf_skb_load_bytes((void *)ctx + 8, 0, &byte, 1); /* here */
}

// refused: OutOfBounds
SEC("xdp")
int packet_without_check(struct xdp_md *ctx)
{
	unsigned char *data = (void *)(long)ctx->data;

	return data[12] == 8 ? XDP_PASS : XDP_DROP; /* here */
}

// refused: OutOfBounds
SEC("xdp")
int packet_check_too_short(struct xdp_md *ctx)
{
	unsigned char *data = (void *)(long)ctx->data;

	if (data + 12 > (unsigned char *)(long)ctx->data_end)
		return XDP_PASS;
	return data[12] == 8 ? XDP_PASS : XDP_DROP; /* here */
}

// refused: UnboundedAccess
SEC("xdp")
int packet_index_unbounded(struct xdp_md *ctx)
{
	unsigned char *data = (void *)(long)ctx->data;
	unsigned char *end = (void *)(long)ctx->data_end;
	__u64 index = bpf_ktime_get_ns();

	HIDE(index);
	if (data + index + 1 > end) /* here */
		return XDP_PASS;
	return data[index];
}

// refused: UnboundedAccess
SEC("socket")
int length_may_be_zero(struct __sk_buff *ctx)
{
	char bytes[64] = {};
	__u32 length = ctx->len & 63;

	HIDE(length);
	return bpf_skb_load_bytes(ctx, 0, bytes, length & 63); /* here */
}

// refused: ReadOnlyWrite
SEC("cgroup_skb/ingress")
int packet_written(struct __sk_buff *ctx)
{
	unsigned char *data = (void *)(long)ctx->data;

	if (data + 1 > (unsigned char *)(long)ctx->data_end)
		return 1;
	data[0] = 1; /* here */
	return 1;
}

// refused: UnreleasedReference
SEC("tc")
int socket_never_released(struct __sk_buff *ctx)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *socket = bpf_sk_lookup_tcp(ctx, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);

	return socket ? socket->family : 0;
}

// refused: MissingNullCheck
SEC("tc")
int socket_without_check(struct __sk_buff *ctx)
{
	return ctx->sk->family; /* here */
}

// refused: LockMisuse
SEC("tc")
int lock_never_released(struct __sk_buff *ctx)
{
	__u32 key = 0;
	struct locked *locked = bpf_map_lookup_elem(&locks, &key);

	if (!locked)
		return 0;
	bpf_spin_lock(&locked->lock);
	return ++locked->value;
}

// refused: LockMisuse
SEC("tc")
int call_under_a_lock(struct __sk_buff *ctx)
{
	__u32 key = 0;
	struct locked *locked = bpf_map_lookup_elem(&locks, &key);

	if (!locked)
		return 0;
	bpf_spin_lock(&locked->lock);
	locked->value = bpf_ktime_get_ns(); /* here */
	bpf_spin_unlock(&locked->lock);
	return 0;
}

// refused: LockMisuse
SEC("tc")
int unlock_without_lock(struct __sk_buff *ctx)
{
	__u32 key = 0;
	struct locked *locked = bpf_map_lookup_elem(&locks, &key);

	if (locked)
		bpf_spin_unlock(&locked->lock); /* here */
	return 0;
}

// refused: LockMisuse
SEC("tc")
int lock_taken_twice(struct __sk_buff *ctx)
{
	__u32 key = 0;
	struct locked *locked = bpf_map_lookup_elem(&locks, &key);

	if (!locked)
		return 0;
	bpf_spin_lock(&locked->lock);
	bpf_spin_lock(&locked->lock); /* here */
	bpf_spin_unlock(&locked->lock);
	return 0;
}

// refused: LockMisuse
SEC("tc")
int lock_read_as_data(struct __sk_buff *ctx)
{
	__u32 key = 0;
	struct locked *locked = bpf_map_lookup_elem(&locks, &key);

	return locked ? *(volatile __u32 *)&locked->lock : 0; /* here */
}

// refused: LockMisuse
SEC("raw_tp")
int lock_in_a_tracing_program(void *ctx)
{
	__u32 key = 0;
	struct locked *locked = bpf_map_lookup_elem(&locks, &key);

	if (!locked)
		return 0;
	bpf_spin_lock(&locked->lock);
	locked->value++;
	bpf_spin_unlock(&locked->lock);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
