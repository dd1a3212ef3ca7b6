using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using Xunit;

namespace Sonde.Testing;

/// <summary>
/// Feeds broken copies of good bytes to the reader of a format. Each must be read, or refused by an exception of the format's own with a message
/// of one line; none may hang, and none may ask for memory out of proportion to its length.
/// </summary>
/// <param name="format">What the bytes are.</param>
/// <param name="refusals">The exceptions of the format; none where everything is read.</param>
public sealed class HostileInput(string format, params Type[] refusals)
{
    /// <summary>How many broken copies are made when nothing else is said.</summary>
    public const int Count = 20_000;

    // Far more than any input takes on a busy machine: what takes longer does not end.
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(30);

    private static readonly byte[] ExtremeBytes = [0x00, 0x01, 0x7f, 0x80, 0xff];

    /// <summary>How many bytes a reader may allocate for each byte of its input.</summary>
    public long BytesPerByte { get; init; } = 64;

    /// <summary>How many bytes it may allocate besides, whatever the input.</summary>
    public long FixedBytes { get; init; } = 64 << 10;

    /// <summary>Whether some of the broken copies are cut short as well.</summary>
    public bool IsCut { get; init; } = true;

    /// <summary>Reads as many broken copies; the same for the same seed.</summary>
    /// <param name="seed">Where the random changes begin.</param>
    /// <param name="good">The bytes that are broken.</param>
    /// <param name="read">Reads a copy and asks for all that it gives.</param>
    /// <param name="part">The part of the bytes that is changed; null for all of them.</param>
    /// <param name="count">How many copies.</param>
    /// <returns>How many were refused.</returns>
    public int Mutate(int seed, byte[] good, Action<ReadOnlyMemory<byte>> read, Range? part = null, int count = Count)
    {
        (int start, int length) = (part ?? Range.All).GetOffsetAndLength(good.Length);
        var random = new Random(seed);
        byte[] copy = new byte[good.Length];
        return Run(good, count, read, round =>
        {
            good.CopyTo(copy, 0);
            // Half of the rounds near the start, where counts and offsets lie.
            int reach = round % 2 == 0 ? length : Math.Min(length, 256);
            for (int changes = random.Next(1, 9); changes > 0; changes--)
                Change(random, copy, start + random.Next(reach), start + length);
            return copy.AsMemory(0, IsCut && round % 8 == 7 ? random.Next(copy.Length) : copy.Length);
        }, round => $"seed {seed} round {round}");
    }

    /// <summary>Cuts the bytes at every length, or at a thousand of them if there are many.</summary>
    /// <returns>How many were refused.</returns>
    public int Truncate(byte[] good, Action<ReadOnlyMemory<byte>> read)
    {
        int step = Math.Max(1, good.Length / 1000);
        return Run(good, (good.Length + step - 1) / step, read, round => good.AsMemory(0, round * step), round => $"cut to {round * step}");
    }

    private static void Change(Random random, byte[] bytes, int at, int end)
    {
        switch (random.Next(8))
        {
            case 0 or 1 or 2:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3 or 4:
                bytes[at] = ExtremeBytes[random.Next(ExtremeBytes.Length)];
                break;
            // In text this is most often a character that has a meaning.
            case 5:
                bytes[at] = bytes[random.Next(bytes.Length)];
                break;
            case 6 when end - at >= sizeof(uint):
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)ExtremeNumber(random, bytes.Length));
                break;
            case 7 when end - at >= sizeof(ulong):
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), ExtremeNumber(random, bytes.Length));
                break;
        }
    }

    // Sizes and offsets that lie: at the edges of their types, and about as long as the input.
    private static ulong ExtremeNumber(Random random, int length) => random.Next(6) switch
    {
        0 => ulong.MaxValue - (ulong)random.Next(64),
        1 => int.MaxValue - (ulong)random.Next(64),
        2 => 1UL << random.Next(64),
        3 => (ulong)(length + random.Next(-8, 9)),
        4 => 1UL << 63 | (uint)random.Next(64),
        _ => (ulong)random.Next(length + 1),
    };

    // On a thread of its own, so that a reader that hangs fails its test and does not hold up the others.
    private int Run(byte[] good, int count, Action<ReadOnlyMemory<byte>> read, Func<int, ReadOnlyMemory<byte>> copyOf, Func<int, string> nameOf)
    {
        int refused = 0;
        int round = -1;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                // What the reader makes once for the process is no cost of an input.
                read(good.ToArray());
                for (Volatile.Write(ref round, 0); round < count; Volatile.Write(ref round, round + 1))
                    refused += IsRefused(copyOf(round), read, () => $"{format}, {nameOf(round)}") ? 1 : 0;
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }) { IsBackground = true };
        thread.Start();
        for (int before = -2; !thread.Join(HangLimit); before = Volatile.Read(ref round))
            Assert.True(Volatile.Read(ref round) != before, $"{format}, {nameOf(before)}: is not read within {HangLimit.TotalSeconds} s");
        failure?.Throw();
        return refused;
    }

    private bool IsRefused(ReadOnlyMemory<byte> bytes, Action<ReadOnlyMemory<byte>> read, Func<string> name)
    {
        bool isRefused = false;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(bytes);
        }
        catch (Exception e) when (refusals.Contains(e.GetType()))
        {
            isRefused = true;
            Assert.DoesNotContain('\n', e.Message);
        }
        catch (Exception e)
        {
            Assert.Fail($"{name()}: {e}");
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long most = (bytes.Length * BytesPerByte) + FixedBytes;
        if (allocated > most)
            Assert.Fail($"{name()}: allocated {allocated} bytes for {bytes.Length}, where {most} are allowed");
        return isRefused;
    }
}
