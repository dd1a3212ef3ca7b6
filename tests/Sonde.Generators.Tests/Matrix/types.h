/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The types of the matrix, for BPF and for the machine itself: nothing here may depend on where it is compiled. */
#ifndef MATRIX_TYPES_H
#define MATRIX_TYPES_H

#define PACKED __attribute__((packed))
#define ALIGNED(bytes) __attribute__((aligned(bytes)))
#if defined(__clang__)
#define DECL_TAG(text) __attribute__((btf_decl_tag(text)))
#define TYPE_TAG(text) __attribute__((btf_type_tag(text)))
#else
#define DECL_TAG(text)
#define TYPE_TAG(text)
#endif

/* Scalars */
struct integers {
	signed char c;
	unsigned char uc;
	short s;
	unsigned short us;
	int i;
	unsigned int u;
	long l;
	unsigned long ul;
	long long ll;
	unsigned long long ull;
};
struct characters { char one; char text[16]; char exact[4]; char rows[2][8]; signed char bytes[3]; unsigned char octets[3]; };
struct booleans { _Bool yes; _Bool no; _Bool several[3]; };
struct floats { float f; double d; float vector[3]; double matrix[2][2]; };
struct wide { char before; __int128 i; unsigned __int128 u; };
struct wide_array { __int128 values[2]; char after; };
struct PACKED wide_packed { char before; unsigned __int128 value; char after; };
struct wide_packed_array { char before; struct wide_packed rows[2]; };
struct PACKED ALIGNED(8) wide_aligned_8 { long a; __int128 b; };
struct wide_aligned_8_array { struct wide_aligned_8 rows[2]; };
union wide_union { __int128 whole; long halves[2]; };
typedef unsigned int counter_t;
typedef counter_t counters_t[3];
struct typedefs { counter_t one; counters_t many; };

/* Padding and alignment */
struct padded { char a; int b; char c; long long d; char e; };
struct trailing { long long a; char b; };
struct PACKED packed { char a; int b; char c; long long d; short e; };
struct packed_inside { char a; struct packed b; int c; };
struct packed_array { char a; struct packed b[3]; char c; };
struct PACKED packed_of_natural { char a; struct padded b; };
struct PACKED packed_multiple { short a; int b; short c; };
struct PACKED ALIGNED(4) packed_aligned { char a; short b; char c; };
struct packed_aligned_array { char a; struct packed_aligned b[2]; };
struct PACKED packed_member_sizes { unsigned char a; double b; float c; void *d; };
struct some_packed { char a; int b PACKED; short c; };
struct ALIGNED(16) aligned_16 { int a; };
struct ALIGNED(64) aligned_64 { char a; int b; };
struct aligned_inside { char a; struct aligned_16 b; char c; };
struct aligned_array { char a; struct aligned_16 b[2]; char c; };
struct cache_lines { long long head ALIGNED(64); long long tail ALIGNED(64); };
struct insane { char a; char b ALIGNED(32); int c ALIGNED(128); };
struct ALIGNED(256) insane_array_element { short a; };
struct insane_array { struct insane_array_element b[2]; };
struct PACKED packed_over_aligned { char a; struct aligned_16 b; char c; };
struct aligned_member_array { char a; char b[3] ALIGNED(8); char c; };
struct ALIGNED(1) aligned_1 { int a; char b; };

/* Arrays */
struct arrays { int one[3]; short two[2][3]; char three[2][2][4]; };
struct array_of_one { int one[1]; };
struct pair { int x; short y; };
struct struct_arrays { struct pair row[3]; struct pair grid[2][2]; };
struct odd_array { char a; unsigned char three[3]; short b; };
struct array_of_arrays_of_packed { struct packed rows[2][2]; };
struct pointer_arrays { void *row[2]; void *grid[2][2]; };
typedef int grid_t[2][3];
struct array_typedef { grid_t grid; grid_t layers[2]; };
struct long_long_array { long long a[5]; char b; };

/* Nesting and anonymous members */
struct nested { struct pair a; struct { char b; long long c; } inner; struct pair d; };
struct deeper { struct { struct { struct { short a; char b; } three; int c; } two; char d; } one; };
struct anonymous { int a; struct { char b; int c; }; short d; };
struct anonymous_tree { int a; struct { char b; struct { short c; union { int d; char e; }; }; }; short f; };
struct nested_array { struct { char tag; int value; } items[2]; };
typedef struct { char a; long long b; } anonymous_t;
struct typedef_inside { char a; anonymous_t b; anonymous_t c[2]; };
struct PACKED anonymous_in_packed { char a; struct { char b; int c; }; short d; };
struct anonymous_packed { char a; struct PACKED { char b; int c; }; short d; };

/* Unions */
union sized { char a; short b; int c; long long d; };
union dissimilar { char a[5]; int b; short c[3]; };
union of_structs { struct pair pair; long long both; unsigned char bytes[8]; };
struct union_inside { char kind; union sized value; char after; };
struct union_array { union dissimilar values[3]; };
struct anonymous_union { char kind; union { int number; char letters[6]; void *address; }; char after; };
struct union_of_anonymous { union { struct { int a; int b; }; struct { short c; short d; long long e; }; }; };
struct nested_union { union { struct { char a; } x; struct { int b; } y; } u; };
union PACKED packed_union { char a[3]; int b; };
struct packed_union_array { char a; union packed_union b[2]; };
union ALIGNED(32) aligned_union { int a; char b; };
union with_bits { struct { unsigned int low : 4; unsigned int high : 28; }; unsigned int whole; };
typedef union { int a; float b; } union_t;
struct union_typedef { char a; union_t b; };
union anonymous_union_in_union { int a; union { short b; char c; }; };

