// SPDX-License-Identifier: GPL-2.0-only OR MIT
// What a generated class has beyond plain maps and globals; all of it loads on kernel 5.10.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

// Not in the order that libbpf puts them in.
extern _Bool LINUX_HAS_BPF_COOKIE __kconfig;
extern int LINUX_KERNEL_VERSION __kconfig;
extern unsigned long long LINUX_HAS_SYSCALL_WRAPPER __kconfig;

struct place {
	__u32 prefixlen;
	__u16 zone;
	__u8 address[6];
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 16);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct place);
	__type(value, __u32);
} places SEC(".maps");

struct reading {
	__u32 id;
	struct {
		__u16 low;
		__u16 high : 3;
	} range;
	__u64 sum;
};

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__type(value, struct reading);
} readings SEC(".maps");

struct place wanted SEC(".data.wanted");
__u32 found;
int version;
_Bool has_cookie;
__u64 has_wrapper;

SEC("raw_tp")
int look(void *ctx)
{
	struct reading reading = { .id = 7, .range = { .low = 8, .high = 5 }, .sum = 9 };
	__u32 *value = bpf_map_lookup_elem(&places, &wanted);

	found = value ? *value : 0;
	version = LINUX_KERNEL_VERSION;
	has_cookie = LINUX_HAS_BPF_COOKIE;
	has_wrapper = LINUX_HAS_SYSCALL_WRAPPER;
	bpf_map_push_elem(&readings, &reading, BPF_EXIST);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
