// SPDX-License-Identifier: MIT
// producer IDS NAME SECONDS: of the loaded programs with these ids runs the one with this name again and again.
#include "peer.h"

static int find(char *ids, const char *name)
{
	for (char *id = strtok(ids, ","); id; id = strtok(NULL, ",")) {
		struct bpf_prog_info info = {};
		uint32_t size = sizeof(info);
		int program = bpf_prog_get_fd_by_id(atoi(id));

		if (program >= 0 && !bpf_obj_get_info_by_fd(program, &info, &size) && !strcmp(info.name, name))
			return program;
	}
	fail(name);
	return -1;
}

int main(int argc, char **argv)
{
	int program = find(argv[1], argv[2]);
	uint64_t end = now() + atof(argv[3]) * 1e9;

	while (now() < end)
		run(program, 0);
	return 0;
}
