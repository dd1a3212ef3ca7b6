// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "rings.h"

/* A record of this source alone, in the ring of both. */
SONDE_RECORD(events, MOVED, struct moved);

SEC("raw_tp")
int close_one(void *ctx)
{
	struct closed *closed;
	struct moved *moved;
	struct number *number;

	/* One at a time: the verifier of older kernels loses count of several. */
	closed = sonde_reserve_record(events, CLOSED);
	if (closed) {
		closed->fd = -3;
		closed->when = 1ULL << 40;
		sonde_submit(closed);
	}
	moved = sonde_reserve_record(events, MOVED);
	if (moved) {
		moved->from = 1;
		moved->to = 2;
		sonde_submit(moved);
	}
	number = sonde_reserve(numbers);
	if (number) {
		number->value = 2;
		sonde_submit(number);
	}
	return sonde_output(texts, "two", 4);
}
