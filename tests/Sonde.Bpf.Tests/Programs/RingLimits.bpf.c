// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A ring of one page, and records that just fit into it and that would fill it.
#include <linux/bpf.h>
#include <sonde.bpf.h>

struct fitting {
	__u8 bytes[4080];
};

SONDE_RING(page, struct fitting, 4096);

SEC("raw_tp")
int reserve_fitting(void *ctx)
{
	struct fitting *record = sonde_reserve(page);

	if (!record)
		return 0;
	record->bytes[4079] = 7;
	sonde_submit(record);
	return 1;
}

SEC("raw_tp")
int reserve_filling(void *ctx)
{
	void *record = sonde_reserve_bytes(page, 4088);

	if (!record)
		return 0;
	sonde_discard(record);
	return 1;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
