// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Fills the perf buffer of the CPU that it runs on with records of 32 bytes. The peer of the benchmark loads this object too.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} samples SEC(".maps");

/* Writes so many records as the first argument says, numbered from 0, and returns how many went in. */
SEC("raw_tp")
int fill_samples(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 first = ctx->args[0];
	__u64 record[4] = {};

	for (__u32 i = 0; i < 100; i++) {
		record[0] = first + i;
		record[1] = record[2] = record[3] = i;
		if (bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, record, sizeof(record)))
			return i;
	}
	return 100;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
