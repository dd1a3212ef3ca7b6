// Stacks of C++ without frame pointers: virtual calls, std::function, containers, sorting, exceptions, threads.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Shape {
    virtual ~Shape() = default;
    virtual double area(int depth) const = 0;
};

struct Square : Shape {
    double side;
    explicit Square(double s) : side(s) {}
    __attribute__((noinline)) double area(int depth) const override
    {
        double sum = side;
        for (int i = 0; i < 500; i++)
            sum = sum * 0.999 + i;
        return sum + depth;
    }
};

struct Group : Shape {
    std::vector<std::unique_ptr<Shape>> members;
    __attribute__((noinline)) double area(int depth) const override
    {
        double sum = 0;
        for (auto &each : members)
            sum += each->area(depth + 1);
        return sum;
    }
};

std::unique_ptr<Shape> nest(int depth)
{
    if (depth == 0)
        return std::make_unique<Square>(depth + 1.5);
    auto group = std::make_unique<Group>();
    group->members.push_back(nest(depth - 1));
    group->members.push_back(std::make_unique<Square>(depth));
    return group;
}

__attribute__((noinline)) int thrower(int n)
{
    if (n == 0)
        throw std::runtime_error("deep");
    return thrower(n - 1) + 1;
}

double work(int seconds)
{
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    double sum = 0;
    auto shapes = nest(12);
    while (std::chrono::steady_clock::now() < until) {
        for (int i = 0; i < 30; i++)
            sum += shapes->area(0);
        std::map<std::string, int> words;
        for (int i = 0; i < 200; i++)
            words["word " + std::to_string(i * 7919 % 200)] += i;
        std::vector<int> values(300);
        std::iota(values.begin(), values.end(), 0);
        std::function<bool(int, int)> less = [](int a, int b) { return a * 7919 % 300 < b * 7919 % 300; };
        std::sort(values.begin(), values.end(), less);
        sum += values[5] + words.size();
        try {
            sum += thrower(10);
        } catch (const std::exception &e) {
            sum += e.what()[0];
        }
    }
    return sum;
}

}

int main(int argc, char **argv)
{
    int seconds = argc > 1 ? std::atoi(argv[1]) : 2;
    double other = 0;
    std::thread thread([&] { other = work(seconds); });
    double sum = work(seconds);
    thread.join();
    std::printf("%g\n", sum + other);
}
