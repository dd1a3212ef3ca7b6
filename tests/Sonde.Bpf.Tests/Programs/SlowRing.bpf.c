// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Holds a reserved record for a long time before it submits it.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
	__type(value, __u64);
} slow SEC(".maps");

__u64 turns;
__u64 spent;
__u32 is_held;

static long turn(__u32 i, void *ctx)
{
	spent += i;
	return 0;
}

SEC("raw_tp")
int hold(void *ctx)
{
	__u64 *number = bpf_ringbuf_reserve(&slow, sizeof(*number), 0);

	if (!number)
		return 1;
	is_held = 1;
	*number = 7;
	bpf_loop(turns, turn, 0, 0);
	is_held = 0;
	bpf_ringbuf_submit(number, 0);
	return 0;
}

SEC("raw_tp")
int write(void *ctx)
{
	__u64 number = 8;

	return bpf_ringbuf_output(&slow, &number, sizeof(number), 0);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
