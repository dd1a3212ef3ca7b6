// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A program whose licence the kernel takes for proprietary.
#include "refused.h"

// refused: GplOnly
SEC("raw_tp")
int gpl_helper(__u64 *ctx)
{
	__u64 number;

	return bpf_probe_read_kernel(&number, sizeof(number), (void *)ctx[0]); /* here */
}

char LICENSE[] SEC("license") = "Proprietary";
