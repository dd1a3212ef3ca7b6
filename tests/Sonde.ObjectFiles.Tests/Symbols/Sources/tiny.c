/* Small enough to be broken twenty thousand times: inline calls, functions with several ranges, two files. */
static inline int clamp(int value, int most)
{
	return value > most ? most : value < 0 ? 0 : value;
}

static inline __attribute__((always_inline)) int twice(int value)
{
	return clamp(value * 2, 100) + clamp(value / 3, 7);
}

__attribute__((cold, noinline)) int rare(int value)
{
	return twice(value) ^ 3;
}

int sum(const int *values, int count)
{
	int total = 0;

	for (int i = 0; i < count; i++) {
		total += twice(values[i]);
		if (__builtin_expect(total < 0, 0))
			total += rare(total);
	}

#line 200 "elsewhere.h"
	return clamp(total, 1000);
}
