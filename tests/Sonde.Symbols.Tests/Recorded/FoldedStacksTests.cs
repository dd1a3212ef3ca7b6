using System.Text;

namespace Sonde.Symbols.Tests.Recorded;

/// <summary>Stacks as lines.</summary>
public sealed class FoldedStacksTests
{
    private readonly FoldedStacks _stacks = new();

    [Fact]
    public void Equal_stacks_are_one_line_with_their_count()
    {
        Add(1, "sh", "main", "a");
        Add(2, "sh", "main", "b");
        Add(3, "sh", "main", "a");
        Add(4, "sh", "main");
        Assert.Equal(["sh;main 4", "sh;main;a 4", "sh;main;b 2"], Lines().Order(StringComparer.Ordinal));
        Assert.Equal(3, _stacks.Count);
    }

    [Fact]
    public void A_semicolon_in_a_name_does_not_end_it()
    {
        Add(1, "a;b", "c\nd");
        Assert.Equal(["a:b;c d 1"], Lines());
    }

    [Fact]
    public void A_stack_longer_than_the_buffer_is_whole()
    {
        string name = new('x', 1000);
        Add(1, [.. Enumerable.Range(0, 200).Select(i => $"{i}{name}")]);
        Assert.Equal(200, Assert.Single(Lines()).Split(';').Length);
    }

    [Fact]
    public void Thousands_of_stacks_are_all_found_again()
    {
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 5000; i++)
                Add(1, $"{i % 7}", $"{i % 100}", $"{i}");
        }

        Assert.Equal(5000, _stacks.Count);
        Assert.All(Lines(), line => Assert.EndsWith(" 2", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Stacks_of_processes_in_turns_are_counted_for_each()
    {
        for (int i = 0; i < 3000; i++)
            Add(1, $"process {i % 40}", "main", $"{i % 3}");
        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"process {i % 40};main;{i % 3} 25").Order(), Lines().Order());
    }

    [Fact]
    public void Stacks_that_are_counted_behind_are_all_counted()
    {
        int[] names = [.. Enumerable.Range(0, 50).Select(i => _stacks.Name($"{i}"))];
        var expected = new Dictionary<string, long>();
        var random = new Random(7);
        int[] stack = new int[8];
        for (int i = 0; i < 100_000; i++)
        {
            for (int at = 0; at < stack.Length; at++)
                stack[at] = names[random.Next(at < 6 ? 2 : names.Length)];
            long count = i % 1000 == 0 ? 1L << 40 : 1;
            _stacks.Add(stack, count);
            string line = string.Join(';', stack);
            expected[line] = expected.GetValueOrDefault(line) + count;
            if (i == 50_000)
                Assert.Equal(expected.Count, _stacks.Count);
        }

        Assert.Equal(expected.Count, _stacks.Count);
        Assert.Equal(expected.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal), Lines().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_number_of_no_name_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => _stacks.Add([0]));

    [Fact]
    public void A_stack_seen_before_allocates_nothing()
    {
        int[] stack = [_stacks.Name("a"), _stacks.Name("b")];
        int[] other = [_stacks.Name("a"), _stacks.Name("c")];
        _stacks.Add(stack);
        _stacks.Add(other);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _stacks.Add(stack);
            _stacks.Add(other);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Stacks_seen_before_allocate_no_more_than_the_batches_that_may_wait()
    {
        int[] stack = [_stacks.Name("a"), _stacks.Name("b")];
        int each = StackBatches.BatchSize / (StackBatches.HeadSize + stack.Length);
        _stacks.Add(stack);
        Assert.Equal(1, _stacks.Count);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 3 * StackBatches.MostWaiting * each; i++)
            _stacks.Add(stack);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 17 << 20);
    }

    private void Add(long count, params string[] names) => _stacks.Add([.. names.Select(_stacks.Name)], count);

    private string[] Lines()
    {
        using var output = new MemoryStream();
        _stacks.Write(output);
        return Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
