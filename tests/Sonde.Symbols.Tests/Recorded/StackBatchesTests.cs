namespace Sonde.Symbols.Tests.Recorded;

/// <summary>Stacks that wait to be counted.</summary>
public sealed class StackBatchesTests
{
    private static readonly int[] Stack = [1, 2, 3];

    [Fact]
    public void Once_as_many_batches_were_made_as_may_wait_they_are_used_again()
    {
        using var mayCount = new ManualResetEventSlim();
        var stacks = new StackBatches(number =>
        {
            mayCount.Wait();
            return number;
        });
        // One is being counted, one is filled, and all others wait.
        int added = AddBatches(stacks, StackBatches.MostWaiting + 1) + 1;
        stacks.Add(Stack, 1);
        mayCount.Set();
        stacks.Finish();
        long before = GC.GetAllocatedBytesForCurrentThread();
        added += AddBatches(stacks, 3 * StackBatches.MostWaiting);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, StackBatches.BatchSize);
        StackCounts counts = stacks.Finish();
        Assert.Equal((1, added), (counts.Count, counts.Tree.CountOf(Stack.Length)));
    }

    [Fact]
    public void What_was_not_counted_whole_is_not_given_as_if_it_were()
    {
        bool fails = true;
        var stacks = new StackBatches(number => fails ? throw new InvalidOperationException("no name") : number);
        stacks.Add(Stack, 1);
        Assert.Throws<InvalidOperationException>(stacks.Finish);
        fails = false;
        Assert.Throws<InvalidOperationException>(stacks.Finish);
    }

    private static int AddBatches(StackBatches stacks, int batches)
    {
        int count = batches * (StackBatches.BatchSize / (StackBatches.HeadSize + Stack.Length));
        for (int i = 0; i < count; i++)
            stacks.Add(Stack, 1);
        return count;
    }
}
