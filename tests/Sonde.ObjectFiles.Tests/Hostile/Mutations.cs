using System.Diagnostics;

namespace Sonde.ObjectFiles.Tests.Hostile;

/// <summary>Feeds broken copies of good bytes to a reader. Each must be read, or refused by the one exception type of its format.</summary>
internal static class Mutations
{
    // A reader may allocate in proportion to its input, never more; the smallest inputs have some fixed cost.
    private const long BytesPerByte = 64;
    private const long FixedBytes = 64 << 10;

    private static readonly byte[] Extremes = [0x00, 0x01, 0x7f, 0x80, 0xff];

    /// <summary>Cuts the input at every length, or at a thousand of them if it is long.</summary>
    public static void Truncate(byte[] good, Action<ReadOnlyMemory<byte>> read)
    {
        int step = Math.Max(1, good.Length / 1000);
        for (int length = 0; length < good.Length; length += step)
            Try(good.AsMemory(0, length), read, $"cut to {length}");
    }

    /// <summary>Changes one to eight bytes, in half of the rounds near the start, where counts and offsets lie.</summary>
    public static void Flip(byte[] good, int seed, int rounds, Action<ReadOnlyMemory<byte>> read) => Flip(good, .., seed, rounds, read);

    /// <summary>The same in a part of the input only.</summary>
    public static void Flip(byte[] good, Range part, int seed, int rounds, Action<ReadOnlyMemory<byte>> read)
    {
        (int start, int length) = part.GetOffsetAndLength(good.Length);
        var random = new Random(seed);
        byte[] copy = new byte[good.Length];
        for (int round = 0; round < rounds; round++)
        {
            good.CopyTo(copy, 0);
            int reach = round % 2 == 0 ? length : Math.Min(length, 256);
            for (int i = round % 8; i >= 0; i--)
                copy[start + random.Next(reach)] = random.Next(2) == 0 ? Extremes[random.Next(Extremes.Length)] : (byte)random.Next(256);
            Try(copy, read, $"seed {seed} round {round}");
        }
    }

    private static void Try(ReadOnlyMemory<byte> bytes, Action<ReadOnlyMemory<byte>> read, string what)
    {
        long start = Stopwatch.GetTimestamp();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(bytes);
        }
        catch (FormatException e) when (e is ElfFormatException or BtfFormatException or DwarfFormatException)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {e}");
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(allocated < bytes.Length * BytesPerByte + FixedBytes, $"{what}: allocated {allocated} bytes for {bytes.Length}");
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        Assert.True(elapsed < TimeSpan.FromSeconds(2), $"{what}: took {elapsed}");
    }
}
