using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Sonde.Bpf;

namespace Sonde.Benchmarks;

/// <summary>A hash table of 100,000 entries is walked in batches, or each entry looked up.</summary>
/// <typeparam name="TKey">The layout of a key; its first four bytes are the number of the entry.</typeparam>
/// <typeparam name="TValue">The layout of a value; its first eight bytes are added up.</typeparam>
internal sealed class MapComparison<TKey, TValue>(string name, bool walk) : IComparison
    where TKey : unmanaged
    where TValue : unmanaged
{
    private const uint Entries = 100_000;
    private const ulong Expected = (ulong)Entries * (Entries - 1) / 2;

    public string Name => name;

    public void Run(Peers peers)
    {
        using SideProcesses others = peers.Start("map_walk", Text(Unsafe.SizeOf<TKey>()), Text(Unsafe.SizeOf<TValue>()), "0");
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<TKey, TValue>(BpfMapType.Hash, "walk", Entries));
        BpfHashMap<TKey, TValue> table = map.AsHashMap<TKey, TValue>();
        for (uint i = 0; i < Entries; i++)
            table.Update(Key(i), Value(i));
        Machine.BindThread(Machine.MeasuredCpu);
        Rounds rounds = Rounds.Take(
            5, 30, [new Side(walk ? "Sonde foreach" : "Sonde TryGetValue", () => Measure(table)), .. others.Asked(walk ? "w" : "l")]);
        Machine.FreeThread();
        Table.Print($"{Name}: nanoseconds an entry of 100,000", rounds);
    }

    private double Measure(BpfHashMap<TKey, TValue> table)
    {
        long start = Stopwatch.GetTimestamp();
        ulong sum = walk ? Walk(table) : LookUp(table);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return sum == Expected ? time.TotalNanoseconds / Entries : throw new InvalidOperationException($"added up {sum}, not {Expected}");
    }

    private static ulong Walk(BpfHashMap<TKey, TValue> table)
    {
        ulong sum = 0;
        foreach ((TKey _, TValue value) in table)
            sum += Number(value);
        return sum;
    }

    private static ulong LookUp(BpfHashMap<TKey, TValue> table)
    {
        ulong sum = 0;
        for (uint i = 0; i < Entries; i++)
        {
            if (table.TryGetValue(Key(i), out TValue value))
                sum += Number(value);
        }

        return sum;
    }

    private static TKey Key(uint number)
    {
        TKey key = default;
        Unsafe.As<TKey, uint>(ref key) = number;
        return key;
    }

    private static TValue Value(ulong number)
    {
        TValue value = default;
        Unsafe.As<TValue, ulong>(ref value) = number;
        return value;
    }

    private static ulong Number(TValue value) => Unsafe.As<TValue, ulong>(ref value);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