/* Bitfields */
struct bits { unsigned int a : 3; unsigned int b : 5; unsigned int c : 24; };
struct signed_bits { int a : 3; int b : 5; int c : 20; signed char d : 4; };
struct bits_across { unsigned int a : 20; unsigned int b : 20; unsigned int c : 20; };
struct PACKED bits_packed { unsigned int a : 20; unsigned int b : 20; unsigned int c : 20; int d : 5; };
struct PACKED bits_unaligned { char first; unsigned long long a : 3; unsigned long long b : 64; long long c : 61; char last; };
struct bits_64 { unsigned long long a : 40; unsigned long long b : 24; long long c : 63; unsigned long long d : 1; };
struct bits_full { unsigned int a : 32; unsigned char b : 8; unsigned long long c : 64; };
struct bits_mixed { unsigned char a : 2; unsigned short b : 9; unsigned int c : 17; unsigned long long d : 33; };
struct bits_between { int before; unsigned int a : 7; unsigned int b : 9; short after; };
struct bits_trailing { long long a; unsigned int b : 6; };
struct bits_after_char { char a; unsigned int b : 20; };
struct bits_unnamed { unsigned int a : 4; unsigned int : 9; unsigned int b : 6; unsigned int : 0; unsigned int c : 3; };
struct bits_bool { _Bool a : 1; _Bool b : 1; unsigned int c : 3; };
enum colour { RED, GREEN, BLUE };
enum below { BELOW = -2, ZERO = 0, ABOVE = 1 };
struct bits_enum { enum colour a : 3; enum below b : 4; enum colour c; };
struct bits_anonymous { char a; struct { unsigned int b : 5; int c : 11; }; unsigned int d : 9; };
struct PACKED bits_three_bytes { unsigned int a : 17; unsigned int b : 7; };
struct PACKED bits_crossing_bytes { unsigned int a : 5; int b : 7; unsigned int c : 11; int d : 9; unsigned int e : 16; };
struct bits_in_array { struct bits_crossing_bytes rows[2]; };
struct bits_char { char a : 3; signed char b : 5; unsigned char c : 7; };
struct bits_128 { __int128 a : 100; unsigned __int128 b : 28; };
struct PACKED bits_128_packed { unsigned char a : 3; __int128 b : 90; unsigned __int128 c : 128; unsigned char d : 3; };

/* Enumerations */
enum state { STATE_IDLE, STATE_RUNNING, STATE_DONE };
enum flags { FLAG_READ = 1, FLAG_WRITE = 2, FLAG_EXEC = 4, FLAG_ALL = 7 };
enum PACKED small { SMALL_ONE = 1, SMALL_TWO = 200 };
enum large { LARGE_LOW = 1, LARGE_HIGH = 0x100000000LL };
enum large_below { LARGE_BELOW = -0x100000000LL, LARGE_ABOVE = 3 };
typedef enum { LEVEL_LOW = -1, LEVEL_HIGH = 1 } level_t;
struct enums { enum state state; enum flags flags; enum small small; enum large large; enum large_below below; level_t level; };
struct anonymous_enum { char a; enum { HERE_ONE = 1, HERE_TWO } here; enum state several[2]; };

/* Pointers */
struct forward;
struct list_head { struct list_head *next, *prev; };
struct tree { struct tree *left; struct tree *right; struct list_head node; int value; };
struct pointers { void *v; const char *text; int **twice; struct forward *unknown; const volatile struct pair *const pair; };
struct functions { int (*call)(int, void *); void (*table[2])(void); int (*(*nested)(int))(char); };
struct first; struct second;
struct first { struct second *other; int a; };
struct second { struct first *other; struct first inside; };
typedef struct pair *pair_p;
typedef int (*handler_t)(struct tree *);
struct pointer_typedefs { pair_p pair; handler_t handler; };
struct tagged { int *TYPE_TAG("user") a; int b DECL_TAG("important"); } DECL_TAG("record");
struct qualified { const int a; volatile short b; const volatile long long c; const struct pair d; volatile char text[4]; char *restrict p; };

/* Nothing there */
struct empty { };
union empty_union { };
struct with_empty { int a; struct empty nothing; union empty_union none; struct empty array[3]; int b; };
struct flexible { int count; unsigned short tail[]; };
struct flexible_bytes { long long a; char b; char text[]; };
struct flexible_structs { char count; struct pair pairs[]; };
struct zero_length { int a; int begin[0]; int b; int c; };
struct flexible_in_union { int kind; union { struct { struct empty none; int numbers[]; }; struct { struct empty also; char letters[]; }; }; };
struct flexible_last { int a; struct flexible last; };
struct flexible_grid { int count; int grid[][2]; };

/* Names */
struct keywords { int class; int namespace; int event; int base; int in; int string; int object; int params; };
struct cases { int value; int Value; int VALUE; int _value; };
struct own_name { int own_name; int OwnName; };
struct members { int Equals; int to_string; int get_hash_code; int GetType; int finalize; };
struct digits { int a_1; int a1; int _2; int x_1_2; };
struct OWN { int a; };
struct own { short a; };
struct Own { char a; };
struct text_4 { char a[4]; };
struct int32x3 { int a[3]; };

/* Mixed */
struct kitchen_sink {
	char comm[16];
	struct { unsigned int prio : 7; int nice : 6; _Bool on : 1; };
	union { struct list_head list; unsigned char raw[16]; };
	struct PACKED { char tag; double weight; } entries[2];
	enum flags flags;
	__int128 total;
	float load[3];
	const struct tree *root;
};
#endif
