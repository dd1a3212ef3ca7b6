using Sonde.Kernel;

namespace Sonde.Bpf.Faults;

/// <summary>Batches over a hash table that fail before or after some of their entries: none may be lost, and none counted twice.</summary>
internal static class Batches
{
    private const int Size = 1000;
    private const int Part = 100;

    private static readonly int[] Keys = [.. Enumerable.Range(0, Size)];

    public static IEnumerable<Operation> All =>
    [
        .. Both("walk a hash table", full: true, Walk),
        .. Both("consume a hash table", full: true, Consume),
        .. Both("fill a hash table in batches", full: false, Fill),
        .. Both("empty a hash table in batches", full: true, Empty),
    ];

    private static Operation[] Both(string name, bool full, Action<Operation, BpfHashMap<int, long>> run) =>
    [
        new(name, o => OnTable(o, full, run)),
        new($"{name}, failing within a batch", o => OnTable(o, full, run), within: Part),
    ];

    private static void OnTable(Operation o, bool full, Action<Operation, BpfHashMap<int, long>> run)
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<int, long>(BpfMapType.Hash, "batches", Size));
        BpfHashMap<int, long> table = map.AsHashMap<int, long>();
        if (full)
            table.UpdateBatch(Keys, new long[Size]);
        run(o, table);
    }

    private static void Walk(Operation o, BpfHashMap<int, long> table)
    {
        var seen = new List<int>();
        o.Try(() => Collect(table.GetEnumerator(), seen));

        // ENOENT is how the kernel says that it was the last batch.
        if (!o.HasThrown && o.Error != Errno.ENOENT)
            RequireAll(seen, "seen");
        RequireOnce(seen, "seen");
    }

    private static void Consume(Operation o, BpfHashMap<int, long> table)
    {
        var taken = new List<int>();
        o.Try(() => Collect(table.Consume().GetEnumerator(), taken));
        RequireAll([.. taken, .. table.Select(e => e.Key)], "taken or left");
        RequireOnce([.. taken, .. table.Select(e => e.Key)], "taken or left");
    }

    private static void Fill(Operation o, BpfHashMap<int, long> table)
    {
        int completed = Size;
        o.Try(() => Counting(() => table.UpdateBatch(Keys, new long[Size]), ref completed));
        Require(table.Select(e => e.Key).Order().SequenceEqual(Keys[..completed]), $"{table.Count()} entries are there, {completed} were reported");
    }

    private static void Empty(Operation o, BpfHashMap<int, long> table)
    {
        int deleted = 0;
        o.Try(() => Counting(() => deleted = table.DeleteBatch(Keys), ref deleted));
        Require(deleted == Size - table.Count(), $"{deleted} deleted entries were reported, {table.Count()} of {Size} are left");
    }

    private static void Collect(BpfHashMap<int, long>.Enumerator walk, List<int> keys)
    {
        using (walk)
        {
            while (walk.MoveNext())
                keys.Add(walk.Current.Key);
        }
    }

    private static void Counting(Action batch, ref int completed)
    {
        try
        {
            batch();
        }
        catch (BpfBatchException e)
        {
            completed = e.Completed;
            throw;
        }
    }

    private static void RequireAll(IEnumerable<int> keys, string what)
    {
        int[] missing = [.. Keys.Except(keys)];
        Require(missing.Length == 0, $"{missing.Length} of {Size} entries were not {what}");
    }

    private static void RequireOnce(List<int> keys, string what)
        => Require(keys.Distinct().Count() == keys.Count, $"{keys.Count - keys.Distinct().Count()} entries were {what} twice");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException(otherwise);
    }
}
