// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Types of the kernel as no kernel has them; what follows ___ tells them apart here and is not part of the kernel's name.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <sonde.bpf.h>

struct trace_entry___part {
	unsigned short type;
	int : 16;
	int pid;
};

struct trace_entry___moved {
	int pid;
	unsigned short type;
};

struct trace_entry___wider {
	unsigned short type;
	int : 16;
	__u64 pid __attribute__((packed));
};

struct trace_entry___more {
	unsigned short type;
	unsigned short colour;
};

struct trace_entry___bits {
	unsigned short type : 3;
};

struct list_head___text {
	char next[8];
	char prev[4];
};

struct kernel_of_nowhere {
	int crown;
};

struct trace_event_raw_sched_process_exec___inner {
	struct trace_entry___moved ent;
};

SONDE_EXPORT(struct trace_entry___part);
SONDE_EXPORT(struct trace_entry___wider);
SONDE_EXPORT(struct trace_entry___more);
SONDE_EXPORT(struct trace_entry___bits);
SONDE_EXPORT(struct list_head___text);
SONDE_EXPORT(struct kernel_of_nowhere);
SONDE_EXPORT(struct trace_event_raw_sched_process_exec___inner);
SONDE_EXPORT_KERNEL(struct trace_entry___moved);

char LICENSE[] SEC("license") = "GPL";
