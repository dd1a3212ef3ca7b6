using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

// Busy in code of every kind until it is ended: compiled at run time and ahead of it, the runtime's own, the system's; on the main thread and another.
var other = new Thread(() => Load.Run(seed: 2, TimeSpan.FromMinutes(10))) { IsBackground = true };
other.Start();
// The compiler's own frames are larger than the copies of stacks: most of its work is over by then.
Load.Run(seed: 1, TimeSpan.FromSeconds(3));
Console.WriteLine("ready");
Load.Run(seed: 1, TimeSpan.FromMinutes(10));

internal static partial class Load
{
    private static long s_sum;

    public static void Run(int seed, TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            var people = Enumerable.Range(seed, 200)
                .Select(i => new Dictionary<string, object> { ["id"] = i, ["mail"] = $"u{i}@host{i % 7}.com", ["share"] = i * 1.5 })
                .ToList();
            string text = JsonSerializer.Serialize(people.ConvertAll(person => person["mail"].ToString()));
            s_sum += text.Length + Mail().Count(text);
            using JsonDocument parsed = JsonDocument.Parse(text);
            foreach (JsonElement mail in parsed.RootElement.EnumerateArray())
                s_sum += mail.GetString()!.Length;
            s_sum += people.OrderByDescending(person => (string)person["mail"], StringComparer.Ordinal).Count();
            s_sum += string.Format(CultureInfo.InvariantCulture, "{0:R}", s_sum * 0.1).Length + Deep(20);
        }
    }

    private static long Deep(int depth) => depth == 0 ? s_sum.ToString(CultureInfo.InvariantCulture).Length : Deep(depth - 1) + 1;

    [GeneratedRegex(@"(\w+)@(\w+)\.com")]
    private static partial Regex Mail();
}
