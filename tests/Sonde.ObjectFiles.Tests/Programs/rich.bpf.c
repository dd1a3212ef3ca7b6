// Every construct that the readers must see in an object fresh from clang.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

typedef unsigned int counter;

enum state { RUNNING, SLEEPING = 5 };
enum signed_state { BEFORE = -1, AFTER = 1 };

struct flags {
	unsigned int first : 3;
	unsigned int second : 5;
	_Bool done;
};

struct key {
	__u32 pid;
	__s32 cpu;
};

struct node {
	struct node *next;
	struct undefined *hidden;
	union {
		__u64 whole;
		struct {
			__u32 low;
			__u32 high;
		};
	};
};

struct value {
	__u64 slots[16];
	enum state state;
	enum signed_state other;
	struct flags flags;
	struct node node;
	char comm[16];
	counter count;
} __attribute__((aligned(16)));

struct packed {
	__u8 first;
	__u32 second;
} __attribute__((packed));

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10240);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct key);
	__type(value, struct value);
} hists SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, struct packed);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} output SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} inner_map SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = { &inner_map },
};

const volatile __u32 target_tgid = 7;
const volatile char prefix[8] = "sonde";
const volatile struct key filter = { 1, -2 };
__u64 total = 42;
static volatile int calls = 3;
__u64 zeroed[4];
__u32 config SEC(".data.config") = 9;
extern int LINUX_KERNEL_VERSION __kconfig;

static __attribute__((noinline)) int helper(int number)
{
	calls += number;
	return calls;
}

SEC("kprobe/vfs_read")
int on_entry(void *ctx)
{
	struct key key = { .pid = target_tgid };
	struct value *value = bpf_map_lookup_elem(&hists, &key);

	if (value)
		value->count += helper(filter.cpu);
	total += zeroed[0] + config + prefix[0];
	return 0;
}

SEC("kretprobe/vfs_read")
int on_return(void *ctx)
{
	struct packed *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);

	if (!record)
		return LINUX_KERNEL_VERSION > 0;
	record->first = 1;
	record->second = zeroed[1];
	bpf_ringbuf_submit(record, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
