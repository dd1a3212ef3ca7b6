// Types that are hard to write as C. Each has a variable, since clang describes only what something uses.
#include <linux/types.h>

#define USE(type, name) type *use_##name

struct later;
struct unknown;
union unknown_union;
typedef int (*callback)(struct later *, const char *, ...);
typedef struct later *later_pointer;
typedef int grid[2][3];
typedef int (*row_pointer)[3];
typedef callback callbacks[2];
typedef void (*(*returns_function)(int))(long);
typedef int function(void);

enum sign { NONE = 0, MOST = 2147483647 };
enum tiny { TINY = 200 } __attribute__((mode(QI)));
enum small { SMALL = 60000 } __attribute__((mode(HI)));

struct list {
	struct list *next, **last;
	struct list *(*find)(struct list *, int);
};

struct bits {
	unsigned int a : 3;
	unsigned int : 0;
	unsigned int b : 5;
	int c : 32;
	__u64 d : 40;
	_Bool e : 1;
	enum sign f : 8;
	unsigned char g : 7;
	__u64 h : 63;
};

struct packed_bits {
	unsigned int a : 30;
	unsigned int b : 4;
	__u16 c;
	__u64 d : 61;
} __attribute__((packed));

struct packed {
	char a;
	__u64 b;
	struct {
		short c;
		int d;
	} inner;
	char e;
} __attribute__((packed));

struct packed_at_the_end {
	int a;
	char b;
} __attribute__((packed));

struct holes {
	char a;
	int b __attribute__((aligned(32)));
	char c;
	struct packed d;
	struct { } nothing;
	int e[0];
} __attribute__((aligned(64)));

union large {
	int a;
	char b[5];
} __attribute__((aligned(32)));

union packed_union {
	int a;
	char b[5];
} __attribute__((packed));

struct holds {
	char a;
	union large b;
	union packed_union c;
	struct packed_at_the_end d[2];
	__int128 e;
	unsigned __int128 f;
};

struct nested {
	union {
		struct {
			int low;
			int high;
		};
		long whole;
		struct {
			union {
				char bytes[8];
				const volatile short words[4];
			} deep[2];
		} named;
	};
	enum { INSIDE, INSIDE_TOO } state;
	struct {
		int x;
	} *pointer, many[3];
	struct unknown *hidden;
	union unknown_union *hidden_too;
	const char *const volatile *restrict text;
	void (*handlers[4])(struct nested *, union large);
	int (*(*table)[2])(void);
	row_pointer row;
	int flexible[];
};

struct later {
	struct holds holds;
	later_pointer self;
	callbacks all;
};

/* A tag, a typedef and a value may share a name, or nearly. */
typedef struct {
	int number;
} same;

struct same {
	same *other;
	struct later *later;
};

typedef union same_union {
	float f;
	double d;
} same_union;

USE(callback, a);
USE(later_pointer, b);
USE(grid, c);
USE(row_pointer, d);
USE(returns_function, e);
USE(function, f);
USE(enum sign, g);
USE(enum tiny, h);
USE(enum small, i);
USE(struct list, k);
USE(struct bits, l);
USE(struct packed_bits, m);
USE(struct holes, n);
USE(struct nested, o);
USE(struct later, p);
USE(struct same, q);
USE(same_union, r);
