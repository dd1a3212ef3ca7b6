// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Writes into an arena (kernel 6.9). The compiler need not know address spaces: the conversion is written out.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define BPF_MAP_TYPE_ARENA 33

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 16);
} arena SEC(".maps");

// insn: rX = addr_space_cast(rX, to 0, from 1), from a pointer as user space sees it to one that the program can follow.
#define to_kernel(pointer)				\
	asm volatile(".byte 0xbf;			\
		     .ifc %[reg], r0; .byte 0x00; .endif;	\
		     .ifc %[reg], r1; .byte 0x11; .endif;	\
		     .ifc %[reg], r2; .byte 0x22; .endif;	\
		     .ifc %[reg], r3; .byte 0x33; .endif;	\
		     .ifc %[reg], r4; .byte 0x44; .endif;	\
		     .ifc %[reg], r5; .byte 0x55; .endif;	\
		     .ifc %[reg], r6; .byte 0x66; .endif;	\
		     .ifc %[reg], r7; .byte 0x77; .endif;	\
		     .ifc %[reg], r8; .byte 0x88; .endif;	\
		     .ifc %[reg], r9; .byte 0x99; .endif;	\
		     .short 1; .long 1"			\
		     : [reg] "+r"(pointer))

struct node {
	__u64 value;
	__u64 next;
};

__u64 pointer;
__u64 last;

SEC("raw_tp")
int write_nodes(void *ctx)
{
	struct node *node = (void *)pointer;
	struct node *second = (void *)(pointer + 4096);

	// The verifier ties the program to the arena that it names.
	asm volatile("" ::"r"(&arena));
	to_kernel(node);
	node->value += 5;
	node->next = pointer + 4096;
	to_kernel(second);
	second->value = 77;
	last = pointer + 4096;
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
