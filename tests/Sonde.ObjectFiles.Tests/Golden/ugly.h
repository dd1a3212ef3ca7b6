struct later;

typedef int (*callback)(struct later *, const char *, ...);

union large {
	int a;
	char b[5];
} __attribute__((aligned(32)));

union packed_union {
	int a;
	char b[5];
} __attribute__((packed));

struct packed_at_the_end {
	int a;
	char b;
} __attribute__((packed));

struct holds {
	char a;
	union large b;
	union packed_union c;
	struct packed_at_the_end d[2];
	__int128 e;
	unsigned __int128 f;
};

typedef struct later *later_pointer;

typedef callback callbacks[2];

struct later {
	struct holds holds;
	later_pointer self;
	callbacks all;
};

typedef int grid[2][3];

typedef int (*row_pointer)[3];

typedef void (*(*returns_function)(int))(long);

typedef int function(void);

enum sign {
	NONE = 0,
	MOST = 2147483647,
};

enum tiny {
	TINY = 200,
} __attribute__((packed));

enum small {
	SMALL = 60000,
} __attribute__((packed));

struct list {
	struct list *next;
	struct list **last;
	struct list *(*find)(struct list *, int);
};

typedef unsigned long long __u64;

struct bits {
	unsigned int a: 3;
	long: 29;
	unsigned int b: 5;
	int c: 32;
	__u64 d: 40;
	_Bool e: 1;
	enum sign f: 8;
	unsigned char g: 7;
	__u64 h: 63;
};

typedef unsigned short __u16;

struct packed_bits {
	unsigned int a: 30;
	unsigned int b: 4;
	__u16 c;
	__u64 d: 61;
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

struct holes {
	char a;
	long: 56;
	long: 64;
	long: 64;
	long: 64;
	int b;
	char c;
	struct packed d;
	struct {
	} nothing;
	int e[0];
	long: 64;
};

struct unknown;

union unknown_union;

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
	enum {
		INSIDE = 0,
		INSIDE_TOO = 1,
	} state;
	struct {
		int x;
	} *pointer;
	struct {
		int x;
	} many[3];
	struct unknown *hidden;
	union unknown_union *hidden_too;
	const char * const volatile * restrict text;
	void (*handlers[4])(struct nested *, union large);
	int (*(*table)[2])(void);
	row_pointer row;
	int flexible[0];
};

typedef struct {
	int number;
} same;

struct same {
	same *other;
	struct later *later;
};

union same_union;

typedef union same_union same_union;

union same_union {
	float f;
	double d;
};

