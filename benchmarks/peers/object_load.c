// SPDX-License-Identifier: MIT
// object_load OBJECT: for each line on its input opens, loads and attaches the object, then takes it down again; prints the
// nanoseconds of both.
#include "peer.h"

int main(int argc, char **argv)
{
	introduce("");
	while (getchar() != EOF) {
		uint64_t start = now(), up, down;
		struct bpf_object *object = load(argv[1]);
		struct bpf_link *links[16];
		struct bpf_program *each;
		int count = 0;

		bpf_object__for_each_program(each, object) {
			links[count] = bpf_program__attach(each);
			if (!links[count++])
				fail("attach");
		}
		up = now();
		for (int i = 0; i < count; i++)
			bpf_link__destroy(links[i]);
		bpf_object__close(object);
		down = now();
		printf("%lu %lu\n", up - start, down - up);
		fflush(stdout);
	}
	return 0;
}
