// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "rings.h"

SEC("raw_tp")
int open_one(void *ctx)
{
	struct opened *opened;
	struct number *number;

	opened = sonde_reserve_record(events, OPENED);
	if (opened) {
		opened->pid = 7;
		sonde_submit(opened);
	}
	number = sonde_reserve(numbers);
	if (number) {
		number->value = 1;
		sonde_submit(number);
	}
	return sonde_output(texts, "one", 4);
}

char LICENSE[] SEC("license") = "GPL";
