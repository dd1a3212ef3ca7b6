// What the two units of the program share: templates and inline functions, several deep.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace shapes
{
struct Point
{
	double x, y;

	Point operator+(const Point &other) const { return { x + other.x, y + other.y }; }
	Point scaled(double by) const { return { x * by, y * by }; }
};

template <typename T, int Depth>
struct Nest
{
	static inline T apply(T value, T by) { return Nest<T, Depth - 1>::apply(value * by + Depth, by ^ Depth); }
};

template <typename T>
struct Nest<T, 0>
{
	static inline T apply(T value, T by) { return value ? value / (by | 1) : by; }
};

class Shape
{
public:
	virtual ~Shape() = default;
	virtual double area() const = 0;
	virtual std::string name() const { return "shape"; }
	inline double heavy(double weight) const { return weight > 1 ? area() * weight : area() / (weight + 2); }
};

template <typename Visitor, typename... Parts>
auto visit_all(Visitor &&visitor, const std::vector<std::variant<Parts...>> &parts)
{
	double sum = 0;
	for (const auto &part : parts)
		sum += std::visit(visitor, part);
	return sum;
}

template <typename Key, typename Value>
class Cache
{
public:
	template <typename Make>
	Value &get(const Key &key, Make make)
	{
		auto found = values_.find(key);
		if (found == values_.end())
			found = values_.emplace(key, make(key)).first;
		return found->second;
	}

	std::size_t size() const { return values_.size(); }

private:
	std::unordered_map<Key, Value> values_;
};

double total(const std::vector<std::unique_ptr<Shape>> &shapes);
std::vector<std::unique_ptr<Shape>> make_shapes(int count);
std::map<std::string, std::vector<Point>> grouped(const std::vector<Point> &points);
int words(const std::string &text);
}
