#include "shapes.h"

namespace shapes
{
namespace
{
class Circle final : public Shape
{
public:
	explicit Circle(double radius) : radius_(radius) {}
	double area() const override { return 3.14159 * square(radius_); }
	std::string name() const override { return "circle " + std::to_string(radius_); }

private:
	static inline double square(double value) { return value * value; }
	double radius_;
};

class Polygon : public Shape
{
public:
	explicit Polygon(std::vector<Point> corners) : corners_(std::move(corners)) {}

	double area() const override
	{
		double sum = 0;
		for (std::size_t i = 0; i < corners_.size(); i++)
			sum += cross(corners_[i], corners_[(i + 1) % corners_.size()]);
		if (sum < 0)
			fail("turned around");
		return sum / 2;
	}

private:
	static inline double cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }

	[[noreturn]] static void fail(const char *why) { throw std::runtime_error(std::string("polygon: ") + why); }

	std::vector<Point> corners_;
};
}

double total(const std::vector<std::unique_ptr<Shape>> &shapes)
{
	return std::accumulate(shapes.begin(), shapes.end(), 0.0,
			       [](double sum, const std::unique_ptr<Shape> &shape) { return sum + shape->heavy(sum); });
}

std::vector<std::unique_ptr<Shape>> make_shapes(int count)
{
	std::vector<std::unique_ptr<Shape>> made;
	for (int i = 0; i < count; i++) {
		if (Nest<long, 6>::apply(i, count) % 3 == 0) {
			made.push_back(std::make_unique<Circle>(i));
			continue;
		}

		std::vector<Point> corners;
		for (int corner = 0; corner < 3 + i % 5; corner++)
			corners.push_back(Point{ double(corner), double(corner * corner) } + Point{ 1, 2 }.scaled(i));
		made.push_back(std::make_unique<Polygon>(std::move(corners)));
	}

	std::sort(made.begin(), made.end(), [](const auto &a, const auto &b) { return a->area() < b->area(); });
	return made;
}

std::map<std::string, std::vector<Point>> grouped(const std::vector<Point> &points)
{
	std::map<std::string, std::vector<Point>> groups;
	for (const Point &point : points) {
		std::ostringstream key;
		key << (point.x < 0 ? "left" : "right") << '/' << (point.y < 0 ? "below" : "above");
		groups[key.str()].push_back(point);
	}

	for (auto &[key, group] : groups)
		std::stable_sort(group.begin(), group.end(), [](const Point &a, const Point &b) { return a.x < b.x || (a.x == b.x && a.y < b.y); });
	return groups;
}

int words(const std::string &text)
{
	std::istringstream input(text);
	std::unordered_map<std::string, int> counts;
	for (std::string word; std::getline(input, word, '/');)
		counts[word]++;
	return std::count_if(counts.begin(), counts.end(), [](const auto &pair) { return pair.second > 0 && !pair.first.empty(); });
}
}
