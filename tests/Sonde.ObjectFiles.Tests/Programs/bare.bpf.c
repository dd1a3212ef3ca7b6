// An object with nothing but a program.
int returns_zero(void *ctx) __attribute__((section("socket"), used));

int returns_zero(void *ctx)
{
	return 0;
}
