// SPDX-License-Identifier: GPL-2.0-only OR MIT
// What the deliberately wrong programs of this folder share. Above each program a comment says how the verifier must refuse it:
//
//   refused: CLASS                   the class of BpfVerifierErrorClass
//   refused before 6.1: CLASS        on older kernels
//   accepted since 6.3               newer kernels load it
//   accepted before 6.1              older kernels load it
//
// "here" in a comment marks the line that it must be refused at. The logs in Logs/ name lines of these files: after a change run
// eng/verifier-corpus.sh.
#pragma once
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct entry {
	__u64 value;
	__u64 limit;
};

// The optimiser must not see where a value comes from.
#define HIDE(x) asm volatile("" : "+r"(x))
