#include "linked.h"

__u64 total = 40;

SEC("socket")
int first(void *ctx)
{
	total++;
	return add(0, total);
}

char LICENSE[] SEC("license") = "GPL";
