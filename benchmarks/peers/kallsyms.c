// SPDX-License-Identifier: MIT
// kallsyms: the least that a C program does for names of kernel code: the list read whole and parsed by hand, then binary search.
// For each line on its input, "r" reads and "f" finds 1,000,000 random addresses; prints how many and nanoseconds.
#include "peer.h"
#include <fcntl.h>

#define LOOK_UPS 1000000
#define MAX_TEXT (64u << 20)
#define MAX_SYMBOLS (1u << 20)

struct symbol {
	uint64_t address;
	uint32_t name;
};

static char *text;
static struct symbol *symbols;
static size_t count;
static uint64_t sum;

static int by_address(const void *a, const void *b)
{
	uint64_t x = ((const struct symbol *)a)->address, y = ((const struct symbol *)b)->address;

	return x < y ? -1 : x > y;
}

static uint64_t read_all(void)
{
	int fd = open("/proc/kallsyms", O_RDONLY), sorted = 1;
	size_t size = 0;
	ssize_t some;

	if (fd < 0)
		fail("/proc/kallsyms");
	while ((some = read(fd, text + size, 1 << 20)) > 0)
		size += some;
	close(fd);
	count = 0;
	for (char *at = text, *end = text + size; at < end && count < MAX_SYMBOLS;) {
		uint64_t address = 0;
		char type;

		for (; *at != ' '; at++)
			address = address << 4 | (*at <= '9' ? *at - '0' : (*at | 32) - 'a' + 10);
		type = at[1] | 32;
		at += 3;
		if (type == 't' || type == 'w')
			symbols[count++] = (struct symbol){ address, at - text };
		at = memchr(at, '\n', end - at);
		if (!at)
			break;
		at++;
	}
	for (size_t i = 1; sorted && i < count; i++)
		sorted = symbols[i - 1].address <= symbols[i].address;
	if (!sorted)
		qsort(symbols, count, sizeof(*symbols), by_address);
	return 1;
}

/* The core kernel's code: what lies within 64 MiB of its start. The same addresses as Sonde's side asks for. */
static uint64_t find_all(void)
{
	uint64_t low = symbols[0].address, high = low, random = 88172645463325252ull;

	for (size_t i = 0; i < count && symbols[i].address - low < 64u << 20; i++)
		high = symbols[i].address;
	for (int i = 0; i < LOOK_UPS; i++) {
		size_t from = 0, to = count;
		uint64_t address;

		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		address = low + random % (high - low);
		while (to - from > 1) {
			size_t middle = (from + to) / 2;

			if (symbols[middle].address <= address)
				from = middle;
			else
				to = middle;
		}
		sum += symbols[from].address;
	}
	return LOOK_UPS;
}

int main(void)
{
	int line;

	text = malloc(MAX_TEXT);
	symbols = malloc(MAX_SYMBOLS * sizeof(*symbols));
	memset(text, 0, MAX_TEXT);
	memset(symbols, 0, MAX_SYMBOLS * sizeof(*symbols));
	read_all();
	printf("C by hand\n");
	fflush(stdout);
	while ((line = getchar()) != EOF) {
		uint64_t start, done;

		if (line == '\n')
			continue;
		start = now();
		done = line == 'r' ? read_all() : find_all();
		printf("%lu %lu\n", done, now() - start);
		fflush(stdout);
	}
	return sum == 0;
}
