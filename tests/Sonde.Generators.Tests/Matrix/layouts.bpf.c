// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A global variable of each type of the matrix, and a program that gives each its value.
#include <linux/bpf.h>
#include <sonde.bpf.h>
#include "types.h"

#define VALUE(name, type, ...) type name##_value;
#include "values.h"
#undef VALUE

#define VALUE(name, type, ...)						\
	do {								\
		type value = __VA_ARGS__;				\
		__builtin_memcpy((void *)&name##_value, (const void *)&value, sizeof(value));	\
	} while (0);

SEC("raw_tp/sys_enter")
int fill(void *ctx)
{
#include "values.h"
	return 1;
}

/* Records with elements behind them, as a ring would give them. */
struct {
	int count;
	unsigned short tail[3];
} flexible_record;
unsigned char pairs_record[4 + 2 * sizeof(struct pair)];

SEC("raw_tp/sys_enter")
int fill_records(void *ctx)
{
	struct flexible *record = (void *)&flexible_record;
	struct flexible_structs *pairs = (void *)pairs_record;

	record->count = 3;
	for (int i = 0; i < 3; i++)
		((volatile struct flexible *)record)->tail[i] = 1000 + i;
	pairs->count = 2;
	for (int i = 0; i < 2; i++) {
		((volatile struct flexible_structs *)pairs)->pairs[i].x = -i - 1;
		((volatile struct flexible_structs *)pairs)->pairs[i].y = i + 10;
	}
	return 1;
}

struct flexible initialised = { 2, { 7, 8 } };

/* In no map and no variable. */
struct exported { char a; struct exported *next; enum { EXPORTED_ONE = 1 } kind; };
typedef struct { short a; } exported_t;
union exported_union { int a; char b[8]; };
SONDE_EXPORT(struct exported);
SONDE_EXPORT(exported_t);
SONDE_EXPORT(union exported_union);
SONDE_EXPORT(enum bpf_map_type);

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, struct list_head);
	__type(value, union of_structs);
} by_list SEC(".maps");

long double long_double_value;

char LICENSE[] SEC("license") = "Dual MIT/GPL";
