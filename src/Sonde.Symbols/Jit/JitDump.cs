using System.Diagnostics.CodeAnalysis;

namespace Sonde.Symbols;

/// <summary>
/// Code that a runtime compiled, with names, lines, and the times from which it was where it was: <c>jit-PID.dump</c>, as perf's specification
/// of jitdump has it, of either byte order.
/// </summary>
/// <remarks>
/// A file that ends within a record, as that of a living process may, gives what came before. An immutable snapshot: safe from any thread.
/// </remarks>
public sealed class JitDump
{
    private readonly JitMethod[] _methods;
    private readonly TimedRangeTable _table;

    internal JitDump(JitDumpReader reader)
    {
        Pid = reader.Pid;
        Machine = reader.Machine;
        IsTruncated = reader.IsTruncated;
        IsClosed = reader.IsClosed;
        HasMachineTimes = reader.HasMachineTimes;
        Skipped = reader.Skipped;
        Bytes = reader.Bytes;
        // Threads write as they come. A sort that keeps those of one time in order.
        _methods = [.. reader.Methods.OrderBy(method => method.LoadedAt)];
        _table = TimedRangeTable.Build(
            Array.ConvertAll(_methods, method => new AddressRange(method.Start, method.Size)),
            Array.ConvertAll(_methods, method => method.LoadedAt));
    }

    /// <summary>The process, by its number in its own pid namespace.</summary>
    public int Pid { get; }

    /// <summary>The machine that the code is for, as in the header of an ELF file.</summary>
    public int Machine { get; }

    /// <summary>All code, in ascending order of the times at which it was loaded.</summary>
    public IReadOnlyList<JitMethod> Methods => _methods;

    /// <summary>Whether the bytes end within a record.</summary>
    public bool IsTruncated { get; }

    /// <summary>Whether the runtime said that it was done.</summary>
    public bool IsClosed { get; }

    /// <summary>Whether its times are ticks of the machine (JITDUMP_FLAGS_ARCH_TIMESTAMP), which nothing else is measured in, and not of CLOCK_MONOTONIC.</summary>
    public bool HasMachineTimes { get; }

    /// <summary>About how many bytes of memory it takes.</summary>
    internal long Bytes { get; }

    /// <summary>What was not taken.</summary>
    public JitDumpSkips Skipped { get; }

    /// <summary>Parses such a file.</summary>
    /// <param name="file">Its bytes; those of unwinding information are kept, not copied.</param>
    /// <exception cref="JitDumpFormatException">It does not begin as such a file does.</exception>
    public static JitDump Parse(ReadOnlyMemory<byte> file)
    {
        var reader = new JitDumpReader(file);
        reader.Read();
        return new JitDump(reader);
    }

    /// <summary>
    /// Reads the dump of a live process: the one that it maps, or <c>jit-PID.dump</c> in its <c>/tmp</c> or current folder, as the process sees
    /// them.
    /// </summary>
    /// <remarks>A link, and a file that belongs neither to the user of the process nor to root, is refused.</remarks>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="dump">The dump; null where the result is false.</param>
    /// <param name="refusal">Why there is none.</param>
    public static bool TryReadOf(int pid, [NotNullWhen(true)] out JitDump? dump, out JitFileRefusal refusal) =>
        (dump = JitDumpFile.TryRead(pid, out refusal)) is not null;

    /// <summary>Finds the code that was at an address at a time.</summary>
    /// <param name="address">The address.</param>
    /// <param name="timestamp">The time, in nanoseconds of the clock that the runtime took.</param>
    /// <param name="method">The code: the last that was loaded there by then, and not moved away since.</param>
    public bool TryFind(ulong address, ulong timestamp, [NotNullWhen(true)] out JitMethod? method)
    {
        int index = _table.Find(address, timestamp);
        method = index < 0 || _methods[index].MovedAt <= timestamp ? null : _methods[index];
        return method is not null;
    }

    /// <summary>Finds the code that was last at an address, moved away since or not.</summary>
    /// <param name="address">The address.</param>
    /// <param name="method">The code.</param>
    public bool TryFind(ulong address, [NotNullWhen(true)] out JitMethod? method)
    {
        int index = _table.Find(address, ulong.MaxValue);
        method = index < 0 ? null : _methods[index];
        return method is not null;
    }

    /// <summary>
    /// Finds the code that was at an address at a time of a recording; where none is known to have come by then, the first that came: a runtime
    /// that is told late to write the file writes what it has with the time at which it does.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="time">The time in nanoseconds of CLOCK_MONOTONIC; <see cref="ulong.MaxValue"/> where it is not known, for the last code.</param>
    /// <param name="isOnly">Whether it is the same at all times.</param>
    /// <param name="isGone">Whether there is none because it was moved away.</param>
    internal JitMethod? FindRecorded(ulong address, ulong time, out bool isOnly, out bool isGone)
    {
        isGone = false;
        int first = _table.FindFirst(address, out isOnly);
        if (first < 0)
            return null;
        if (HasMachineTimes)
            time = ulong.MaxValue;
        int index = _table.Find(address, time);
        JitMethod method = _methods[index < 0 ? first : index];
        isOnly &= method.MovedAt == ulong.MaxValue;
        isGone = time != ulong.MaxValue && method.MovedAt <= time;
        return isGone ? null : method;
    }
}
