// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A ring with records of several types, also ones that the program did not declare or that are too short.
#include <linux/bpf.h>
#include <sonde.bpf.h>

enum kind {
	NONE,
	OPENED,
	CLOSED,
	READ,
	UNDECLARED = 99,
};

struct opened {
	enum kind kind;
	__u32 pid;
	char path[16];
};

struct closed {
	__u32 kind;
	__s32 fd;
	__u64 when;
};

struct read {
	__u32 kind;
	__u32 count;
	__u64 sizes[];
};

SONDE_RECORDS(events, 64 * 1024);
SONDE_RECORD(events, OPENED, struct opened);
SONDE_RECORD(events, CLOSED, struct closed);
SONDE_RECORD(events, READ, struct read);

__u32 undeclared;
__u32 short_record;
__u32 shorter_than_tag;

SEC("raw_tp")
int write_each(void *ctx)
{
	struct opened *opened = sonde_reserve_record(events, OPENED);
	struct closed *closed;
	struct read *read;
	__u64 *raw;

	if (!opened)
		return 0;
	opened->pid = 7;
	__builtin_memcpy(opened->path, "/etc/passwd", 12);
	sonde_submit(opened);

	closed = sonde_reserve_record(events, CLOSED);
	if (!closed)
		return 0;
	closed->fd = -3;
	closed->when = 1ULL << 40;
	sonde_submit(closed);

	read = sonde_reserve_bytes(events, sizeof(*read) + 3 * sizeof(__u64));
	if (!read)
		return 0;
	read->kind = READ;
	read->count = 3;
	read->sizes[0] = 10;
	read->sizes[1] = 20;
	read->sizes[2] = 30;
	sonde_submit(read);

	if (undeclared) {
		raw = sonde_reserve_bytes(events, 16);
		if (!raw)
			return 0;
		raw[0] = UNDECLARED;
		raw[1] = 0x1122;
		sonde_submit(raw);
	}

	if (short_record) {
		raw = sonde_reserve_bytes(events, 8);
		if (!raw)
			return 0;
		raw[0] = CLOSED;
		sonde_submit(raw);
	}

	if (shorter_than_tag) {
		char *byte = sonde_reserve_bytes(events, 1);

		if (!byte)
			return 0;
		*byte = OPENED;
		sonde_submit(byte);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
