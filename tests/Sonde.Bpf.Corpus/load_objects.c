// SPDX-License-Identifier: MIT
// load_objects FOLDER...: opens and loads each object with libbpf alone, in a process of its own. A line for each: "loaded",
// "opened" or "refused", and the file.
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <bpf/libbpf.h>

static int silent(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return 0;
}

/* 0 loaded, 1 opened, 2 refused */
static int load(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);

	if (!object)
		return 2;
	return bpf_object__load(object) ? 1 : 0;
}

static int is_object(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 2 && !strcmp(entry->d_name + length - 2, ".o");
}

int main(int argc, char **argv)
{
	static const char *const words[] = { "loaded", "opened", "refused" };

	libbpf_set_print(silent);
	for (int i = 1; i < argc; i++) {
		struct dirent **entries;
		int count = scandir(argv[i], &entries, is_object, alphasort);

		for (int j = 0; j < count; j++) {
			char path[4096];
			int status;

			snprintf(path, sizeof(path), "%s/%s", argv[i], entries[j]->d_name);
			fflush(stdout);
			if (!fork())
				_exit(load(path));
			wait(&status);
			printf("%s\t%s\n", WIFEXITED(status) && WEXITSTATUS(status) < 3 ? words[WEXITSTATUS(status)] : "crashed", entries[j]->d_name);
		}
	}
	return 0;
}
