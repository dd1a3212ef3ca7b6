// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A ring that overwrites its oldest records.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__uint(map_flags, 1 << 19); /* BPF_F_RB_OVERWRITE */
	__type(value, __u64);
} newest SEC(".maps");

__u64 next;

SEC("raw_tp")
int write(void *ctx)
{
	__u64 *number = bpf_ringbuf_reserve(&newest, sizeof(*number), 0);

	if (!number)
		return 1;
	*number = next++;
	if (*number % 5 == 4)
		bpf_ringbuf_discard(number, 0);
	else
		bpf_ringbuf_submit(number, 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
