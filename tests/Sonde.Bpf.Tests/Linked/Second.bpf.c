#include "linked.h"

extern __u64 total;

__attribute__((noinline)) int add(__u32 place, __u64 number)
{
	__u64 *count = bpf_map_lookup_elem(&counts, &place);

	if (!count)
		return -1;
	*count += number;
	return *count;
}

SEC("socket")
int second(void *ctx)
{
	total++;
	return add(1, total);
}
