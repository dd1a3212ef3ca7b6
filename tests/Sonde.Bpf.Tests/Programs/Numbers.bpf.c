// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Writes numbered records into a ring buffer; every third reservation can be discarded.
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define PER_RUN 1000

struct number {
	__u64 value;
	__u64 square;
	__u64 unused[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
	__type(value, struct number);
} numbers SEC(".maps");

volatile const bool discard_thirds;
__u64 next;
__u64 lost;

SEC("raw_tp")
int write_numbers(void *ctx)
{
	for (int i = 0; i < PER_RUN; i++) {
		__u64 value = next++;
		struct number *number = bpf_ringbuf_reserve(&numbers, sizeof(*number), 0);

		if (!number) {
			lost++;
			continue;
		}
		number->value = value;
		number->square = value * value;
		if (discard_thirds && value % 3 == 0)
			bpf_ringbuf_discard(number, 0);
		else
			bpf_ringbuf_submit(number, 0);
	}
	return PER_RUN;
}

SEC("raw_tp")
int write_short(void *ctx)
{
	__u32 value = 1;

	return bpf_ringbuf_output(&numbers, &value, sizeof(value), 0);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
