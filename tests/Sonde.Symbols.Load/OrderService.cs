using System.Globalization;
using System.Linq.Expressions;
using System.Reflection.Emit;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sonde.Symbols.Load;

/// <summary>Code of each kind that a profile of .NET shows: async, lambdas, local functions, generics, dynamic methods, the framework's own.</summary>
internal sealed class OrderService
{
    private readonly Regex _mail = new(@"(\w+)@(\w+)\.com");
    private readonly Func<int, int> _compiled = CompileSum();
    private readonly Func<int, int> _emitted = EmitSquare();

    public async Task<int> PlaceAsync(Order order)
    {
        await Task.Yield();
        int sum = Weigh(new Pair<int, Order>(order.Id, order)) + _emitted(order.Id);
        await Task.Yield();
        return sum + Spin(order.Id);

        static int Spin(int turns)
        {
            int sum = 0;
            for (int i = 0; i < turns * 1000; i++)
                sum += i ^ (sum << 1);
            return sum;
        }
    }

    public long Report(int count)
    {
        var rows = Enumerable.Range(0, count)
            .Select(i => new Dictionary<string, object> { ["id"] = i, ["mail"] = string.Create(CultureInfo.InvariantCulture, $"u{i}@host{i % 7}.com") })
            .ToList();
        string json = JsonSerializer.Serialize(rows);
        long sum = json.Length + _mail.Count(json);
        using (var document = JsonDocument.Parse(json))
        {
            foreach (JsonElement row in document.RootElement.EnumerateArray())
                sum += _compiled(row.GetProperty("id").GetInt32()) + _emitted(3);
        }

        return sum + rows.OrderByDescending(row => (string)row["mail"], StringComparer.Ordinal).Count();
    }

    private static int Weigh<T>(Pair<int, T> pair) => pair.GetHashCode();

    // A sum over a loop, so that it is seen at work.
    private static Func<int, int> CompileSum()
    {
        ParameterExpression n = Expression.Parameter(typeof(int));
        ParameterExpression sum = Expression.Variable(typeof(int));
        LabelTarget end = Expression.Label(typeof(int));
        return Expression.Lambda<Func<int, int>>(
            Expression.Block(
                [sum],
                Expression.Loop(
                    Expression.IfThenElse(
                        Expression.GreaterThan(n, Expression.Constant(0)),
                        Expression.AddAssign(sum, Expression.PostDecrementAssign(n)),
                        Expression.Break(end, sum)),
                    end)),
            n).Compile();
    }

    private static Func<int, int> EmitSquare()
    {
        var method = new DynamicMethod("EmittedSquare", typeof(int), [typeof(int)]);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Mul);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int, int>>();
    }

    private readonly record struct Pair<TLeft, TRight>(TLeft Left, TRight Right);
}
