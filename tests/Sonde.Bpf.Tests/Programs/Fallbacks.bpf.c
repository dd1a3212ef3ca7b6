// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Sections that not every kernel knows, and memory that only the kernel fills.
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

extern int LINUX_KERNEL_VERSION __kconfig;

volatile const __u32 target_tgid;

__u64 calls;
int version;

static __always_inline void count(void)
{
	version = LINUX_KERNEL_VERSION;
	if (bpf_get_current_pid_tgid() >> 32 == target_tgid)
		__sync_fetch_and_add(&calls, 1);
}

SEC("kprobe.multi/__x64_sys_getpgi*")
int on_kernel_functions(void *ctx) { count(); return 0; }

SEC("uprobe.multi")
int on_user_functions(void *ctx) { count(); return 0; }

struct bpf_iter__bpf_map_elem;

SEC("iter/bpf_map_elem")
int on_element(struct bpf_iter__bpf_map_elem *ctx) { return 0; }

SEC("raw_tp/sys_enter")
int on_system_call(void *ctx) { count(); return 0; }

char LICENSE[] SEC("license") = "Dual MIT/GPL";
