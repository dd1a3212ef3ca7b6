#include "shapes.h"
#include <cstdio>

using namespace shapes;

struct Round
{
	double radius;
};

struct Box
{
	double width, height;
};

struct AreaOf
{
	double operator()(const Round &round) const { return round.radius * round.radius * 3; }
	double operator()(const Box &box) const { return box.width * box.height; }
};

template <typename T>
__attribute__((noinline)) static T fold(const std::vector<T> &values, const std::function<T(T, T)> &by)
{
	T result{};
	for (const T &value : values)
		result = by(result, value);
	return result;
}

__attribute__((cold, noinline)) static int complain(const std::string &what)
{
	std::fprintf(stderr, "%s\n", what.c_str());
	return 1;
}

int main(int argc, char **argv)
{
	auto made = make_shapes(argc * 10);
	Cache<std::string, double> cache;
	for (const auto &shape : made)
		cache.get(shape->name(), [&](const std::string &name) { return shape->area() + Nest<int, 4>::apply(int(name.size()), argc); });

	std::vector<std::variant<Round, Box>> parts{ Round{ 1 }, Box{ 2, 3 }, Round{ double(argc) } };
	double sum = visit_all(AreaOf{}, parts) + total(made);
	std::vector<Point> points;
	for (int i = -argc; i < 20; i++)
		points.push_back(Point{ double(i), double(i % 7 - 3) });
	auto groups = grouped(points);
	int counted = fold<int>({ 1, 2, argc }, [](int a, int b) { return a * 31 + b; });
	counted += fold<std::string>({ "a", argv[0] }, [](std::string a, std::string b) { return a + "/" + b; }).size();
	if (groups.empty())
		return complain("no points");
	std::printf("%g %zu %d %zu\n", sum, cache.size(), words(argv[0]) + counted, groups.size());
	return 0;
}
