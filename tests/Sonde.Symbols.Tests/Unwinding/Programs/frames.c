// Stacks without frame pointers: recursion, callbacks of libc, a signal handler, calls through the PLT, a large and an aligned frame.
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile uint64_t sink;
static volatile int stop;

static __attribute__((noinline)) uint64_t spin(uint64_t n)
{
    uint64_t sum = n;
    for (int i = 0; i < 2000; i++)
        sum = sum * 31 + (sum >> 7);
    return sum;
}

static __attribute__((noinline)) uint64_t deep(int depth, uint64_t seed)
{
    char room[48];
    memset(room, (int)seed, sizeof room);
    uint64_t below = depth > 0 ? deep(depth - 1, seed + depth) : spin(seed);
    return below * 3 + room[seed % sizeof room];
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    sink += spin(x) & 1;
    return x < y ? -1 : x > y;
}

static __attribute__((noinline)) void sort(void)
{
    uint64_t values[64];
    for (int i = 0; i < 64; i++)
        values[i] = rand();
    qsort(values, 64, sizeof values[0], compare);
    sink += values[3];
}

static __attribute__((noinline)) void aligned(int n)
{
    __attribute__((aligned(64))) volatile double wide[16];
    volatile char *room = __builtin_alloca(n);
    for (int i = 0; i < 16; i++)
        wide[i] = sin(i + n);
    room[n - 1] = (char)wide[3];
    sink += spin((uint64_t)(wide[5] * 1000)) + room[n - 1];
}

static __attribute__((noinline)) void print(void)
{
    char text[256];
    for (int i = 0; i < 20; i++)
        snprintf(text, sizeof text, "%d %s %.17g", i, "text", sqrt(i));
    sink += text[3];
}

static void on_timer(int signal)
{
    for (int i = 0; i < 20; i++)
        sink += spin(signal + i);
}

static void on_alarm(int signal)
{
    (void)signal;
    stop = 1;
}

int main(int argc, char **argv)
{
    int seconds = argc > 1 ? atoi(argv[1]) : 2;
    struct sigaction action = { .sa_handler = on_timer };
    sigaction(SIGPROF, &action, NULL);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, NULL);
    struct itimerval each = { { 0, 2000 }, { 0, 2000 } };
    setitimer(ITIMER_PROF, &each, NULL);
    alarm(seconds);
    while (!stop) {
        for (int i = 0; i < 20; i++)
            sink += deep(i, i);
        sort();
        aligned(100 + rand() % 200);
        print();
    }
    printf("%llu\n", (unsigned long long)sink);
    return 0;
}
