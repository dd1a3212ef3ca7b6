/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Rings, records and exports that two sources of one object include. */
#include <linux/bpf.h>
#include <sonde.bpf.h>

enum kind {
	OPENED = 1,
	CLOSED,
	MOVED,
};

struct opened {
	enum kind kind;
	__u32 pid;
};

struct closed {
	enum kind kind;
	__s32 fd;
	__u64 when;
};

struct moved {
	__u32 kind;
	__u32 from;
	__u32 to;
};

struct number {
	__u64 value;
};

struct header {
	__u32 version;
	__u32 length;
};

/* As much of the kernel's as is asked for. */
struct trace_entry {
	unsigned short type;
	unsigned char flags;
	unsigned char preempt_count;
	int pid;
};

SONDE_RECORDS(events, 4096);
SONDE_RECORD(events, OPENED, struct opened);
SONDE_RECORD(events, CLOSED, struct closed);
SONDE_RING(numbers, struct number, 4096);
SONDE_EXPORT(struct header);
SONDE_EXPORT_KERNEL(struct trace_entry);

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} texts SEC(".maps") __weak;
SONDE_LOSSES(texts);
